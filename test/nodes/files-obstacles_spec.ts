import assert from "node:assert/strict";
import { FilesLab, ID, withFiles } from "../support/files";
import { nodeSuite } from "../support/lab";
import { CREATE_DIRECTORY } from "../support/simulator";
import { at } from "../support/transfers";

nodeSuite("vcenter-guest-files where something is in its way", (lab) => {
  const files = new FilesLab(lab);

  for (const status of [400, 404] as const) {
    it(`deletes and looks at a file also where a proxy refuses its path in a URL, with ${status}`, async () => {
      await files.put("/tmp/a b/x", "FILE", { mode: "0600" });
      await files.put("/tmp/a b", "DIRECTORY");
      await lab.simulator.settings({ refuse_encoded_slash: status });
      await lab.load(withFiles({ operation: "stat" }));
      assert.deepEqual((await files.done(at("/tmp/a b/x"))).payload, { path: "/tmp/a b/x", type: "FILE", size: 0 });
      await files.reload({ operation: "delete" });

      await files.done(at("/tmp/a b/x"));

      assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/a b")).entries, []);
      const { calls } = await lab.simulator.counters();
      assert.deepEqual([calls[CREATE_DIRECTORY], calls[ID.moveFile], calls[ID.deleteDirectory]], [1, 1, 1]);
    });
  }

  it("leaves nothing behind where the detour fails", async () => {
    await files.put("/tmp/d", "DIRECTORY");
    await files.put("/tmp/d/x");
    await lab.simulator.settings({ refuse_encoded_slash: 404 });
    await lab.simulator.fault({ operation: ID.moveFile, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.load(withFiles({ operation: "delete" }));
    const { code, cause } = await files.failure(at("/tmp/d/x"));
    assert.deepEqual([code, cause.outcome], ["UNAUTHORIZED", "not_done"]);
    assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/d")).entries, ["x"]);
  });

  it("tells why the detour failed, not why what it made could not be removed", async () => {
    await files.put("/tmp/d", "DIRECTORY");
    await files.put("/tmp/d/x");
    await lab.simulator.settings({ refuse_encoded_slash: 404 });
    await lab.simulator.fault({ operation: ID.moveFile, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.simulator.fault({ operation: ID.deleteDirectory, kind: "error", status: 400, error_type: "RESOURCE_IN_USE" });
    await lab.load(withFiles({ operation: "delete" }));
    assert.equal((await files.failure(at("/tmp/d/x"))).code, "UNAUTHORIZED");
    assert.equal(await lab.simulator.calls(ID.deleteDirectory), 1);
  });

  it("takes a second deletion that finds nothing for the first one's success, where its answer was lost", async () => {
    await files.put("/tmp/x");
    await lab.load(withFiles({ operation: "delete" }));
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "lost" });
    const { guest } = await files.done(at("/tmp/x"));
    assert.deepEqual([await lab.simulator.calls(ID.deleteFile), guest?.attempts], [2, 2]);
    assert.equal((await files.failure(at("/tmp/x"))).code, "NOT_FOUND");
  });

  it("says that it may have been done where a reset ends the repeat of a lost one", async () => {
    await files.put("/tmp/x");
    await lab.load(withFiles({ operation: "delete" }));
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "lost" });
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "no_healthy_upstream", after: 1, times: null });
    const failed = files.failure(at("/tmp/x"));
    await lab.called(ID.deleteFile, 2);
    lab.red.send("files-1", { reset: true });
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "unknown"]);
  });

  for (const [step, call] of [["move", ID.moveFile], ["deletion", ID.deleteDirectory]] as const) {
    it(`leaves no directory behind where a reset ends its detour at the ${step}`, async () => {
      await files.put("/tmp/d", "DIRECTORY");
      await files.put("/tmp/d/x");
      await lab.simulator.settings({ refuse_encoded_slash: 404 });
      await lab.simulator.fault({ operation: call, kind: "hang" });
      await lab.load(withFiles({ operation: "delete" }));
      const failed = files.failure(at("/tmp/d/x"));
      await lab.called(call);
      lab.red.send("files-1", { reset: true });
      await lab.releasedUntil(failed);
      assert.equal((await failed).code, "CANCELED");
      assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/d")).entries?.filter((name) => name !== "x"), []);
      assert.deepEqual(lab.red.logged("WARN"), []);
    });
  }
});
