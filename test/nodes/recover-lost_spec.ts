import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, ledgerSuite, names, recovering } from "../support/ledger";
import { counted, creations, GET, LIST, there } from "../support/recover";
import { CREATE_DIRECTORY, CREATE_FILE } from "../support/simulator";

/** The work is done, and the answer does not tell. */
const LOSSES: Readonly<Record<string, object>> = {
  "the connection ends": { kind: "lost" },
  "the answer is cut": { kind: "truncated" },
  "the answer is garbage": { kind: "garbage" },
  "the answer is empty": { kind: "answer", status: 200, body: "", work: true },
  "a gateway answers": { kind: "bad_gateway" },
};

nodeSuite("a creation whose answer was lost, with recover", (lab) => {
  const state = ledgerSuite(lab);

  for (const [what, fault] of Object.entries(LOSSES)) {
    it(`is found by its mark, and its path goes on: ${what}`, async () => {
      await lab.load(recovering(state));
      await lab.simulator.fault({ operation: CREATE_FILE, ...fault });

      const { out, msg } = await lab.ask(there());

      assert.equal(out, "ok", JSON.stringify(msg.error));
      const { path, recovered, attempts, kind } = msg.guest!;
      assert.deepEqual([path, recovered, attempts, kind], [msg.payload, true, 1, "file"]);
      assert.deepEqual(await names(lab, DIRECTORY), [String(path).slice(DIRECTORY.length + 1)]);
      // The second creation is a probe: whose would a file of ours be in that directory?
      assert.deepEqual(await creations(lab), [DIRECTORY, "probe"]);
      assert.equal(await counted(lab), "2 created, 1 listed, 2 looked at, 1 deleted");
      assert.deepEqual(await state.open(), []);
    });
  }

  it("is found if it is a directory", async () => {
    await lab.load(recovering(state, { tempFile: { kind: "directory" } }));
    await lab.simulator.fault({ operation: CREATE_DIRECTORY, kind: "lost" });

    const { msg } = await lab.ask(there());

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).type, "DIRECTORY");
    // One list finds it, another tells that it is empty.
    assert.equal(await counted(lab), "2 created, 2 listed, 2 looked at, 1 deleted");
  });

  it("is found where the parent path is a link to a directory", async () => {
    await lab.load(recovering(state));
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/tmp/link", type: "SYMLINK", target: DIRECTORY });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

    const { msg } = await lab.ask({ payload: { vm: "vm-42", parent_path: "/tmp/link" } });

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.deepEqual(await names(lab, DIRECTORY), [String(msg.payload).slice("/tmp/link/".length)]);
  });

  it("is found where the mode is told with the bits of the type", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const time = "2026-01-31T12:00:00.000Z";
    const attributes = { last_modified: time, last_accessed: time, posix_attributes: { owner: 1000, group: 1000, permissions: "100600" } };
    const body = JSON.stringify({ type: "FILE", size: 0, attributes });
    await lab.simulator.fault({ operation: GET, kind: "answer", status: 200, headers: { "content-type": "application/json" }, body, times: 2 });
    const { msg } = await lab.ask(there());
    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
  });

  it("is found in Windows, where nobody is asked whose it is", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

    const { msg } = await lab.ask({ payload: { vm: "vm-44", prefix: "Job-", parent_path: "C:\\Windows\\Temp" } });

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.match(String(msg.payload), /^C:\\Windows\\Temp\\Job-[a-z2-7]{10}vmware\d+$/);
    assert.equal(await counted(lab), "1 created, 1 listed, 0 looked at, 0 deleted");
  });

  it("is found among others, page by page", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const pages = { status: "READY", files: [{ filename: "j.b+other", type: "FILE", size: 0 }], total: 2 };
    const headers = { "content-type": "application/json" };
    await lab.simulator.fault({ operation: LIST, kind: "answer", status: 200, headers, body: JSON.stringify(pages) });
    const { msg } = await lab.ask(there());

    // What the first page was said to hold is skipped in the guest, too: the second page is empty, so it is looked for again.
    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.equal(await lab.simulator.calls(LIST), 3);
  });

  it("is not looked for if it was surely not done, but created again", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", status: 500, error_type: "RESOURCE_BUSY" });

    const { msg } = await lab.ask(there());

    assert.deepEqual([msg.guest?.recovered, msg.guest?.attempts], [undefined, 2]);
    assert.equal(await counted(lab), "2 created, 0 listed, 0 looked at, 0 deleted");
    assert.deepEqual((await state.lines()).map((line) => line.state), ["intent", "closed", "intent", "closed"]);
    const [first, , second] = await state.lines();
    assert.notEqual(first?.mark, second?.mark);
  });

  it("takes back that a message was recovered before", async () => {
    await lab.load(recovering(state));
    const { msg } = await lab.ask({ ...there(), guest: { recovered: true } });
    assert.equal(Object.hasOwn(msg.guest!, "recovered"), false);
  });
});
