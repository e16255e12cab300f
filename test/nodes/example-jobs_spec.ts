import assert from "node:assert/strict";
import { Example } from "../support/example";
import { nodeSuite } from "../support/lab";
import type { Msg } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";
import { CREATE_TRANSFER } from "../support/transfers";

const DELETE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_delete";

nodeSuite("examples at work", (lab) => {
  const loaded = (file: string): Promise<Example> => Example.load(lab, file);
  const text = async (path: string): Promise<string> => (await lab.simulator.content("vm-42", path)).toString("utf8");
  const left = async (directory = "/tmp"): Promise<string[]> =>
    ((await lab.simulator.file("vm-42", directory)).entries ?? []).flatMap((name) => (name.startsWith("vmware-") ? [] : [name]));

  it("upload a configuration into a temporary file", async () => {
    const { debug, msg } = await (await loaded("upload a configuration into a temporary file")).run();
    assert.equal(debug, "the path", JSON.stringify(msg.error));
    assert.equal(await text(String(msg.payload)), "[line 1]\nspeed = 120\n");
    assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).mode, "0600");
  });

  it("download a log file", async () => {
    const { debug, msg } = await (await loaded("download a log file")).run();
    assert.deepEqual([debug, msg.payload], ["the log", await text("/var/log/line1.log")], JSON.stringify(msg.error));
    assert.match(String(msg.payload), /line1 started/);
  });

  it("run a program", async () => {
    const { debug, msg } = await (await loaded("run a program")).run();
    assert.equal(debug, "output", JSON.stringify(msg.error ?? msg.payload));
    assert.match((msg.payload as { stdout: string }).stdout, /^Linux edge-01 .*GNU\/Linux\n$/);
  });

  it("create a temporary file", async () => {
    const { debug, msg } = await (await loaded("create a temporary file")).run();
    assert.equal(debug, "the path", JSON.stringify(msg.error));
    assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).type, "FILE");
  });

  it("work in a directory of its own", async () => {
    const { debug, msg } = await (await loaded("work in a directory of its own")).run();
    assert.equal(debug, "what is in it", JSON.stringify(msg.error));
    assert.deepEqual((msg.payload as { type: string }[]).map(({ type }) => type), ["DIRECTORY"]);
    const isThere = (): Promise<boolean> => lab.simulator.file("vm-42", String(msg.directory)).then(() => true, () => false);
    while (await isThere()) {
      // It is deleted behind the node that shows what is in it.
    }
  });

  it("a file in each of many VMs", async () => {
    const { debug, msg } = await (await loaded("a file in each of many VMs")).run();
    assert.equal(debug, "the path", JSON.stringify(msg.error));
    const { calls } = await lab.counters(({ calls: made }) => made[CREATE_FILE] === 3);
    assert.equal(calls[CREATE_FILE], 3);
  });

  describe("a whole job and nothing left behind", () => {
    const file = "a whole job and nothing left behind";
    /** Of the directory of the job: a program has one of its own for its output. */
    const deletions = async ({ directory }: Msg): Promise<number> => {
      const requests = await lab.simulator.requests();
      return requests.filter(({ operation, body }) => operation === DELETE_DIRECTORY && (body as { path?: unknown }).path === directory).length;
    };

    it("gives the result, and deletes the directory", async () => {
      const before = await left();
      const { debug, msg } = await (await loaded(file)).run();
      assert.deepEqual([debug, msg.result, msg.error], ["the result", '{"speed":120}', undefined], JSON.stringify(msg.error));
      assert.equal(msg.payload, msg.directory);
      assert.deepEqual(await left(), before);
      assert.equal(await deletions(msg), 1);
    });

    for (const [after, direction] of ["upload", "download"].entries()) {
      it(`deletes the directory and tells the first error, if the ${direction} fails`, async () => {
        const before = await left();
        await lab.simulator.fault({ kind: "transfer_certificate", after, times: null });
        const { debug, msg } = await (await loaded(file)).run();
        assert.deepEqual([debug, msg.error?.code, msg.error?.source.type], ["what failed", "UNVERIFIED_PEER", `vcenter-guest-${direction}`]);
        assert.equal(msg.payload, msg.directory);
        assert.deepEqual(await left(), before);
        assert.equal(await deletions(msg), 1);
      });
    }

    it("deletes the directory and tells the first error, if the program fails", async () => {
      const before = await left();
      await lab.simulator.vm("vm-42", { privileges: { "VirtualMachine.GuestOperations.Execute": false } });
      const { debug, msg } = await (await loaded(file)).run();
      assert.deepEqual([debug, msg.error?.code, msg.error?.source.type], ["what failed", "UNAUTHORIZED", "vcenter-guest-run"]);
      assert.deepEqual(await left(), before);
    });

    it("tells both errors, if the deletion fails, too", async () => {
      await lab.simulator.fault({ kind: "error", operation: CREATE_TRANSFER, status: 400, error_type: "INVALID_ARGUMENT", times: null });
      await lab.simulator.fault({ kind: "error", operation: DELETE_DIRECTORY, status: 403, error_type: "UNAUTHORIZED", times: null });
      const { debug, msg } = await (await loaded(file)).run();
      assert.deepEqual([debug, msg.error?.source.type, msg.error?.code], ["what failed", "vcenter-guest-files", "UNAUTHORIZED"]);
      assert.equal((msg._error as Msg["error"])?.source.type, "vcenter-guest-upload");
    });
  });
});
