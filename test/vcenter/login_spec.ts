import assert from "node:assert/strict";
import sinon from "sinon";
import type { Interruption } from "../../src/vcenter/interrupted";
import { Login } from "../../src/vcenter/login";
import { endless, Held } from "./fake-sessions";

/** A signal that a test ends. */
function job(): { readonly signal: AbortSignal; readonly end: (reason: Interruption) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    end: (reason) => {
      controller.abort(reason);
    },
  };
}

describe("a login that many wait for", () => {
  let clock: sinon.SinonFakeTimers;
  let tries: Held<string>[];
  let login: Login<string>;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    tries = [];
    login = new Login(() => {
      const held = new Held<string>();
      tries.push(held);
      return held.promise;
    });
  });
  afterEach(() => {
    clock.restore();
  });

  async function timedOut(): Promise<void> {
    const { signal, end } = job();
    const joined = login.join(signal);
    end("TIMED_OUT");
    await assert.rejects(joined, { reason: "TIMED_OUT" });
  }

  it("is tried once", async () => {
    const all = Promise.all([login.join(endless()), login.join(endless())]);
    tries[0]!.resolve("token");
    assert.deepEqual([await all, tries.length], [["token", "token"], 1]);
  });

  it("is tried again beside a try that has been silent for 30 s, and again, four times at most", async () => {
    const waits = login.join(endless());
    const counts: number[] = [];
    for (const seconds of [29, 1, 30, 30, 30, 300]) {
      await clock.tickAsync(seconds * 1_000);
      counts.push(tries.length);
    }
    assert.deepEqual(counts, [1, 2, 3, 4, 4, 4]);
    tries[1]!.resolve("second");
    assert.equal(await waits, "second");
  });

  it("is not tried again where nobody waits any more, until somebody does", async () => {
    const { signal, end } = job();
    const joined = login.join(signal);
    end("RESET");
    await assert.rejects(joined, { reason: "RESET" });
    await clock.tickAsync(60_000);
    assert.equal(tries.length, 1);
    void login.join(endless());
    assert.equal(tries.length, 2);
  });

  it("is tried anew by the next who comes after a try has outlived a deadline, four times at most", async () => {
    for (let count = 0; count < 6; count += 1) {
      await timedOut();
    }
    assert.equal(tries.length, 4);
    assert.equal([...login.tries].length, 4);
    tries[0]!.reject(new Error("given up"));
    await clock.tickAsync(0);
    await timedOut();
    assert.equal(tries.length, 5);
  });

  it("fails with the newest try, not with an older one", async () => {
    await timedOut();
    const waits = login.join(endless());
    tries[0]!.reject(new Error("old"));
    await clock.tickAsync(0);
    tries[1]!.reject(new Error("new"));
    await assert.rejects(waits, { message: "new" });
    const next = login.join(endless());
    tries[2]!.resolve("token");
    assert.equal(await next, "token");
  });

  it("goes on alone where a further try is not allowed", async () => {
    let isAllowed = true;
    const held = new Held<string>();
    login = new Login(() => {
      if (!isAllowed) {
        throw new Error("refused earlier");
      }
      isAllowed = false;
      return held.promise;
    });
    const waits = login.join(endless());
    await clock.tickAsync(60_000);
    held.resolve("token");
    assert.equal(await waits, "token");
  });

  it("keeps no timer when it has ended", async () => {
    const waits = login.join(endless());
    tries[0]!.resolve("token");
    await waits;
    assert.equal(clock.countTimers(), 0);
  });
});
