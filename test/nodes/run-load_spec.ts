import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { operations } from "../../src/vcenter/operations";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { SOON } from "../support/node-red";
import { CREATE_PROCESS, FOREVER, GET_PROCESS, program, RunBench } from "../support/run-node";
import { CREATE_DIRECTORY } from "../support/simulator";

const DELETE_DIRECTORY = operations.deleteDirectory.id;

nodeSuite("a program that runs", (lab) => {
  const bench = new RunBench(lab);
  const timeOut = deadlines();

  /** Ends the pause before a look at the program, in which no timeout runs. */
  async function pauseOver(seconds: number): Promise<void> {
    while (timeOut({ from: seconds, to: seconds }) === 0) {
      await pause(5);
    }
    assert.equal(timeOut(), 0, "the timeout");
  }

  it("holds up nobody: neither its VM nor the only slot is taken", async () => {
    await bench.load({}, { connection: { maxConcurrent: 1, maxConcurrentPerVm: 1 } });
    lab.red.send("run-1", program(FOREVER));
    await lab.called(CREATE_PROCESS);
    await lab.path();
    assert.equal((await bench.done(program("/bin/echo", ["b"]))).guest?.vm, "vm-42");
    await bench.endPrograms(7);
    const arrived = await lab.red.arrivals("ok", 3);
    assert.equal((arrived[2]?.payload as { exitCode: number }).exitCode, 7);
  });

  it("counts against the queue limit of its node as one that waits, until it has ended", async () => {
    await bench.load({ collect: false }, { connection: { queueLimit: 2 } });
    lab.red.send("run-1", program(FOREVER));
    lab.red.send("run-1", program(FOREVER));
    await lab.called(CREATE_PROCESS, 2);
    // It gets the turn of the VM when both have given it back.
    await lab.path();
    const { code, cause } = await bench.failure(program("/bin/echo"));
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNABLE_TO_ALLOCATE_RESOURCE", "queue", "not_done"]);
    assert.equal(await lab.simulator.calls(CREATE_PROCESS), 2);
    await bench.endPrograms();
    await lab.red.arrivals("ok", 2);
    await bench.done(program("/bin/echo"));
  });

  it("is not asked about again before the pause has grown, and its time does not count in the timeout", async () => {
    lab.red.firstLook = undefined;
    await bench.load({ timeout: LIMIT });
    lab.red.firstLook = SOON;
    const done = bench.done(program(FOREVER));
    for (const [looks, seconds] of [1, 1.5].entries()) {
      await pauseOver(seconds);
      await lab.called(GET_PROCESS, looks + 1);
    }
    await bench.endPrograms();
    await pauseOver(2.25);
    await done;
    assert.equal(await lab.simulator.calls(GET_PROCESS), 3);
  });

  for (const fault of [
    { kind: "bad_gateway" },
    { kind: "lost" },
    { kind: "error", status: 500, error_type: "RESOURCE_BUSY" },
    { kind: "error", status: 500, error_type: "ERROR" },
    { kind: "error", status: 503, error_type: "SERVICE_UNAVAILABLE" },
  ]) {
    it(`goes on where vCenter does not tell of it: ${Object.values(fault).join(" ")}`, async () => {
      await bench.load();
      await lab.simulator.fault({ operation: GET_PROCESS, ...fault });
      const { payload } = await bench.done(program("/bin/echo", ["a"]));
      assert.equal((payload as { stdout: string }).stdout, "a\n");
      assert.equal(await lab.simulator.calls(GET_PROCESS), 2);
    });
  }

  it("goes on where a question about it takes longer than the timeout", async () => {
    // The turn of the question is kept until its answer can be no more.
    await bench.load({ timeout: 0.5 }, { connection: { maxConcurrentPerVm: 2 } });
    await lab.path();
    await lab.simulator.fault({ operation: GET_PROCESS, kind: "hang" });
    await bench.done(program("/bin/echo", ["a"]));
    assert.equal(await lab.simulator.calls(GET_PROCESS), 2);
  });

  it("says why the last question about it failed where its time is over", async () => {
    await bench.load({ runTimeout: 1.2 });
    await lab.simulator.fault({ operation: GET_PROCESS, kind: "error", status: 500, error_type: "RESOURCE_BUSY", times: null });
    const { code, message } = await bench.failure(program(FOREVER));
    assert.equal(code, "TIMED_OUT");
    assert.match(message, /The last question about it failed: Could not look at a process .* busy/);
  });

  it("has ended with a result that a deadline keeps from being read, and the error says how", async () => {
    await bench.load({ timeout: 0.5 });
    await lab.path();
    await lab.simulator.fault({ operation: operations.listFiles.id, kind: "hang" });
    const { code, message, cause } = await bench.failure(program("/opt/simulator/fail", ["6"]));
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["TIMED_OUT", "server", "done", false]);
    assert.equal(cause.data?.exitCode, 6);
    assert.match(message, /The program had ended with the exit code 6/);
    await lab.release();
    await bench.assertTidy();
  });

  it("gives its result also where the directory of its output cannot be removed, and a warning names that", async () => {
    await bench.load();
    await lab.simulator.fault({ operation: DELETE_DIRECTORY, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await bench.done(program("/bin/echo"));
    const [directory] = await bench.directories();
    const warnings = lab.red.logged("WARN");
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]!.includes(directory!));
  });

  it("is not started where the answer to the creation of the directory was lost, and that is certain", async () => {
    await bench.load();
    await lab.simulator.fault({ operation: CREATE_DIRECTORY, kind: "lost" });
    const { message, cause } = await bench.failure(program("/bin/echo"));
    assert.equal(cause.outcome, "not_done");
    assert.match(message, /The program was not started\.$/);
    assert.deepEqual([await lab.simulator.calls(CREATE_DIRECTORY), await lab.simulator.calls(CREATE_PROCESS)], [1, 0]);
  });

  it("shows that it runs", async () => {
    await bench.load();
    const done = bench.done(program(FOREVER));
    await lab.called(GET_PROCESS);
    assert.deepEqual(lab.red.statuses("run-1").map((status) => status?.text), ["vcenter-guest-run.status.running"]);
    await bench.endPrograms();
    await done;
  });
});
