import assert from "node:assert/strict";
import sinon from "sinon";
import { Line, Entry } from "../../src/guest/line";

const PATIENCE = { queueTimeout: Infinity, timeout: 60_000 };

describe("the line of a VM", () => {
  let line: Line<string>;
  const resolve = sinon.stub<[string]>();
  const reject = sinon.stub<[unknown]>();
  beforeEach(() => {
    line = new Line("vm-42");
    resolve.reset();
    reject.reset();
  });

  function add(arrived: number): Entry<string> {
    const entry = new Entry(line, arrived, PATIENCE, resolve, reject);
    line.add(entry);
    return entry;
  }

  it("is idle while nobody waits and nobody has the turn", () => {
    assert.equal(line.isIdle, true);
    const entry = add(1);
    assert.equal(line.isIdle, false);
    entry.leave();
    assert.equal(line.isIdle, true);
    line.turns = 1;
    assert.equal(line.isIdle, false);
  });

  it("has the one first who came first, until it leaves", () => {
    const [one, two, three] = [add(1), add(2), add(3)];
    assert.equal(line.first(), one);
    assert.equal(line.first(), one);
    two.leave();
    one.give("turn");
    assert.equal(line.first(), three);
    three.fail(new Error("no"));
    assert.equal(line.first(), undefined);
    const four = add(4);
    assert.equal(line.first(), four);
  });

  it("has those first who had the turn before, in their order", () => {
    const [one, two] = [add(1), add(2)];
    const [three, four] = [3, 4].map((arrived) => new Entry(line, arrived, PATIENCE, resolve, reject)) as [Entry<string>, Entry<string>];
    line.addReturning(three);
    line.addReturning(four);
    assert.deepEqual([line.waiting, line.all()], [4, [three, four, one, two]]);
    for (const entry of [three, four, one, two]) {
      assert.equal(line.first(), entry);
      entry.give("turn");
    }
    assert.deepEqual([line.waiting, line.first()], [0, undefined]);
  });

  it("tells all who wait, and how many, however the others left", () => {
    const entries = [add(1), add(2), add(3), add(4)];
    entries[0]?.give("turn");
    entries[1]?.leave();
    entries[2]?.fail(new Error("no"));
    assert.deepEqual([line.waiting, line.all()], [1, [entries[3]]]);
    assert.equal(line.first(), entries[3]);
  });

  it("tells an entry once how its waiting ended", () => {
    const failure = new Error("no");
    const [given, failed, left] = [add(1), add(2), add(3)];
    given.give("turn");
    failed.fail(failure);
    left.leave();
    for (const entry of [given, failed, left]) {
      entry.give("again");
      entry.fail(new Error("again"));
      entry.leave();
      assert.equal(entry.isWaiting, false);
    }
    sinon.assert.calledOnceWithExactly(resolve, "turn");
    sinon.assert.calledOnceWithExactly(reject, failure);
    assert.equal(line.waiting, 0);
  });
});
