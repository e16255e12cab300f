import assert from "node:assert/strict";
import sinon from "sinon";
import { Breaker } from "../../src/guest/breaker";
import { Job } from "../../src/guest/job";
import type { Work } from "../../src/guest/work";
import type { GuestCredentials } from "../../src/vcenter/client";
import type { VCenterError } from "../../src/vcenter/error";
import { errorFromException } from "../../src/vcenter/exception-error";
import { Interrupted } from "../../src/vcenter/interrupted";
import { operations } from "../../src/vcenter/operations";
import { callError, CREDENTIALS, errorOf, poolOf, runWork, stubClient, turns } from "./stubs";

const NETWORK = { subject: "network", retryable: true } as const;
const refused = (): VCenterError => callError("RESOURCE_INACCESSIBLE", NETWORK);

describe("what opens the breaker", () => {
  let clock: sinon.SinonFakeTimers;
  let breaker: Breaker;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    breaker = new Breaker(() => Promise.resolve("it is away"), () => undefined, () => true);
  });
  afterEach(() => clock.restore());

  async function fail(error: unknown): Promise<void> {
    await assert.rejects(breaker.watched(Promise.reject(error as Error)), (thrown) => thrown === error);
  }

  async function failTimes(count: number, error: () => unknown): Promise<boolean> {
    for (let index = 0; index < count; index += 1) {
      await fail(error());
    }
    return breaker.isOpen;
  }

  const ROWS: [title: string, error: () => unknown, counts: boolean][] = [
    ["no connection, or a name that cannot be resolved", refused, true],
    ["silence", () => callError("TIMED_OUT", { outcome: "unknown", retryable: true }), true],
    ["502 without a vAPI body", () => callError("SERVICE_UNAVAILABLE", { status: 502, outcome: "unknown" }), true],
    ["503 without a vAPI body", () => callError("SERVICE_UNAVAILABLE", { status: 503, outcome: "unknown" }), true],
    ["504 without a vAPI body", () => callError("SERVICE_UNAVAILABLE", { status: 504, outcome: "unknown" }), true],
    ["503 that vCenter itself sent", () => callError("SERVICE_UNAVAILABLE", { status: 503, messages: [] }), false],
    ["500", () => callError("ERROR", { status: 500, outcome: "unknown" }), false],
    ["429", () => callError("SERVICE_UNAVAILABLE", { status: 429 }), false],
    ["a time limit of vCenter itself", () => callError("TIMED_OUT", { status: 504, messages: [] }), false],
    ["a connection that broke after the request", () => callError("RESOURCE_INACCESSIBLE", { ...NETWORK, outcome: "unknown" }), false],
    ["a proxy that refuses its login", () => callError("RESOURCE_INACCESSIBLE", { subject: "network" }), false],
    ["a certificate that is not trusted", () => callError("UNVERIFIED_PEER", { subject: "certificate" }), false],
    ["a job that was canceled", () => errorFromException(new Interrupted("CLOSED", true), { operation: operations.listVms, server: "s" }), false],
    ["what is no error of ours", () => new TypeError("boom"), false],
  ];
  for (const [title, error, counts] of ROWS) {
    it(`${counts ? "is" : "is not"} ${title}, five times in a row`, async () => {
      assert.equal(await failTimes(4, error), false);
      assert.equal(await failTimes(1, error), counts);
    });
  }

  const ANSWERS: [title: string, answer: () => Promise<unknown>][] = [
    ["a result", () => breaker.watched(Promise.resolve("/tmp/x"))],
    ["an error of vCenter", () => fail(callError("NOT_FOUND", { status: 404 }))],
  ];
  for (const [title, answer] of ANSWERS) {
    it(`counts from 1 again after ${title}`, async () => {
      await failTimes(4, refused);
      await answer();
      assert.equal(await failTimes(4, refused), false);
      assert.equal(await failTimes(1, refused), true);
    });
  }

  it("is not forgotten for what tells nothing of vCenter", async () => {
    await failTimes(4, refused);
    await fail(callError("UNVERIFIED_PEER", { subject: "certificate" }));
    assert.equal(await failTimes(1, refused), true);
  });

  it("is counted once when many jobs share it, like a login that fails", async () => {
    const shared = refused();
    assert.equal(await failTimes(20, () => shared), false);
    assert.equal(await failTimes(4, refused), true);
  });
});

describe("the silence that a job met at its deadline", () => {
  for (const [title, remove] of [["is deleted when it comes late", () => Promise.resolve()], ["needs no deletion", undefined]] as const) {
    it(`counts once when its result ${title}`, async () => {
      const clock = sinon.useFakeTimers();
      try {
        const pool = poolOf(stubClient());
        const send = (_credentials: unknown, flight: Parameters<Work<string>["send"]>[1]): Promise<never> =>
          new Promise((_resolve, reject) => {
            flight.begin("id");
            flight.wrote();
            flight.addEventListener("abort", () => {
              reject(callError(flight.reason === "TIMED_OUT" ? "TIMED_OUT" : "CANCELED", { outcome: "unknown" }));
            });
          });
        const work = { maxAttempts: 1, timeout: 1_000, send, ...(remove !== undefined && { remove }) };
        for (const count of [1, 2, 3, 4, 5]) {
          // Each with a login of its own: one that has never succeeded is not tried by many at once.
          const credentials = (): GuestCredentials => ({ ...CREDENTIALS, user_name: `worker-${count}` });
          const failed = errorOf(runWork(pool, new Job(), { ...work, vm: `vm-${count}`, credentials }));
          await clock.tickAsync(1_000);
          assert.equal((await failed).code, "TIMED_OUT");
          assert.equal(pool.breaker.isOpen, count === 5, `after ${count}`);
        }
      } finally {
        clock.restore();
      }
    });
  }

  it("does not come of a reset", async () => {
    const pool = poolOf(stubClient());
    for (let count = 0; count < 5; count += 1) {
      const job = new Job();
      const failed = errorOf(runWork(pool, job, { vm: `vm-${count}` }));
      await turns();
      job.end("RESET");
      await failed;
    }
    assert.equal(pool.breaker.isOpen, false);
  });
});
