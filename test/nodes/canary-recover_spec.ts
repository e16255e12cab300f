import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { SOON, StateDir } from "../support/ledger";
import { GET, LIST } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";
import { found } from "./canaries";
import { canarySuite, kinds, LOGIN_NAMES } from "./canary-bench";
import { DELETE_FILE, UNWIRED } from "./error-bench";

const NODE = { ...UNWIRED, id: "temp-recover", recover: true, wires: [["ok"], ["failed"]] };

canarySuite("a secret that vCenter repeats when a lost file is looked for", (bench) => {
  const state = new StateDir();
  const removed = async (): Promise<void> => {
    await (state.path !== "" && state.remove());
  };
  // The bench unloads a runtime after what this suite does after each test.
  beforeEach(async () => {
    bench.red.timings = SOON;
    await removed();
    await state.make();
  });
  after(removed);

  const load = (): Promise<void> => bench.load({ maxAttempts: 1 }, [NODE], {}, state.settings);

  async function assertSecret(isShown = true): Promise<void> {
    await bench.assertSecret(isShown);
    assert.deepEqual(found(await readFile(state.file, "utf8"), await bench.canaries()), [], "in the ledger");
    const { text } = await bench.red.helper.request().get("/vcenter-guest/ledger").expect(200);
    assert.deepEqual(found(text, await bench.canaries()), [], "in the list of the ledger");
  }

  for (const login of LOGIN_NAMES) {
    it(`and the list is refused, login ${login ?? "of the connection"}`, async () => {
      await load();
      await bench.ask({ vm: "vm-42", guest_login: login }, NODE.id);
      await bench.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
      await bench.echo({ operation: LIST, login, status: 403, error_type: "UNAUTHORIZED" });

      const { msg } = await bench.ask({ vm: "vm-42", guest_login: login }, NODE.id);

      assert.deepEqual(kinds([msg.error]), ["UNAUTHORIZED permission unknown"]);
      await assertSecret();
    });
  }

  it("and nobody can be asked whose a file is, nor delete the probe", async () => {
    await load();
    await bench.echo({ operation: GET, status: 403, error_type: "UNAUTHORIZED" });
    await bench.echo({ operation: DELETE_FILE, status: 500, error_type: "ERROR" });

    const { out } = await bench.ask({ vm: "vm-42" }, NODE.id);

    assert.equal(out, "ok");
    assert.match(bench.red.logged("WARN").join("\n"), /Could not ask whose a new file is/);
    await assertSecret();
  });

  it("and in the path of the probe, which is not deleted then", async () => {
    await load();
    const secrets = (await bench.canaries()).map(({ secret }) => secret).filter((secret) => !secret.includes("\n"));
    const headers = { "content-type": "application/json" };
    await bench.simulator.fault({ kind: "answer", operation: CREATE_FILE, status: 200, headers, body: JSON.stringify(`/tmp/${secrets.join(" ")}`) });

    const { msg } = await bench.ask({ vm: "vm-42" }, NODE.id);

    assert.deepEqual(kinds([msg.error]), ["ERROR server not_done"]);
    assert.match(msg.error!.message, /another name than it was asked for/);
    assert.equal(await bench.simulator.calls(DELETE_FILE), 0);
    await assertSecret(false);
  });
});
