import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import { Pool } from "../../src/guest/pool";
import { runJob, type Work } from "../../src/guest/run-job";
import type { GuestCredentials } from "../../src/vcenter/client";
import { operations } from "../../src/vcenter/operations";
import { callError, CREDENTIALS, errorOf, Later, stubClient, type StubClient, turns } from "./stubs";

const SERVER = "vcenter.example.com:443";

describe("running a job", () => {
  let client: StubClient;
  let pool: Pool;
  let job: Job;
  let attempt: sinon.SinonStub<[GuestCredentials, AbortSignal], Promise<string>>;
  let credentials: sinon.SinonStub<[], Promise<GuestCredentials>>;
  beforeEach(() => {
    client = stubClient();
    pool = new Pool(client, SERVER);
    job = new Job();
    attempt = sinon.stub<[GuestCredentials, AbortSignal], Promise<string>>().resolves("/tmp/x");
    credentials = sinon.stub<[], Promise<GuestCredentials>>().resolves(CREDENTIALS);
  });

  function run(changes: Partial<Work<string>> = {}): Promise<string> {
    const work = { operation: operations.createTemporaryFile, vm: "vm-42", timeout: 60_000, credentials, attempt };
    return runJob(pool, job, { ...work, ...changes });
  }

  it("asks once for the guest login, tries once with it, and gives the result", async () => {
    assert.equal(await run(), "/tmp/x");
    sinon.assert.calledOnce(credentials);
    sinon.assert.calledOnceWithExactly(attempt, CREDENTIALS, job.signal);
    sinon.assert.callOrder(credentials, attempt);
    assert.equal(job.attempts, 1);
    sinon.assert.notCalled(client.guestOperations);
  });

  it("completes a failure with VM and attempts, and keeps what the call knew", async () => {
    const failure = callError("RESOURCE_BUSY", { subject: "vm", retryable: true, status: 500, operationId: "id-1" });
    attempt.rejects(failure);
    const error = await errorOf(run());
    assert.deepEqual(error.toJSON(), { ...failure.toJSON(), cause: { ...failure.cause, vm: "vm-42", attempts: 1 } });
  });

  it("makes no attempt when there is no guest login", async () => {
    credentials.rejects(callError("ERROR", { subject: "guest-login" }));
    const { code, cause } = await errorOf(run());
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["ERROR", "guest-login", "not_done", 0]);
    sinon.assert.notCalled(attempt);
  });

  for (const thrown of [new TypeError("boom"), "text", undefined, null]) {
    it(`turns ${String(thrown)} from an attempt into an error of ours`, async () => {
      const answer = new Later<string>();
      answer.reject(thrown);
      attempt.returns(answer.promise);
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
    sinon.assert.notCalled(attempt);
  });

  it("ends an attempt at the timeout, counted from its start over login and attempt", async () => {
    const clock = sinon.useFakeTimers();
    job = new Job();
    try {
      credentials.callsFake(() => new Promise((resolve) => setTimeout(resolve, 600, CREDENTIALS)));
      attempt.callsFake(
        (_credentials, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(callError(String(signal.reason), { outcome: "unknown" })));
          }),
      );
      const failed = errorOf(run({ timeout: 1_000 }));
      await clock.tickAsync(999);
      assert.equal(job.signal.aborted, false);
      await clock.tickAsync(1);
      const { code, cause } = await failed;
      assert.deepEqual([code, cause.outcome, cause.attempts, job.elapsed], ["TIMED_OUT", "unknown", 1, 1_000]);
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });

  it("ends CANCELED when it is canceled", async () => {
    credentials.returns(new Later<GuestCredentials>().promise);
    const failed = errorOf(run());
    job.end("CANCELED");
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome, cause.retryable], ["CANCELED", "not_done", false]);
  });

  it("is one of the jobs that the pool waits for", async () => {
    const answer = new Later<string>();
    attempt.returns(answer.promise);
    const running = run();
    const closed = pool.close();
    await turns();
    sinon.assert.notCalled(client.close);
    answer.resolve("/tmp/x");
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
      const signal = new AbortController().signal;
      client.listVms.resolves([{ vm: "vm-42", name: "edge-01" }]);
      await pool.names.id("edge-01", signal);
      attempt.rejects(callError("NOT_FOUND", { subject, operation }));
      await errorOf(run());
      await pool.names.id("edge-01", signal);
      sinon.assert.callCount(client.listVms, lookups);
    });
  }
});
