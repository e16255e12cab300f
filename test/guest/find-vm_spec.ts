import assert from "node:assert/strict";
import sinon from "sinon";
import { findVm } from "../../src/guest/find-vm";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import { callError, errorOf, Later, poolOf, stubClient, type StubClient, turns } from "./stubs";

const NAME = "edge-01";
const patient = (timeout: number): Parameters<typeof findVm>[3] => ({ timeout, queueTimeout: Infinity, maxAttempts: 1 });

describe("finding a VM", () => {
  let client: StubClient;
  let pool: Pool;
  let job: Job;
  beforeEach(() => {
    client = stubClient();
    pool = poolOf(client);
    job = new Job();
  });

  it("asks vCenter for a name", async () => {
    client.listVms.resolves([{ vm: "vm-42", name: "edge-01" }]);
    assert.equal(await findVm(pool, job, NAME, patient(1_000)), "vm-42");
    sinon.assert.calledOnceWithMatch(client.listVms, { names: ["edge-01"] });
    assert.equal(job.attempts, 0);
  });

  const FAILURES: [title: string, prepare: (client: StubClient) => unknown, code: string, cause: object][] = [
    ["no VM has the name", ({ listVms }) => listVms.resolves([]), "NOT_FOUND", { subject: "vm", operation: "vm.list" }],
    [
      "several have it",
      ({ listVms }) => listVms.resolves([{ vm: "vm-1", name: "edge-01" }, { vm: "vm-2", name: "edge-01" }]),
      "INVALID_ARGUMENT",
      { subject: "vm", operation: "vm.list", data: { candidates: ["vm-1", "vm-2"] } },
    ],
    [
      "vCenter refuses its login",
      ({ listVms }) => listVms.rejects(callError("UNAUTHENTICATED", { subject: "session", operation: "session.create" })),
      "UNAUTHENTICATED",
      { subject: "session", operation: "session.create" },
    ],
    ["something unforeseen happens", ({ listVms }) => listVms.rejects(new TypeError("boom")), "ERROR", { subject: "server", operation: "vm.list" }],
  ];
  for (const [title, prepare, code, cause] of FAILURES) {
    it(`tells the name and that nothing was tried when ${title}`, async () => {
      prepare(client);
      const error = await errorOf(findVm(pool, job, NAME, patient(1_000)));
      const common = { outcome: "not_done", retryable: false, vm: "edge-01", attempts: 0 };
      assert.deepEqual([error.code, error.cause], [code, { ...common, ...cause }]);
    });
  }

  for (const [title, end, code, retryable] of [
    ["times out by its own limit", () => undefined, "TIMED_OUT", true],
    ["is canceled with its job", () => { job.end("RESET"); }, "CANCELED", false],
  ] as const) {
    it(title, async () => {
      const failed = errorOf(findVm(pool, job, NAME, patient(5)));
      end();
      const { message, cause, ...error } = await failed;
      assert.equal(error.code, code);
      const common = { subject: "server", outcome: "not_done", operation: "vm.list", vm: "edge-01", attempts: 0 };
      assert.deepEqual(cause, { ...common, retryable });
      assert.match(message, /^Could not look up VMs \(VM edge-01 at vcenter\.example\.com:443\): /);
      assert.equal(client.listVms.firstCall.args[1].aborted, true);
    });
  }

  it("is not ended by the shorter limit of another message for the same name", async () => {
    const answer = new Later<{ vm: string; name: string }[]>();
    client.listVms.returns(answer.promise);
    const impatient = errorOf(findVm(pool, new Job(), NAME, patient(1)));
    const other = findVm(pool, job, NAME, patient(10_000));
    assert.equal((await impatient).code, "TIMED_OUT");
    answer.resolve([{ vm: "vm-42", name: "edge-01" }]);
    assert.equal(await other, "vm-42");
    sinon.assert.calledOnce(client.listVms);
  });

  it("counts the time from the arrival where that is shorter, as waiting for a turn", async () => {
    const { code, cause } = await errorOf(findVm(pool, job, NAME, { ...patient(10_000), queueTimeout: 5 }));
    assert.deepEqual([code, cause.subject, cause.outcome], ["TIMED_OUT", "queue", "not_done"]);
  });

  it("asks again after what may pass, as often as the connection says", async () => {
    client.listVms.onFirstCall().rejects(callError("SERVICE_UNAVAILABLE", { retryable: true, status: 503 }));
    client.listVms.onSecondCall().resolves([{ vm: "vm-42", name: "edge-01" }]);
    const clock = sinon.useFakeTimers();
    try {
      const found = findVm(pool, job, NAME, { ...patient(10_000), maxAttempts: 2 });
      await clock.tickAsync(500);
      assert.equal(await found, "vm-42");
    } finally {
      clock.restore();
    }
  });

  it("ends when the pool closes, for its message has not yet begun", async () => {
    const failed = errorOf(findVm(pool, job, NAME, patient(10_000)));
    await turns();
    await pool.close();
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "not_done"]);
    assert.equal(client.listVms.firstCall.args[1].aborted, true);
  });
});
