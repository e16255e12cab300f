import assert from "node:assert/strict";
import { type Lab, nodeSuite } from "../support/lab";
import { DIRECTORY, ledgerSuite, names, recovering } from "../support/ledger";
import { counted, creations, LOOK_YOURSELF, meanwhile, openMark, PATTERN, there } from "../support/recover";
import { CREATE_DIRECTORY, CREATE_FILE } from "../support/simulator";

async function put(lab: Lab, path: string, change: object = {}): Promise<void> {
  await lab.simulator.control("PUT", "/vms/vm-42/files", { path, type: "FILE", owner: "worker", mode: "0600", ...change });
}

nodeSuite("what somebody else may have made in the place of a creation whose answer was lost", (lab) => {
  const state = ledgerSuite(lab);

  /** What is found in the place of the file that the guest made. */
  const FOUND: Readonly<Record<string, object>> = {
    "is not empty": { content: "1" },
    "is a link": { type: "SYMLINK", target: "/etc/passwd" },
    "is a directory": { type: "DIRECTORY", mode: "0700" },
    "is another user's": { owner: "root" },
    "may be read by others": { mode: "0644" },
    "may be executed": { mode: "0700" },
    "has a bit that a new file does not have": { mode: "4600" },
  };

  async function doubted({ out, msg }: Awaited<ReturnType<Lab["ask"]>>, mark: string): Promise<void> {
    assert.equal(out, "failed", String(msg.payload));
    const { code, message, cause } = msg.error!;
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "network", "unknown", 1]);
    assert.doesNotMatch(message, LOOK_YOURSELF);
    assert.match(message, /is not surely the new one, so it was not taken\. What is found in "\/tmp\/kept" .* may be sent again\.$/);
    assert.equal(cause.data?.parentPath, DIRECTORY);
    assert.match(String(cause.data.pattern), PATTERN);
    assert.ok(String(cause.data.pattern).includes(mark));
    assert.equal((await creations(lab)).filter((creation) => creation !== "probe").length, 1);
  }

  for (const [what, change] of Object.entries(FOUND)) {
    it(`is not taken, but deleted later: it ${what}`, async () => {
      await lab.load(recovering(state));
      // Who may see all that there is.
      await lab.simulator.user("vm-42", "worker", { admin: true });
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
      let mark = "";

      const outcome = await meanwhile(lab, there(), async () => {
        mark = await openMark(state);
        const [name = ""] = await names(lab, DIRECTORY);
        await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${encodeURIComponent(`${DIRECTORY}/${name}`)}`);
        await put(lab, `${DIRECTORY}/${name}`, change);
      });

      await doubted(outcome, mark);
      await state.count(0);
      assert.deepEqual(await names(lab, DIRECTORY), []);
    });
  }

  for (const [what, change] of Object.entries({ "is not empty": { content: "1" }, "is a directory": { type: "DIRECTORY" } })) {
    it(`is not taken in Windows, where nobody is asked whose it is: it ${what}`, async () => {
      const folder = "C:\\Windows\\Temp";
      await lab.load(recovering(state));
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

      const { msg } = await meanwhile(lab, { payload: { vm: "vm-44", parent_path: folder } }, async () => {
        const mark = await openMark(state);
        const name = (await names(lab, folder, "vm-44")).find((one) => one.startsWith(mark));
        const path = `${folder}\\${String(name)}`;
        await lab.simulator.control("DELETE", `/vms/vm-44/files?path=${encodeURIComponent(path)}`);
        await lab.simulator.control("PUT", "/vms/vm-44/files", { path, type: "FILE", owner: "worker", ...change });
      });

      assert.match(msg.error!.message, /not surely the new one/);
    });
  }

  it("is not taken, nor is the file itself: there are two", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    let mark = "";

    const outcome = await meanwhile(lab, there(), async () => {
      mark = await openMark(state);
      await put(lab, `${DIRECTORY}/j.b+${mark}vmware2.(x)`);
    });

    await doubted(outcome, mark);
    assert.equal(await counted(lab).then((text) => text.split(",")[2]), " 0 looked at");
    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("is not taken for it under a name that is only like it", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    let others: string[] = [];

    const { msg } = await meanwhile(lab, there(), async () => {
      const mark = await openMark(state);
      others = ["vmware", "vmwarex1", "vmware1.(x)", "VMWARE1"].map((part) => `j.b+${mark}${part}.(x)`);
      await Promise.all([...others, `J.B+${mark}vmware1.(x)`].map((name) => put(lab, `${DIRECTORY}/${name}`)));
    });

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.equal((await names(lab, DIRECTORY)).length, others.length + 2);
  });

  it("is not taken if it is a directory with something in it", async () => {
    await lab.load(recovering(state, { tempFile: { kind: "directory" } }));
    await lab.simulator.fault({ operation: CREATE_DIRECTORY, kind: "lost" });

    const { msg } = await meanwhile(lab, there(), async () => {
      const [name = ""] = await names(lab, DIRECTORY);
      await put(lab, `${DIRECTORY}/${name}/x`);
    });

    assert.match(msg.error!.message, /not surely the new one/);
  });
});
