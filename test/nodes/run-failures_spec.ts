import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_PROCESS, DELETE_PROCESS, FOREVER, GET_PROCESS, program, RunBench } from "../support/run-node";

const EXECUTE = "VirtualMachine.GuestOperations.Execute";

nodeSuite("a program that cannot be run", (lab) => {
  const bench = new RunBench(lab);
  const vm = (changes: Record<string, unknown>) => (): Promise<unknown> => lab.simulator.vm("vm-42", changes);
  const echo = program("/bin/echo");

  const FAILURES: [what: string, prepare: () => Promise<unknown>, msg: object, code: string, subject: string, says: RegExp][] = [
    ["the VM is off", vm({ power_state: "POWERED_OFF" }), echo, "NOT_ALLOWED_IN_CURRENT_STATE", "vm", /Power it on/],
    ["Tools do not run", vm({ tools: "not_running" }), echo, "SERVICE_UNAVAILABLE", "tools", /Start or install VMware Tools/],
    ["starting is switched off", vm({ tools_conf: { StartProgramInGuest: true } }), echo, "UNSUPPORTED", "tools", /tools\.conf/],
    ["the disk is full", vm({ disk: "full" }), echo, "UNABLE_TO_ALLOCATE_RESOURCE", "path", /no space left.*The program was not started\.$/],
    ["the privilege is missing", vm({ privileges: { [EXECUTE]: false } }), echo, "UNAUTHORIZED", "permission", /privilege VirtualMachine\.GuestOperations\.Execute on the VM/],
    ["the program does not exist", vm({}), program("/srv/none"), "NOT_FOUND", "path", /"\/srv\/none" does not exist in the guest/],
    ["the program is a file that may not be run", () => bench.put("/srv/x", "", { mode: "0644" }), program("/srv/x"), "UNAUTHORIZED", "permission", /run a program/],
    ["the VM does not exist", vm({}), program("/bin/echo", "", {}, "vm-999"), "NOT_FOUND", "vm", /no VM "vm-999"/],
  ];
  for (const [what, prepare, msg, code, subject, says] of FAILURES) {
    it(`because ${what}`, async () => {
      await prepare();
      await bench.load({}, { connection: { maxAttempts: 1 } });
      const error = await bench.failure(msg);
      assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], [code, subject, "not_done"]);
      assert.match(error.message, says);
      assert.deepEqual(await bench.exitCodes(), []);
      await bench.assertTidy();
      assert.deepEqual(lab.red.logged("WARN"), []);
    });
  }

  it("because the working directory does not exist", async () => {
    await bench.load({ workingDirectory: "/srv/none" });
    const { code, cause, message } = await bench.failure(echo);
    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "path", "not_done"]);
    assert.match(message, /\/srv\/none/);
  });

  it("because it does not exist, also where cmd.exe would start it", async () => {
    const windows = await bench.windows();
    await bench.load();
    const { code, cause, message } = await bench.failure(program("C:\\none.exe", [], {}, windows));
    assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_FOUND", "path", "not_done"]);
    assert.match(message, /"C:\\none\.exe" does not exist/);
    assert.equal(await lab.simulator.calls(CREATE_PROCESS), 0);
  });

  it("is started as often as it was surely not", async () => {
    await bench.load();
    await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "error", status: 500, error_type: "RESOURCE_BUSY" });
    const { guest } = await bench.done(echo);
    assert.deepEqual([guest?.attempts, await lab.simulator.calls(CREATE_PROCESS), await bench.exitCodes()], [2, 2, [0]]);
  });

  it("ends at its deadline before it is started, and the VM serves the next", async () => {
    await bench.load({ timeout: 0.4 });
    await lab.path();
    await lab.simulator.fault({ operation: "Vcenter.Vm.Guest.Filesystem.Directories_createTemporary", kind: "hang" });
    const { code, cause, message } = await bench.failure(echo);
    assert.deepEqual([code, cause.subject, cause.outcome], ["TIMED_OUT", "server", "not_done"]);
    assert.match(message, /The program was not started\.$/);
    await lab.release();
    await lab.path();
    assert.equal(await lab.simulator.calls(CREATE_PROCESS), 0);
    await bench.assertTidy();
  });

  describe("to its end, for the disk of the guest is full", () => {
    /** The directory for its output has been made, and the disk is full or read-only when it starts. */
    async function started(disk: string): Promise<void> {
      await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "hang", work: "after" });
      lab.red.send("run-1", program("/bin/echo", ["one"]));
      await lab.called(CREATE_PROCESS);
      await lab.simulator.vm("vm-42", { disk });
      await lab.release();
    }

    it("gives its exit code, and the output that there was room for", async () => {
      await bench.load();
      await started("full");
      const [{ payload } = {}] = await lab.red.arrivals("ok");
      const { exitCode, stdout, stderr } = payload as Record<string, unknown>;
      assert.deepEqual([exitCode !== 0, stdout, stderr], [true, "", ""]);
      await bench.assertTidy();
    });

    it("is an error with the exit code, if that is wanted", async () => {
      await bench.load({ failOnNonZero: true });
      await started("full");
      const [{ error } = {}] = await lab.red.arrivals("failed");
      assert.deepEqual([error?.code, error?.cause.subject, error?.cause.outcome], ["ERROR", "program", "done"]);
      await bench.assertTidy();
    });

    it("tells where to look when its output files could not be made", async () => {
      await bench.load();
      await started("read_only");
      const [{ error } = {}] = await lab.red.arrivals("failed");
      assert.deepEqual([error?.code, error?.cause.subject, error?.cause.outcome, error?.cause.data?.exitCode], ["ERROR", "program", "done", 1]);
      assert.match(error!.message, /its files are missing\..*whether the disk of the guest is full or read-only/);
    });
  });

  it("shows no secret that the server repeats, wherever", async () => {
    await bench.load({ collect: false });
    for (const operation of [CREATE_PROCESS, GET_PROCESS, DELETE_PROCESS]) {
      await lab.simulator.fault({ operation, kind: "echo", times: null });
    }
    const errors = [await bench.failure(echo)];
    await lab.simulator.control("DELETE", "/faults");
    await lab.simulator.fault({ operation: GET_PROCESS, kind: "echo", times: null });
    await lab.simulator.fault({ operation: DELETE_PROCESS, kind: "echo", times: null });
    lab.red.send("run-1", program(FOREVER));
    await lab.called(GET_PROCESS);
    lab.red.send("run-1", { reset: true });
    errors.push((await lab.red.arrivals("failed", 2))[1]!.error!);
    const seen = JSON.stringify([errors, lab.red.statuses("run-1"), lab.red.logged("WARN"), lab.red.logged("ERROR")]);
    assert.equal(errors[1]!.cause.data?.ended, false);
    for (const secret of [lab.simulator.address.password, lab.simulator.address.guestPassword]) {
      assert.ok(!seen.includes(secret));
    }
  });

  it("does not look at settings that are not used, and takes empty fields for the usual values", async () => {
    await bench.load({ wait: false, runTimeout: "soon", sizeLimit: -1, encoding: "utf-9" });
    await bench.done(echo);
    await bench.load({ runTimeout: "", sizeLimit: "", encoding: "" });
    await bench.done(echo);
  });
});
