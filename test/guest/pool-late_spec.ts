import assert from "node:assert/strict";
import sinon from "sinon";
import { createTemporary } from "../../src/guest/create-temporary";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import type { VCenterError } from "../../src/vcenter/error";
import { operations } from "../../src/vcenter/operations";
import { callError, errorOf, Later, PLACE, poolOf, stubClient, type StubClient } from "./stubs";

const REQUEST = { kind: "file", prefix: "", suffix: "" } as const;

describe("a creation that is under way when its message ends", () => {
  let clock: sinon.SinonFakeTimers;
  let client: StubClient;
  let pool: Pool;
  let answers: Later<string>[];
  let warn: sinon.SinonStub;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    client = stubClient();
    pool = poolOf(client);
    answers = [];
    warn = sinon.stub();
    client.createTemporary.callsFake((_kind, _vm, _body, flight) => {
      const answer = new Later<string>();
      answers.push(answer);
      flight.begin(`id-${answers.length}`);
      flight.wrote();
      flight.addEventListener("abort", () => {
        answer.reject(callError("CANCELED", { outcome: "unknown" }));
      });
      return answer.promise;
    });
    client.call.resolves();
  });
  afterEach(() => clock.restore());

  function create(job: Job): Promise<VCenterError> {
    return errorOf(createTemporary(pool, job, REQUEST, PLACE));
  }

  async function begun(): Promise<{ job: Job; failed: Promise<VCenterError> }> {
    const job = new Job({ warn });
    const failed = create(job);
    await clock.tickAsync(0);
    return { job, failed };
  }

  for (const reason of ["TIMED_OUT", "RESET"] as const) {
    it(`ends unknown at once by ${reason}; what arrives later is deleted before the VM has its next turn`, async () => {
      const { job, failed } = await begun();
      job.end(reason);
      const { cause } = await failed;
      assert.deepEqual([cause.outcome, cause.operationId, cause.attempts], ["unknown", "id-1", 1]);
      void create(new Job());
      const deletion = new Later<void>();
      client.call.returns(deletion.promise);
      await clock.tickAsync(20_000);
      answers[0]!.resolve("/tmp/x");
      await clock.tickAsync(0);
      sinon.assert.calledOnceWithMatch(client.call, { operation: operations.deleteFile, vm: "vm-42", path: "/tmp/x", body: { credentials: PLACE.credentials() as object } });
      assert.equal(answers.length, 1);
      deletion.resolve();
      await clock.tickAsync(0);
      assert.equal(answers.length, 2);
      sinon.assert.notCalled(warn);
    });
  }

  it("is deleted in its own slot, although others wait for one", async () => {
    pool = poolOf(client, { maxConcurrent: 1 });
    const { job, failed } = await begun();
    job.end("RESET");
    await failed;
    void errorOf(createTemporary(pool, new Job(), REQUEST, { ...PLACE, vm: "vm-43" }));
    const deletion = new Later<void>();
    client.call.returns(deletion.promise);
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(0);
    sinon.assert.calledOnce(client.call);
    assert.equal(answers.length, 1);
    deletion.resolve();
    await clock.tickAsync(0);
    assert.equal(answers.length, 2);
  });

  it("is deleted although vCenter seemed to be away: it has answered", async () => {
    const { job, failed } = await begun();
    job.end("TIMED_OUT");
    await failed;
    for (let count = 0; count < 4; count += 1) {
      pool.breaker.silence();
    }
    assert.equal(pool.breaker.isOpen, true);
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(0);
    sinon.assert.calledOnce(client.call);
    assert.equal(pool.breaker.isOpen, false);
  });

  it("leaves one warning with VM and path if the deletion fails", async () => {
    const { job, failed } = await begun();
    job.end("RESET");
    await failed;
    client.call.rejects(callError("UNAUTHORIZED"));
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(10_000);
    sinon.assert.calledOnceWithMatch(warn, /vm-42.*\/tmp\/x/);
  });

  it("takes for deleted what is not there any more, as vCenter says", async () => {
    const { job, failed } = await begun();
    job.end("CLOSED");
    client.call.rejects(callError("NOT_FOUND", { status: 404, messages: [] }));
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(0);
    assert.equal((await failed).cause.outcome, "not_done");
    sinon.assert.notCalled(warn);
  });

  it("waits for it when its node closes: what arrived and was deleted is not done", async () => {
    const { job, failed } = await begun();
    job.end("CLOSED");
    await clock.tickAsync(4_900);
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(0);
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "not_done"]);
    sinon.assert.calledOnce(client.call);
  });

  it("is unknown when nothing came within 5 s", async () => {
    const { job, failed } = await begun();
    job.end("CLOSED");
    await clock.tickAsync(5_000);
    assert.equal((await failed).cause.outcome, "unknown");
  });

  it("has 5 s when the pool closes, and is unknown then", async () => {
    const { failed } = await begun();
    void pool.close();
    const ended = sinon.spy();
    void failed.then(ended);
    await clock.tickAsync(4_999);
    sinon.assert.notCalled(ended);
    await clock.tickAsync(10);
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "unknown"]);
    sinon.assert.calledOnceWithExactly(client.close, 0);
  });

  it("holds up the logout no longer than 8 s, with its deletion", async () => {
    const { job, failed } = await begun();
    job.end("RESET");
    await failed;
    void pool.close();
    client.call.returns(new Promise<never>(() => undefined));
    await clock.tickAsync(4_900);
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(2_990);
    sinon.assert.notCalled(client.close);
    sinon.assert.notCalled(warn);
    await clock.tickAsync(110);
    sinon.assert.calledOnce(warn);
    sinon.assert.calledOnceWithExactly(client.close, 0);
    await clock.tickAsync(5_000);
    assert.equal(clock.countTimers(), 0);
  });

  it("is hurried by the end of the pool although its message ended long ago, and deleted", async () => {
    const { job, failed } = await begun();
    job.end("RESET");
    await failed;
    const closed = sinon.spy();
    void pool.close().then(closed);
    await clock.tickAsync(4_000);
    sinon.assert.notCalled(client.close);
    answers[0]!.resolve("/tmp/x");
    await clock.tickAsync(1);
    sinon.assert.callOrder(client.call, client.close, closed);
  });

  it("that is not written is not sent any more, and not done", async () => {
    client.createTemporary.callsFake((_kind, _vm, _body, flight) => {
      flight.begin("id");
      return new Promise<never>(() => undefined);
    });
    const { job, failed } = await begun();
    job.end("TIMED_OUT");
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["TIMED_OUT", "not_done"]);
    assert.equal(client.createTemporary.firstCall.args[3].aborted, true);
  });
});
