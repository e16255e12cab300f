import assert from "node:assert/strict";
import { CREATE_DIRECTORY, CREATE_FILE, LIST_VMS, LOG_IN } from "../support/simulator";
import { canarySuite, kinds, LOGIN_NAMES } from "./canary-bench";
import { NODE } from "./error-bench";

const AT_ONCE = { "retry-after": "0" };

canarySuite("a secret that vCenter repeats while a message is tried again", (bench) => {
  const ROWS: readonly (readonly [title: string, operation: string, status: number, type: string, kind: string])[] = [
    ["busy", CREATE_FILE, 500, "RESOURCE_BUSY", "RESOURCE_BUSY vm not_done"],
    ["too much", CREATE_FILE, 429, "ERROR", "ERROR server not_done"],
    ["not available", CREATE_FILE, 503, "SERVICE_UNAVAILABLE", "SERVICE_UNAVAILABLE server not_done"],
    ["used up", CREATE_DIRECTORY, 500, "UNABLE_TO_ALLOCATE_RESOURCE", "UNABLE_TO_ALLOCATE_RESOURCE path not_done"],
    ["slow at the list of VMs", LIST_VMS, 500, "TIMED_OUT", "TIMED_OUT server not_done"],
    ["slow at the login", LOG_IN, 500, "TIMED_OUT", "TIMED_OUT server not_done"],
  ];
  const NODES: Record<string, string> = { [CREATE_DIRECTORY]: NODE.directory, [LIST_VMS]: NODE.byName };

  for (const [title, operation, status, error_type, kind] of ROWS) {
    it(`because it is ${title}`, async () => {
      await bench.load({ maxAttempts: 3 });
      const node = NODES[operation] ?? NODE.file;
      const payload = { vm: operation === LIST_VMS ? "edge-01" : "vm-42" };
      if (operation !== LOG_IN) {
        await bench.ask({ vm: "vm-43" }, node === NODE.byName ? NODE.file : node);
      }
      const before = await bench.simulator.calls(operation);
      await bench.echo({ operation, status, error_type, headers: AT_ONCE, times: 5 });

      const failed = await bench.ask(payload, node);
      const done = await bench.ask(payload, node);

      assert.deepEqual([failed.out, done.out], ["failed", "ok"]);
      assert.deepEqual(kinds([failed.msg.error]), [kind]);
      assert.equal((await bench.simulator.calls(operation)) - before, 6);
      await bench.assertSecret();
    });
  }

  for (const login of LOGIN_NAMES) {
    it(`with the guest login ${login ?? "of the connection"}, wired and not`, async () => {
      await bench.load({ maxAttempts: 3 });
      await bench.ask({ vm: "vm-42", guest_login: login });
      await bench.echo({ operation: CREATE_FILE, login, status: 500, error_type: "RESOURCE_BUSY", headers: AT_ONCE, times: null });

      const errors = await bench.fail({ vm: "vm-42", guest_login: login });

      assert.deepEqual(errors.map(({ code, cause }) => [code, cause.attempts]), [["RESOURCE_BUSY", 3], ["RESOURCE_BUSY", 3]]);
      await bench.assertSecret();
    });
  }

  it("and asks for a pause that is longer than there is time", async () => {
    await bench.load({ maxAttempts: 3, timeout: 5 });
    await bench.ask({ vm: "vm-42" });
    await bench.echo({ operation: CREATE_FILE, status: 429, error_type: "ERROR", headers: { "retry-after": "60" }, times: null });

    const errors = await bench.fail({ vm: "vm-42" });

    assert.deepEqual(errors.map(({ cause }) => cause.attempts), [1, 1]);
    await bench.assertSecret();
  });
});
