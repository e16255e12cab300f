import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { manyVms, sendMany, tally } from "../support/load";
import type { Msg } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE } from "../support/simulator";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const DELETE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_delete";
const KINDS = [
  ["file", CREATE_FILE, DELETE_FILE],
  ["directory", CREATE_DIRECTORY, DELETE_DIRECTORY],
] as const;
const LATE = "/tmp/late";

nodeSuite("a creation whose answer comes when its message has ended", (lab) => {
  const { red } = lab;
  const timeOut = deadlines();

  async function prepare(vm: string): Promise<void> {
    await lab.simulator.control("PUT", `/vms/${vm}/files`, { path: LATE, type: "DIRECTORY", mode: "0777" });
  }

  const left = async (vm = "vm-42"): Promise<string[]> => (await lab.simulator.file(vm, LATE)).entries ?? [];
  const payload = (vm = "vm-42"): object => ({ vm, parent_path: LATE });

  /** The error of a message whose time is over while its file is made. */
  async function late(create = CREATE_FILE): Promise<NonNullable<Msg["error"]>> {
    await lab.simulator.fault({ operation: create, kind: "hang" });
    const failed = lab.error({ payload: payload() });
    await lab.called(create);
    timeOut();
    return failed;
  }

  for (const [kind, create, remove] of KINDS) {
    it(`is deleted after the deadline, before the VM has its next turn: ${kind}`, async () => {
      await prepare("vm-42");
      await lab.load({ connection: { timeout: LIMIT }, tempFile: { kind } });

      const { code, cause } = await late(create);

      assert.deepEqual([code, cause.outcome, cause.attempts], ["TIMED_OUT", "unknown", 1]);
      assert.equal((await left()).length, 1);

      const next = lab.path({ payload: payload() });
      await lab.release();
      const path = await next;

      assert.deepEqual(await left(), [path.slice(LATE.length + 1)]);
      const operations = (await lab.simulator.requests()).map(({ operation }) => operation);
      assert.deepEqual(operations.slice(-3), [create, remove, create]);
      assert.deepEqual(red.logged("WARN"), []);
    });

    it(`is deleted after a reset: ${kind}`, async () => {
      await prepare("vm-42");
      await lab.load({ tempFile: { kind } });
      await lab.simulator.fault({ operation: create, kind: "hang" });
      const failed = lab.error({ payload: payload() });
      await lab.called(create);

      red.send("temp-1", { reset: true });

      const { code, cause } = await failed;
      assert.deepEqual([code, cause.subject, cause.outcome], ["CANCELED", "server", "unknown"]);
      assert.equal((await left()).length, 1);
      await lab.release();
      await lab.called(remove);
      await lab.path({ payload: { vm: "vm-42" } });
      assert.deepEqual(await left(), []);
    });

    it(`was not done where its VM is powered off in the middle: ${kind}`, async () => {
      await prepare("vm-42");
      await lab.load({ tempFile: { kind } });
      await lab.simulator.fault({ operation: create, kind: "hang", work: "after" });
      const failed = lab.error({ payload: payload() });
      await lab.called(create);
      await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
      await lab.release();
      const { code, cause } = await failed;
      assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_ALLOWED_IN_CURRENT_STATE", "vm", "not_done"]);
      assert.deepEqual(await left(), []);
    });
  }

  it("is told in one warning with VM and path where it cannot be deleted", async () => {
    await prepare("vm-42");
    await lab.load({ connection: { timeout: LIMIT } });
    await lab.simulator.fault({ operation: DELETE_FILE, kind: "error", error_type: "UNAUTHORIZED" });
    await late();

    await lab.release();
    await red.until(() => red.logged("WARN").length > 0);
    await lab.path({ payload: { vm: "vm-42" } });

    const [name] = await left();
    assert.deepEqual(red.logged("WARN"), [
      `What came too late may be left behind in VM vm-42, for its deletion was not confirmed: ${LATE}/${String(name)}`,
    ]);
    assert.equal(await lab.simulator.calls(DELETE_FILE), 1);
  });

  it("does not keep the turn of its VM where it cannot be deleted and the log fails", async () => {
    await prepare("vm-42");
    await lab.load({ connection: { timeout: LIMIT } });
    red.helper.getNode("temp-1").warn = () => {
      throw new Error("the log has failed");
    };
    await lab.simulator.fault({ operation: DELETE_FILE, kind: "error", error_type: "UNAUTHORIZED" });
    await late();

    await lab.release();

    await lab.path({ payload: { vm: "vm-42" } });
    assert.equal(await lab.simulator.calls(DELETE_FILE), 1);
  });

  it("is deleted in each of 20 VMs", async () => {
    const vms = await manyVms(lab, 20);
    await Promise.all(vms.map(prepare));
    await lab.load({ connection: { timeout: LIMIT } });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: 20 });

    await sendMany(lab, 20, (index) => ({ payload: payload(vms[index]) }));
    await lab.called(CREATE_FILE, 21);
    timeOut();
    await red.arrivals("failed", 20);
    assert.deepEqual(tally(red.arrived("failed")), { "TIMED_OUT server unknown": 20 });
    while ((await lab.simulator.calls(DELETE_FILE)) < 20) {
      await lab.simulator.control("POST", "/release", {});
    }
    await sendMany(lab, 20, (index) => ({ payload: { vm: vms[index] } }));
    await red.arrivals("ok", 21);

    assert.deepEqual((await Promise.all(vms.map(left))).flat(), []);
  });
});
