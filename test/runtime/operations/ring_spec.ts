import assert from "node:assert/strict";
import sinon from "sinon";
import { Ring } from "../../../src/runtime/operations/ring";

const BUCKET_MS = 15_000;

describe("what is counted over 15 minutes", () => {
  let clock: sinon.SinonFakeTimers;
  let ring: Ring;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["performance"] });
    ring = new Ring();
  });
  afterEach(() => clock.restore());

  function count(times: number): void {
    for (let index = 0; index < times; index += 1) {
      ring.count();
    }
  }
  const sum = (): number => ring.counts.reduce((all, one) => all + one, 0);

  it("stands in steps of 15 s, the oldest first", () => {
    count(2);
    clock.tick(BUCKET_MS);
    count(3);
    clock.tick(BUCKET_MS * 2);
    count(1);

    assert.equal(ring.counts.length, 60);
    assert.deepEqual(ring.counts.slice(-4), [2, 3, 0, 1]);
    assert.equal(sum(), 6);
  });

  it("is forgotten after 15 minutes, also when nothing happens meanwhile", () => {
    count(2);
    clock.tick(BUCKET_MS * 59);
    assert.equal(ring.counts[0], 2);
    clock.tick(BUCKET_MS);
    assert.equal(sum(), 0);
    count(5);
    clock.tick(BUCKET_MS * 1_000);
    assert.equal(sum(), 0);
  });
});
