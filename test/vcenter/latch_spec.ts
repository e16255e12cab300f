import assert from "node:assert/strict";
import sinon from "sinon";
import { VCenterError } from "../../src/vcenter/error";
import { Latch, notBefore } from "../../src/vcenter/latch";
import { refused } from "./fake-sessions";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");

describe("a latch", () => {
  let clock: sinon.SinonFakeTimers;
  let latch: Latch;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ["performance", "Date"] });
    latch = new Latch();
  });
  afterEach(() => {
    clock.restore();
  });

  const pass = (): void => {
    latch.pass();
  };
  const check = (): void => {
    latch.check();
  };
  const holds = (): void => {
    assert.throws(check, VCenterError);
    assert.throws(pass, VCenterError);
  };

  it("lets everybody pass as long as nothing was refused", () => {
    pass();
    pass();
    check();
    assert.equal(latch.isHolding, false);
  });

  it("holds from a refusal on until its time is over, then lets one pass", () => {
    latch.set(refused(), 300_000);
    holds();
    clock.tick(299_999);
    holds();
    assert.equal(latch.isHolding, true);
    clock.tick(1);
    check();
    check();
    assert.equal(latch.isHolding, true);
    pass();
    assert.equal(latch.isHolding, false);
    holds();
    clock.tick(86_400_000);
    holds();
  });

  it("holds anew when the try was refused, for the time of that refusal", () => {
    latch.set(refused(), 1_000);
    clock.tick(1_000);
    pass();
    latch.set(refused(), 2_000);
    assert.equal(latch.isHolding, true);
    clock.tick(1_999);
    holds();
    clock.tick(1);
    pass();
    holds();
  });

  it("lets everybody pass when the try went well", () => {
    latch.set(refused(), 1_000);
    clock.tick(1_000);
    pass();
    latch.clear();
    pass();
    pass();
    assert.equal(latch.isHolding, false);
  });

  it("lets the next one try at once when a try told nothing", () => {
    latch.set(refused(), 1_000);
    clock.tick(1_000);
    pass();
    latch.undecided();
    assert.equal(latch.isHolding, true);
    pass();
    holds();
  });

  it("does not open early when somebody says that a try told nothing", () => {
    latch.set(refused(), 1_000);
    latch.undecided();
    holds();
  });

  it("gives the refusal back as it was, with the time of the next try", () => {
    const cause = { subject: "session", outcome: "not_done", retryable: false, status: 401, data: { a: 1 } } as const;
    const error = latch.set(new VCenterError("It was refused.", "UNAUTHENTICATED", cause), 300_000);
    const retryAt = "2026-01-02T03:09:05.000Z";
    assert.deepEqual(error.toJSON(), {
      message: `It was refused. It is not tried again before ${retryAt.replace(".000Z", "Z")}, unless it is corrected or a deploy restarts the connection.`,
      code: "UNAUTHENTICATED",
      cause: { ...cause, data: { a: 1, retryAt } },
    });
    clock.tick(1_000);
    assert.throws(pass, (thrown) => thrown === error);
    assert.throws(check, (thrown) => thrown === error);
  });

  it("does not mind a wall clock that jumps", () => {
    latch.set(refused(), 300_000);
    clock.setSystemTime(NOW + 86_400_000);
    holds();
    clock.setSystemTime(NOW - 86_400_000);
    clock.tick(300_000);
    pass();
  });
});

describe("the sentence on the next try", () => {
  const cause = { subject: "session", outcome: "not_done", retryable: false } as const;

  it("names its time", () => {
    assert.equal(notBefore({ ...cause, data: { retryAt: "T" } }), " It is not tried again before T, unless it is corrected or a deploy restarts the connection.");
  });

  it("is empty without one", () => {
    assert.equal(notBefore(cause), "");
    assert.equal(notBefore({ ...cause, data: { retryAt: 5 } }), "");
  });
});
