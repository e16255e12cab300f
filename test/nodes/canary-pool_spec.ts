import assert from "node:assert/strict";
import { type FlowNode } from "../support/node-red";
import { CREATE_FILE, LIST_VMS, LOG_IN } from "../support/simulator";
import { canarySuite, kinds } from "./canary-bench";
import { errorFlow, NODE, UNWIRED } from "./error-bench";

const OTHER = { guest: 'CanaryOther19"\\ü %2F', named: "CanaryOtherNamed28&<'>" };

/** Action nodes of the second connection. */
const SECOND = { file: "temp-second", byName: "temp-second-name" } as const;

canarySuite("a secret that vCenter repeats to one of two connections with the same access", (bench) => {
  before(() => {
    bench.learn("other guest password", OTHER.guest);
    bench.learn("other named guest login", OTHER.named);
  });

  /** The second connection, its guest login and its action nodes. */
  function second(): FlowNode[] {
    const first = errorFlow(bench.simulator).find(({ id }) => id === "connection-1")!;
    const node = { ...UNWIRED, connection: "connection-2", wires: [["ok"], ["failed"]] };
    return [
      { ...first, id: "connection-2", name: "second" },
      { id: "login-second", type: "vcenter-guest-login", name: "second", connection: "connection-2" },
      { ...node, id: SECOND.file },
      { ...node, id: SECOND.byName, vmBy: "name" },
    ];
  }

  async function load(): Promise<void> {
    const { username } = bench.simulator.address;
    await bench.load({}, second(), {
      "connection-2": { username, password: bench.secrets.vcenter, guestUsername: "second", guestPassword: OTHER.guest },
      "login-second": { guestUsername: "other", guestPassword: OTHER.named },
    });
    for (const { vm } of bench.simulator.address.vms) {
      await bench.simulator.user(vm, "second", { password: OTHER.guest, writable: ["/tmp"] });
      await bench.simulator.user(vm, "other", { password: OTHER.named, writable: ["/tmp"] });
    }
  }

  const ROWS: readonly (readonly [operation: string, first: string, second: string, vm: string, kind: string])[] = [
    [CREATE_FILE, NODE.file, SECOND.file, "vm-42", "ERROR server unknown"],
    [LIST_VMS, NODE.byName, SECOND.byName, "edge-01", "ERROR server not_done"],
    [LOG_IN, NODE.file, SECOND.file, "vm-42", "ERROR server not_done"],
  ];
  for (const [operation, first, other, vm, kind] of ROWS) {
    it(`by ${operation}`, async () => {
      await load();
      if (operation !== LOG_IN) {
        await bench.ask({ vm: "vm-42" });
        assert.equal((await bench.ask({ vm: "vm-42" }, SECOND.file)).out, "ok");
      }
      await bench.echo({ operation, status: 500, error_type: "ERROR", times: 2 });

      const errors = [await bench.ask({ vm }, first), await bench.ask({ vm }, other)].map(({ msg }) => msg.error);

      assert.deepEqual(kinds(errors), [kind, kind]);
      assert.equal((await bench.simulator.counters()).sessions.created, operation === LOG_IN ? 0 : 1);
      await bench.assertSecret();
    });
  }

  it("by a refused login, which both are told of", async () => {
    await load();
    await bench.echo({ operation: LOG_IN, status: 401, error_type: "UNAUTHENTICATED" });

    const errors = [await bench.ask({ vm: "vm-42" }, SECOND.file), await bench.ask({ vm: "vm-42" })].map(({ msg }) => msg.error);

    assert.deepEqual(kinds(errors), Array(2).fill("UNAUTHENTICATED session not_done"));
    assert.equal(await bench.simulator.calls(LOG_IN), 1);
    await bench.assertSecret();
  });

  for (const guest_login of [undefined, "second"]) {
    it(`after a deploy has taken the first away, login ${guest_login ?? "of the connection"}`, async () => {
      await load();
      await bench.ask({ vm: "vm-42" });
      await bench.ask({ vm: "vm-42", guest_login }, SECOND.file);
      const used = new Set([SECOND.file, SECOND.byName, "connection-2", "login-second", "tab-1", "ok", "failed"] as string[]);
      const { flow } = bench;
      await bench.red.deploy(flow.filter(({ id }) => used.has(id)), "nodes");
      await bench.echo({ operation: CREATE_FILE, status: 500, error_type: "ERROR", only: ["other guest password", "other named guest login", "vcenter", "basic"] });

      const { msg } = await bench.ask({ vm: "vm-42", guest_login }, SECOND.file);

      assert.deepEqual(kinds([msg.error]), ["ERROR server unknown"]);
      assert.equal((await bench.simulator.counters()).sessions.created, 1);
      await bench.assertSecret();
    });
  }
});
