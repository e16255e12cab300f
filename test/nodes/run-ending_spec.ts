import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { type Msg, SOON } from "../support/node-red";
import { CREATE_PROCESS, DELETE_PROCESS, FOREVER, GET_PROCESS, program, RunBench } from "../support/run-node";

const KILLED = -1;

nodeSuite("a program whose end is not awaited", (lab) => {
  const bench = new RunBench(lab);
  const forever = (): object => program(FOREVER);

  /** A run that has begun, and the error that it will give. */
  async function running(): Promise<{ failed: Promise<NonNullable<Msg["error"]>> }> {
    const failed = bench.failure(forever());
    await lab.called(GET_PROCESS);
    return { failed };
  }

  function assertEnded({ code, message, cause }: NonNullable<Msg["error"]>, expected: string, subject: string): void {
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], [expected, subject, "unknown", false]);
    assert.deepEqual([cause.data?.ended, typeof cause.data?.pid], [true, "number"]);
    assert.match(message, /The program was ended in the guest \(process \d+\)\.$/);
  }

  it("is ended at its run timeout", async () => {
    await bench.load({ runTimeout: 1.2, timeout: 30 });
    const error = await bench.failure(forever());
    assertEnded(error, "TIMED_OUT", "program");
    assert.match(error.message, /within its run timeout of 1\.2 s/);
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
    assert.equal(await lab.simulator.calls(DELETE_PROCESS), 1);
    await bench.assertTidy();
  });

  it("is ended in a Windows guest before its parent, which cmd.exe is", async () => {
    const vm = await bench.windows();
    await bench.load({ runTimeout: 1.2 });
    assertEnded(await bench.failure(program("C:\\Windows\\System32\\cmd.exe", ["/c", "C:\\Simulator\\forever.exe"], {}, vm)), "TIMED_OUT", "program");
    const [, tree] = await bench.commands(vm);
    assert.match(tree!, /taskkill\.exe" \/F \/T \/PID \d+$/);
    assert.deepEqual(await bench.exitCodes(vm), [1, 0]);
    const order = (await lab.simulator.requests()).map(({ operation }) => operation);
    assert.ok(order.lastIndexOf(CREATE_PROCESS) < order.indexOf(DELETE_PROCESS));
    await bench.assertTidy(vm);
  });

  it("may run on behind cmd.exe where Windows does not end both, and the error says so", async () => {
    const vm = await bench.windows();
    await bench.load({ runTimeout: 1.2 });
    await lab.simulator.fault({ operation: CREATE_PROCESS, after: 1, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    const { cause } = await bench.failure(program("C:\\Simulator\\forever.exe", [], {}, vm));
    assert.equal(cause.data?.ended, false);
    assert.deepEqual(await bench.exitCodes(vm), [KILLED]);
  });

  it("is ended by a reset", async () => {
    await bench.load();
    const { failed } = await running();
    lab.red.send("run-1", { reset: true });
    assertEnded(await failed, "CANCELED", "server");
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
    await bench.assertTidy();
  });

  it("is ended by a deploy, which says how many are unknown", async () => {
    await bench.load();
    void running();
    await lab.called(GET_PROCESS);
    await lab.deploy("full", await bench.setup({ name: "new" }));

    const [ending] = lab.red.ended("run-1");
    assert.deepEqual([ending?.error?.code, ending?.error?.cause.outcome, ending?.error?.cause.data?.ended], ["CANCELED", "unknown", true]);
    assert.match(lab.red.logged("WARN").join(), /1 messages canceled: 0 not done, 1 unknown/);
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
    await bench.assertTidy();
    await lab.red.unload();
    await lab.assertNothingLeft();
  });

  it("runs on where the guest refuses to end it, and the error says so", async () => {
    await lab.simulator.vm("vm-42", { tools_conf: { TerminateProcessInGuest: true } });
    await bench.load();
    const { failed } = await running();
    lab.red.send("run-1", { reset: true });
    const { message, cause } = await failed;
    assert.equal(cause.data?.ended, false);
    assert.match(message, /may still run in the guest \(process \d+\)/);
    assert.deepEqual(await bench.exitCodes(), [null]);
    await bench.assertTidy();
  });

  it("is given up where the VM is switched off, with a warning that names the directory", async () => {
    await bench.load();
    const { failed } = await running();
    const [directory] = await bench.directories();
    await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["NOT_ALLOWED_IN_CURRENT_STATE", "vm", "unknown", false]);
    assert.deepEqual([cause.data?.ended, typeof cause.data?.pid], [false, "number"]);
    const warnings = lab.red.logged("WARN");
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]!.includes(`vm-42`) && warnings[0]!.includes(directory!));
  });

  it("is ended where its end may not be asked for", async () => {
    await lab.simulator.vm("vm-42", { privileges: { "VirtualMachine.GuestOperations.Query": false } });
    await bench.load({ collect: false });
    const { failed } = await running();
    assertEnded(await failed, "UNAUTHORIZED", "permission");
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
  });

  it("is one program where the answer to its start was lost, and stays unknown", async () => {
    await bench.load();
    await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "lost" });
    const { code, cause } = await bench.failure(forever());
    assert.deepEqual([code, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "unknown", 1]);
    assert.deepEqual([(await bench.exitCodes()).length, await lab.simulator.calls(CREATE_PROCESS)], [1, 1]);
    await bench.assertTidy();
  });

  it("is ended where the answer to its start comes too late", async () => {
    await bench.load({ timeout: 0.5 });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "hang" });
    const { code, cause } = await bench.failure(forever());
    assert.deepEqual([code, cause.subject, cause.outcome], ["TIMED_OUT", "server", "unknown"]);
    await lab.release();
    await lab.called(DELETE_PROCESS);
    await lab.path();
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
    await bench.assertTidy();
  });

  it("is told of in the log where it starts too late and cannot be ended", async () => {
    await lab.simulator.vm("vm-42", { tools_conf: { TerminateProcessInGuest: true } });
    await bench.load({ timeout: 0.5, wait: false });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "hang" });
    await bench.failure(forever());
    await lab.release();
    await lab.path();
    assert.match(lab.red.logged("WARN").join(), /may be left behind in VM vm-42, .*: process \d+$/);
  });

  it("was not nothing where a deploy ends it as soon as it has started", async () => {
    await bench.load();
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_PROCESS, kind: "hang", work: "after" });
    lab.red.send("run-1", forever());
    await lab.called(CREATE_PROCESS);
    const deployed = lab.deploy("full", await bench.setup({ name: "new" }));
    await lab.red.until(() => JSON.stringify(lab.red.statuses("run-1").at(-1)) === "{}");
    await lab.release();
    await deployed;
    const [ending] = lab.red.ended("run-1");
    assert.deepEqual([ending?.error?.code, ending?.error?.cause.outcome], ["CANCELED", "unknown"]);
    assert.deepEqual(await bench.exitCodes(), [KILLED]);
  });

  describe("nor asked for soon", () => {
    before(() => {
      lab.red.firstLook = undefined;
    });
    after(() => {
      lab.red.firstLook = SOON;
    });

    it("is seen to end shortly before its run timeout", async () => {
      await bench.load({ runTimeout: 1 });
      await bench.done(program("/bin/echo"));
    });

    it("is done, with an exit code that nobody knows, where vCenter has forgotten it", async () => {
      await bench.load();
      const { failed } = await running();
      await bench.endPrograms(0);
      await lab.simulator.advanceClock(6 * 60_000);
      const { code, message, cause } = await failed;
      assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["ERROR", "program", "unknown", false]);
      const { pid, ...data } = cause.data as Record<string, unknown>;
      assert.deepEqual([typeof pid, data], ["number", { exitCode: null, stdout: "", stderr: "" }]);
      assert.match(message, /vCenter does not know any more how the program ended/);
      assert.equal(await lab.simulator.calls(DELETE_PROCESS), 0);
      await bench.assertTidy();
    });
  });
});
