import assert from "node:assert/strict";
import { operations } from "../../src/vcenter/operations";
import { frontSuite, now } from "../support/load";
import { CREATE_PROCESS, DELETE_PROCESS, FOREVER, GET_PROCESS, program, RunBench } from "../support/run-node";

const KILLED = -1;
const DELETE_DIRECTORY = operations.deleteDirectory.id;

frontSuite("programs of one VM that are ended together, where each call takes its time", "one", (lab) => {
  const bench = new RunBench(lab);
  const { red } = lab;

  const started = async (count: number): Promise<void> => {
    await bench.load({ collect: false });
    for (let index = 0; index < count; index += 1) {
      red.send("run-1", program(FOREVER));
    }
    await lab.called(CREATE_PROCESS, count);
    await lab.path();
    await lab.simulator.vm("vm-42", { latency_ms: 600 });
  };
  const reset = (): void => {
    red.send("run-1", { reset: true });
  };
  /** Milliseconds that it takes. */
  const deployed = async (): Promise<number> => {
    const begun = now();
    await lab.deploy("nodes", await bench.setup({ collect: false, name: "new" }));
    return now() - begun;
  };

  it("are all ended by a reset, one after the other", async () => {
    await started(20);
    reset();
    const failed = await red.arrivals("failed", 20);
    assert.deepEqual(failed.map(({ error }) => error?.cause.data?.ended), Array<boolean>(20).fill(true));
    assert.deepEqual(await bench.exitCodes(), Array<number>(20).fill(KILLED));
  }).timeout(60_000);

  it("are ended by a deploy as far as its time allows", async () => {
    await started(10);
    const ms = await deployed();
    assert.ok(ms < 9_500, `${ms} ms`);
    assert.deepEqual(red.ended("run-1").map(({ error }) => error?.cause.data?.ended), Array<boolean>(10).fill(true));
    assert.deepEqual(await bench.exitCodes(), Array<number>(10).fill(KILLED));
  }).timeout(40_000);

  it("hold up no deploy after a reset", async () => {
    await started(20);
    reset();
    await lab.called(DELETE_PROCESS);
    const ms = await deployed();
    assert.ok(ms < 9_500, `${ms} ms`);
  }).timeout(40_000);
});

frontSuite("a clean-up behind a program", "one", (lab) => {
  const bench = new RunBench(lab);
  const fault = (operation: string): Promise<unknown> =>
    lab.simulator.fault({ operation, kind: "error", status: 500, error_type: "ERROR" });

  it("of its directory is done once more where vCenter fails", async () => {
    await fault(DELETE_DIRECTORY);
    await bench.load();
    await bench.done(program("/bin/echo", ["a"]));
    assert.equal(await lab.simulator.calls(DELETE_DIRECTORY), 2);
    assert.deepEqual(lab.red.logged("WARN"), []);
    await bench.assertTidy();
  });

  it("of the program itself is done once more, and no more", async () => {
    await bench.load({ collect: false });
    const ended = async (): Promise<unknown> => {
      const failed = bench.failure(program(FOREVER));
      await lab.called(GET_PROCESS);
      lab.red.send("run-1", { reset: true });
      return (await failed).cause.data?.ended;
    };
    await fault(DELETE_PROCESS);
    assert.equal(await ended(), true);
    assert.equal(await lab.simulator.calls(DELETE_PROCESS), 2);
  });
});
