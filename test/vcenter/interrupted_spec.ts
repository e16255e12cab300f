import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import { Interrupted, interruptible, interruption, limited, settled } from "../../src/vcenter/interrupted";

describe("a promise that a signal interrupts", () => {
  it("gives its value, or throws its error, and leaves the signal alone", async () => {
    const { signal } = new AbortController();
    assert.equal(await interruptible(Promise.resolve(1), signal), 1);
    await assert.rejects(interruptible(Promise.reject(new Error("no")), signal), /no/);
    assert.deepEqual(getEventListeners(signal, "abort"), []);
  });

  for (const reason of ["TIMED_OUT", "RESET", "CLOSED"] as const) {
    it(`ends at once with ${reason} when the signal comes first`, async () => {
      const controller = new AbortController();
      const waiting = interruptible(new Promise(() => undefined), controller.signal);
      controller.abort(reason);
      await assert.rejects(
        waiting,
        (error) => error instanceof Interrupted && error.reason === reason && !error.written,
      );
    });
  }

  it("ends at once if the signal has come already, and leaves no rejection unhandled", async () => {
    const failing = Promise.reject(new Error("later"));
    await assert.rejects(interruptible(failing, AbortSignal.abort("TIMED_OUT")), Interrupted);
  });

  it("takes any other reason for a close", () => {
    assert.equal(interruption(AbortSignal.abort()), "CLOSED");
  });
});

describe("waiting with limits", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => {
    clock.restore();
  });

  it("ends when all promises have settled, whatever they gave, and leaves no timer behind", async () => {
    await settled([Promise.resolve(1), Promise.reject(new Error("no"))], 1000);
    assert.equal(clock.countTimers(), 0);
  });

  it("ends at its limit while a promise is still pending", async () => {
    let ended = false;
    const waiting = settled([new Promise(() => undefined)], 1000).then(() => (ended = true));
    await clock.tickAsync(999);
    assert.equal(ended, false);
    await clock.tickAsync(1);
    assert.equal(ended, true);
    await waiting;
  });

  it("tells work by its signal that its time has passed", async () => {
    const work = (signal: AbortSignal): Promise<unknown> => interruptible(new Promise(() => undefined), signal);
    const waiting = assert.rejects(
      limited(1000, work),
      (error) => error instanceof Interrupted && error.reason === "TIMED_OUT",
    );
    await clock.tickAsync(1000);
    await waiting;
  });

  it("leaves no timer behind when work ends in time", async () => {
    assert.equal(await limited(1000, () => Promise.resolve("done")), "done");
    await assert.rejects(
      limited(1000, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(clock.countTimers(), 0);
  });
});
