import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import type { Flight } from "../../src/vcenter/flight";
import { callError, errorOf, Later, poolOf, runWork, stubClient, type WorkChanges } from "./stubs";

/** As many as may refuse a login before it is known to be right. */
const HANGING = 5;

describe("a job whose guest login others try for the first time", () => {
  let clock: sinon.SinonFakeTimers;
  let pool: Pool;
  let hanging: Later<string>[];
  let send: sinon.SinonStub<[unknown, Flight], Promise<string>>;
  beforeEach(async () => {
    clock = sinon.useFakeTimers();
    pool = poolOf(stubClient());
    hanging = [];
    send = sinon.stub<[unknown, Flight], Promise<string>>().resolves("/tmp/x");
    for (let index = 0; index < HANGING; index += 1) {
      const answer = new Later<string>();
      hanging.push(answer);
      void run(`vm-${index}`, { send: () => answer.promise }).catch(() => undefined);
    }
    await clock.tickAsync(10_000);
  });
  afterEach(() => clock.restore());

  function run(vm: string, changes: WorkChanges = {}, job = new Job()): Promise<string> {
    return runWork(pool, job, { vm, send, ...changes });
  }

  it("waits longer than its own time limit, and then has all of it", async () => {
    const phases: string[] = [];
    const job = new Job({ changed: (phase) => phases.push(phase) });
    const path = run("vm-42", { timeout: 1_000 }, job);
    await clock.tickAsync(5_000);
    sinon.assert.notCalled(send);
    send.returns(new Promise((resolve) => setTimeout(resolve, 900, "/tmp/x")));
    hanging[0]!.resolve("/tmp/0");
    await clock.tickAsync(900);
    assert.equal(await path, "/tmp/x");
    assert.deepEqual(phases, ["running", "queued", "running"]);
  });

  it("holds no slot meanwhile", async () => {
    const path = run("vm-42");
    await clock.tickAsync(0);
    let free = 0;
    for (; pool.turns.slots.isFree; free += 1) {
      pool.turns.slots.take();
    }
    assert.equal(free, 32 - HANGING);
    hanging[0]!.reject(callError("ERROR"));
    await path;
  });

  it("ends when it has waited for longer than the queue allows", async () => {
    const error = errorOf(run("vm-42", { queueTimeout: 20_000 }));
    await clock.tickAsync(20_000);
    const { code, cause } = await error;
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "queue", "not_done", 0]);
  });

  it("may be canceled meanwhile, as one that waits", async () => {
    const job = new Job();
    const error = errorOf(run("vm-42", {}, job));
    await clock.tickAsync(0);
    job.end("RESET");
    const { code, cause } = await error;
    assert.deepEqual([code, cause.subject, cause.outcome], ["CANCELED", "queue", "not_done"]);
  });

  it("is told which VM refused the login last when it was refused too often", async () => {
    const error = errorOf(run("vm-42"));
    await clock.tickAsync(0);
    for (const index of [0, 1, 2]) {
      hanging[index]!.reject(callError("UNAUTHENTICATED", { subject: "guest-login", vm: `vm-${index}` }));
      await clock.tickAsync(0);
    }
    const { code, message, cause } = await error;
    assert.deepEqual([code, cause.subject, cause.vm], ["UNAUTHENTICATED", "guest-login", "vm-42"]);
    assert.match(message, / This VM was not asked: others refused the same login, vm-2 the last of them\. It is not tried again/);
    sinon.assert.notCalled(send);
  });
});

describe("a job that others keep from its guest login after its first try", () => {
  it("waits in its own time, not in that of the queue", async () => {
    const clock = sinon.useFakeTimers();
    try {
      const pool = poolOf(stubClient());
      const send = sinon.stub<[unknown, Flight], Promise<string>>().callsFake((_credentials, flight) => {
        flight.begin("id-1");
        return send.callCount === 1 ? Promise.reject(callError("RESOURCE_BUSY", { retryable: true })) : Promise.resolve("/tmp/x");
      });
      const path = runWork(pool, new Job(), { send, queueTimeout: 400, timeout: 20_000 });
      await clock.tickAsync(0);
      const others = ["vm-1", "vm-2", "vm-3"].map((vm) => {
        const answer = new Later<string>();
        void runWork(pool, new Job(), { vm, send: () => answer.promise });
        return answer;
      });
      await clock.tickAsync(3_000);
      sinon.assert.calledOnce(send);
      others.forEach((answer) => {
        answer.resolve("/tmp/y");
      });
      await clock.tickAsync(0);
      assert.equal(await path, "/tmp/x");
    } finally {
      clock.restore();
    }
  });
});

describe("a guest's refusal that comes when its message has ended", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  for (const answer of ["late", "being probed"] as const) {
    it(`counts: the login is not tried again on the VM (${answer})`, async () => {
      const pool = poolOf(stubClient());
      const refusal = new Later<string>();
      const send = sinon.stub<[unknown, Flight], Promise<string>>().callsFake((_credentials, flight) => {
        flight.begin("id-1");
        flight.wrote();
        if (answer === "being probed") {
          flight.refused();
        }
        return refusal.promise;
      });
      const first = errorOf(runWork(pool, new Job(), { send, timeout: 1_000 }));
      const second = errorOf(runWork(pool, new Job(), { send, timeout: 1_000 }));
      await clock.tickAsync(1_000);
      const { code, cause } = await first;
      assert.deepEqual([code, cause.outcome], ["TIMED_OUT", answer === "late" ? "unknown" : "not_done"]);
      await clock.tickAsync(20_000);
      refusal.reject(callError("UNAUTHENTICATED", { subject: "guest-login" }));
      await clock.tickAsync(0);
      assert.equal((await second).code, "UNAUTHENTICATED");
      sinon.assert.calledOnce(send);
    });
  }
});

describe("a job that waits for the login to vCenter", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it("does not keep others from trying the guest login meanwhile, and ends in its time", async () => {
    const client = stubClient();
    const flights: Flight[] = [];
    client.isLoggedIn = false;
    client.logIn.callsFake((flight) => {
      flights.push(flight);
      return new Promise<never>(() => undefined);
    });
    const pool = poolOf(client);
    const errors = [...Array(8).keys()].map((index) =>
      errorOf(runWork(pool, new Job(), { vm: `vm-${index}`, timeout: 1_000 })),
    );
    await clock.tickAsync(1_000);
    for (const { code, cause } of await Promise.all(errors)) {
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "server", "not_done", 0]);
    }
    assert.deepEqual(flights.map(({ reason }) => reason), Array(8).fill("TIMED_OUT"));
  });
});
