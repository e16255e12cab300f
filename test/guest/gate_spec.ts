import assert from "node:assert/strict";
import sinon from "sinon";
import { Gate } from "../../src/guest/gate";
import { Job } from "../../src/guest/job";
import { Interrupted } from "../../src/vcenter/interrupted";
import { turns } from "./stubs";

describe("a gate", () => {
  let limit: number;
  let gate: Gate;
  let inside: number[];
  beforeEach(() => {
    limit = 2;
    gate = new Gate(() => limit);
    inside = [];
  });

  function come(number: number, job = new Job()): Promise<unknown> {
    return gate.enter(job).then(() => inside.push(number));
  }

  it("lets in as many as its limit says, the others as they came", async () => {
    [1, 2, 3, 4, 5].forEach((number) => void come(number));
    await turns();
    assert.deepEqual([inside, gate.isFree], [[1, 2], false]);
    gate.leave();
    await turns();
    assert.deepEqual(inside, [1, 2, 3]);
    gate.leave();
    gate.leave();
    await turns();
    assert.deepEqual(inside, [1, 2, 3, 4, 5]);
    gate.leave();
    assert.equal(gate.isFree, true);
  });

  it("is not free while somebody waits, although there is room", () => {
    limit = 0;
    void come(1);
    limit = 1;
    assert.equal(gate.isFree, false);
  });

  it("lets in more when its limit has risen, and nobody while it has fallen", async () => {
    [1, 2, 3, 4].forEach((number) => void come(number));
    limit = 3;
    gate.admit();
    await turns();
    assert.deepEqual(inside, [1, 2, 3]);
    limit = 1;
    gate.leave();
    gate.leave();
    await turns();
    assert.deepEqual(inside, [1, 2, 3]);
    gate.leave();
    await turns();
    assert.deepEqual(inside, [1, 2, 3, 4]);
  });

  it("passes over who has ended while waiting", async () => {
    void come(1);
    void come(2);
    const job = new Job();
    const ended = assert.rejects(come(3, job), Interrupted);
    void come(4);
    job.end("TIMED_OUT");
    await ended;
    gate.leave();
    await turns();
    assert.deepEqual(inside, [1, 2, 4]);
  });

  it("tells each time that somebody has left, and is free for others only when nobody waits", async () => {
    const freed = sinon.spy(() => gate.isFree);
    gate = new Gate(() => limit, freed);
    [1, 2, 3].forEach((number) => void come(number));
    gate.leave();
    gate.leave();
    await turns();
    assert.deepEqual([inside, freed.returnValues], [[1, 2, 3], [false, true]]);
  });
});
