import assert from "node:assert/strict";
import { FilesLab, ID, withFiles } from "../support/files";
import { Lab } from "../support/lab";
import { type Msg, TestRed } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";
import { at } from "../support/transfers";

/** What an operation sends at its end, whether that may be repeated, and what it needs room for. */
interface Operation {
  readonly call: string;
  readonly kind: "read" | "idempotent" | "create";
  readonly grows?: true;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "list": { call: ID.listFiles, kind: "read" },
  "stat": { call: ID.getFile, kind: "read" },
  "make-directory": { call: ID.createDirectory, kind: "create", grows: true },
  "move": { call: ID.moveFile, kind: "create", grows: true },
  "delete": { call: ID.deleteFile, kind: "idempotent" },
  "set-attributes": { call: ID.updateFile, kind: "idempotent" },
};

const MAJORS = [["4.1", "node-red", Object.keys(OPERATIONS)], ["5.0", "node-red-5", ["move"]]] as const;

for (const [version, packageName, names] of MAJORS) {
  describe(`vcenter-guest-files on Node-RED ${version}`, () => {
    const red = new TestRed(packageName);
    let simulator: SimulatorDriver;
    const lab = new Lab(red, () => simulator);
    const files = new FilesLab(lab);
    before(async () => {
      simulator = await SimulatorDriver.start({ http: true });
      await red.start();
    });
    beforeEach(() => simulator.reset());
    afterEach(async () => {
      await simulator.control("POST", "/release", {});
      await red.unload();
    });
    after(async () => {
      await red.stop();
      await simulator.close();
    });

    for (const operation of names) {
      const { call, kind, grows } = OPERATIONS[operation]!;
      /** What is known of a request whose answer nobody waits for. */
      const open = kind === "read" ? "not_done" : "unknown";
      const msg = (directory = "/tmp/d"): object => at(`${directory}/${operation === "make-directory" ? "new" : "x"}`, { payload: { new_path: "/home/worker/y" } });
      const load = (changes: object = {}): Promise<void> => lab.load(withFiles({ operation, permissions: "0600", ...changes }, { connection: { maxAttempts: 2 } }));
      const refused = async (expected: readonly unknown[], directory?: string): Promise<void> => {
        const { code, cause } = await files.failure(msg(directory));
        assert.deepEqual([code, cause.subject, cause.outcome], expected);
      };
      /** The operation has been sent, and is held up. */
      const held = async (work: "before" | "after" = "before"): Promise<Promise<NonNullable<Msg["error"]>>[]> => {
        await simulator.fault({ operation: call, kind: "hang", work });
        const failed = files.failure(msg());
        await lab.called(call);
        return [failed];
      };

      describe(operation, () => {
        beforeEach(async () => {
          await files.put("/tmp/d", "DIRECTORY");
          await files.put("/tmp/d/x");
        });

        it("ends at its deadline, and the VM serves the next", async () => {
          await load({ timeout: 0.5 });
          await lab.path();
          await simulator.fault({ operation: call, kind: "hang" });
          await refused(["TIMED_OUT", "server", open]);
          await lab.release();
          await lab.path();
        });

        it("ends at a reset", async () => {
          await load();
          const [failed] = await held();
          red.send("files-1", { reset: true });
          const { code, cause } = await failed!;
          assert.deepEqual([code, cause.subject, cause.outcome], ["CANCELED", "server", open]);
          await lab.release();
          await lab.path();
        });

        it("ends with a deploy, told by one warning, and leaves nothing behind", async () => {
          await load();
          await simulator.fault({ operation: call, kind: "hang" });
          red.send("files-1", msg());
          await lab.called(call);
          await lab.releasedBy(lab.deploy("full", withFiles({ operation, name: "new" })), "files-1");
          assert.deepEqual(red.ended("files-1").map(({ error }) => [error?.code, error?.cause.outcome]), [["CANCELED", open]]);
          assert.match(red.logged("WARN").join("\n"), open === "unknown" ? /^1 messages canceled: 0 not done, 1 unknown .*$/ : /^1 messages canceled: 1 not done, 0 unknown .*$/);
          await red.unload();
          await lab.assertNothingLeft();
        });

        it(kind === "create" ? "is not repeated where its answer was lost" : "is repeated where its answer was lost", async () => {
          await load();
          await simulator.fault({ operation: call, kind: "lost" });
          if (kind === "create") {
            await refused(["RESOURCE_INACCESSIBLE", "network", "unknown"]);
          } else {
            assert.equal((await files.done(msg())).guest?.attempts, 2);
          }
          assert.equal(await simulator.calls(call), kind === "create" ? 1 : 2);
        });

        it("tells that the VM was powered off in the middle", async () => {
          await load();
          const [failed] = await held("after");
          await simulator.vm("vm-42", { power_state: "POWERED_OFF" });
          await lab.release();
          const { code, cause } = await failed!;
          assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_ALLOWED_IN_CURRENT_STATE", "vm", "not_done"]);
        });

        it(grows === true ? "tells that the disk is full" : "needs no room on the disk", async () => {
          await simulator.vm("vm-42", { disk: "full" });
          await load();
          if (grows === true) {
            await refused(["UNABLE_TO_ALLOCATE_RESOURCE", "path", "not_done"]);
            assert.equal(await simulator.calls(call), 2);
          } else {
            await files.done(msg());
          }
        });

        it("tells that the guest user may not", async () => {
          await files.put("/srv/secret", "DIRECTORY", { owner: "root", mode: "0700" });
          await load();
          await refused(["UNAUTHORIZED", "permission", "not_done"], "/srv/secret");
        });

        it("tells which right the vCenter user lacks", async () => {
          const right = `VirtualMachine.GuestOperations.${kind === "read" ? "Query" : "Modify"}`;
          await simulator.vm("vm-42", { privileges: { [right]: false } });
          await load();
          const { code, message, cause } = await files.failure(msg());
          assert.deepEqual([code, cause.subject, cause.outcome], ["UNAUTHORIZED", "permission", "not_done"]);
          assert.ok(message.includes(right), message);
        });

        it("tells that the path is missing", async () => {
          await load();
          await refused(["NOT_FOUND", "path", "not_done"], "/tmp/none");
        });
      });
    }
  });
}
