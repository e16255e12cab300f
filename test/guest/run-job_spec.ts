import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import type { GuestCredentials } from "../../src/vcenter/client";
import { Flight } from "../../src/vcenter/flight";
import { callError, CREDENTIALS, errorOf, Later, poolOf, runWork, stubClient, type StubClient, turns, type WorkChanges } from "./stubs";

describe("running a job", () => {
  let client: StubClient;
  let pool: Pool;
  let job: Job;
  /** Answers a request that was written. */
  let answer: sinon.SinonStub<[], Promise<string>>;
  let send: sinon.SinonStub<[GuestCredentials, Flight], Promise<string>>;
  let credentials: sinon.SinonStub<[], Promise<GuestCredentials>>;
  beforeEach(() => {
    client = stubClient();
    pool = poolOf(client);
    job = new Job();
    answer = sinon.stub<[], Promise<string>>().resolves("/tmp/x");
    send = sinon.stub<[GuestCredentials, Flight], Promise<string>>().callsFake((_credentials, flight) => {
      flight.begin(`id-${send.callCount}`);
      flight.wrote();
      return answer();
    });
    credentials = sinon.stub<[], Promise<GuestCredentials>>().resolves(CREDENTIALS);
  });

  function run(changes: WorkChanges = {}): Promise<string> {
    return runWork(pool, job, { credentials, send, ...changes });
  }

  it("asks once for the guest login, tries once with it, and gives the result", async () => {
    assert.equal(await run(), "/tmp/x");
    sinon.assert.calledOnce(credentials);
    sinon.assert.calledOnceWithExactly(send, CREDENTIALS, sinon.match.instanceOf(Flight));
    sinon.assert.callOrder(credentials, send);
    assert.deepEqual([job.attempts, job.operationId, job.phase], [1, "id-1", "running"]);
    sinon.assert.notCalled(client.guestOperations);
  });

  it("completes a failure with VM and attempts, and keeps what the call knew", async () => {
    const failure = callError("RESOURCE_BUSY", { subject: "vm", status: 500, operationId: "id-1" });
    answer.rejects(failure);
    const error = await errorOf(run());
    assert.deepEqual(error.toJSON(), { ...failure.toJSON(), cause: { ...failure.cause, vm: "vm-42", attempts: 1 } });
  });

  it("makes no attempt when there is no guest login", async () => {
    credentials.rejects(callError("ERROR", { subject: "guest-login" }));
    const { code, cause } = await errorOf(run());
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["ERROR", "guest-login", "not_done", 0]);
    sinon.assert.notCalled(send);
  });

  for (const thrown of [new TypeError("boom"), "text", undefined, null]) {
    it(`turns ${String(thrown)} from an attempt into an error of ours`, async () => {
      answer.callsFake(() => Promise.resolve().then(() => { throw thrown as Error; }));
      const { code, cause, message } = await errorOf(run());
      assert.deepEqual([code, cause.outcome, cause.attempts, cause.vm], ["ERROR", "unknown", 1, "vm-42"]);
      assert.match(message, /^Could not create a temporary file \(VM vm-42 at vcenter\.example\.com:443\)/);
      assert.ok(!message.includes("boom"));
    });
  }

  it("times out while the guest login is not given, without an attempt", async () => {
    credentials.returns(new Later<GuestCredentials>().promise);
    const { code, cause } = await errorOf(run({ timeout: 1 }));
    assert.deepEqual(cause, {
      subject: "server",
      outcome: "not_done",
      retryable: true,
      operation: "files.createTemporary",
      vm: "vm-42",
      attempts: 0,
    });
    assert.equal(code, "TIMED_OUT");
    sinon.assert.notCalled(send);
  });

  it("ends an attempt at the timeout, counted from its start over login and attempt", async () => {
    const clock = sinon.useFakeTimers();
    job = new Job();
    try {
      credentials.callsFake(() => new Promise((resolve) => setTimeout(resolve, 600, CREDENTIALS)));
      answer.returns(new Later<string>().promise);
      const failed = errorOf(run({ timeout: 1_000 }));
      await clock.tickAsync(999);
      job.check();
      await clock.tickAsync(1);
      const { code, cause } = await failed;
      assert.deepEqual([code, cause.outcome, cause.attempts, job.elapsed], ["TIMED_OUT", "unknown", 1, 1_000]);
      assert.equal(cause.operationId, "id-1");
    } finally {
      clock.restore();
    }
  });

  it("ends CANCELED when it is canceled", async () => {
    credentials.returns(new Later<GuestCredentials>().promise);
    const failed = errorOf(run());
    await turns();
    job.end("RESET");
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome, cause.retryable], ["CANCELED", "not_done", false]);
  });

  it("waits for the turn of its VM, and ends while waiting without asking for the guest login", async () => {
    answer.returns(new Later<string>().promise);
    const first = run();
    await turns();
    const second = new Job();
    const failed = errorOf(runWork(pool, second, { credentials, send }));
    await turns();
    assert.deepEqual([job.phase, second.phase], ["running", "queued"]);
    second.end("RESET");
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["CANCELED", "queue", "not_done", 0]);
    sinon.assert.calledOnce(credentials);
    job.end("RESET");
    await errorOf(first);
  });

  it("gives the slot back while it waits for the guest login", async () => {
    pool = poolOf(client, { maxConcurrent: 1 });
    const slow = new Later<GuestCredentials>();
    credentials.onFirstCall().returns(slow.promise);
    const first = run();
    await turns();
    assert.equal(await runWork(pool, new Job(), { vm: "vm-43", send }), "/tmp/x");
    slow.resolve(CREDENTIALS);
    assert.equal(await first, "/tmp/x");
  });

  it("sends no SAML token whose time is over", async () => {
    credentials.resolves({ ...CREDENTIALS, saml_token: '<Conditions NotOnOrAfter="2020-01-01T00:00:00Z">' });
    const { code, cause } = await errorOf(run());
    assert.deepEqual([code, cause.subject, cause.attempts, cause.vm], ["UNAUTHENTICATED", "guest-login", 0, "vm-42"]);
    sinon.assert.notCalled(send);
  });

  it("is one of the jobs that the pool waits for", async () => {
    const late = new Later<string>();
    answer.returns(late.promise);
    const running = run();
    await turns();
    const closed = pool.close();
    await turns();
    sinon.assert.notCalled(client.close);
    late.resolve("/tmp/x");
    assert.equal(await running, "/tmp/x");
    await closed;
    sinon.assert.calledOnce(client.close);
  });

  const MISSING: [subject: "vm" | "path", operation: string, lookups: number][] = [
    ["vm", "files.createTemporary", 2],
    ["path", "files.createTemporary", 1],
  ];
  for (const [subject, operation, lookups] of MISSING) {
    it(`${lookups === 2 ? "forgets" : "keeps"} the name of the VM when the ${subject} does not exist`, async () => {
      const patience = { timeout: 1_000, maxAttempts: 1 };
      client.listVms.resolves([{ vm: "vm-42", name: "edge-01" }]);
      await pool.names.id("edge-01", new Job(), patience);
      answer.rejects(callError("NOT_FOUND", { subject, operation }));
      await errorOf(run());
      await pool.names.id("edge-01", new Job(), patience);
      sinon.assert.callCount(client.listVms, lookups);
    });
  }
});
