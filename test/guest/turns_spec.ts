import assert from "node:assert/strict";
import { Job } from "../../src/guest/job";
import { Pool } from "../../src/guest/pool";
import { Turn } from "../../src/guest/turn";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Later, stubClient, turns } from "./stubs";

const PATIENCE = { queueTimeout: Infinity, timeout: 60_000 };

describe("turns", () => {
  let limits: { maxConcurrent: number; maxConcurrentPerVm: number };
  let pool: Pool;
  let given: string[];
  let held: Map<string, Turn>;
  beforeEach(() => {
    limits = { maxConcurrent: 100, maxConcurrentPerVm: 1 };
    pool = new Pool(stubClient(), "vcenter.example.com:443", () => limits);
    given = [];
    held = new Map();
  });

  /** Several, like `a1 a2 b1`: the letter is the VM. */
  async function come(names: string): Promise<void> {
    for (const name of names.split(" ")) {
      void Promise.resolve(pool.turns.turn(new Job(), name.charAt(0), PATIENCE)).then((turn) => {
        given.push(name);
        held.set(name, turn);
      });
    }
    await turns();
  }

  async function end(...names: string[]): Promise<void> {
    for (const name of names) {
      held.get(name)?.end();
      await turns();
    }
  }

  const order = (): string => given.join(" ");

  it("are given first in, first out for each VM, one at a time", async () => {
    await come("a1 a2 b1 a3 b2");
    assert.equal(order(), "a1 b1");
    await end("a1");
    assert.equal(order(), "a1 b1 a2");
    await end("b1", "a2");
    assert.equal(order(), "a1 b1 a2 b2 a3");
    assert.equal(pool.turns.waiting, 0);
  });

  it("go round robin over the VMs that wait: thousands for one VM do not hold up another", async () => {
    limits.maxConcurrent = 1;
    await come("a1 a2 a3 a4 b1 b2 c1");
    assert.equal(pool.turns.waiting, 6);
    await end("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    assert.equal(order(), "a1 b1 c1 a2 b2 a3 a4");
  });

  it("are given to who waits for a VM as soon as more may have its turn", async () => {
    await come("a1 a2 a3");
    limits.maxConcurrentPerVm = 2;
    pool.turns.changed();
    await turns();
    assert.equal(order(), "a1 a2");
  });

  it("are given to as many at once as VM and pool allow", async () => {
    Object.assign(limits, { maxConcurrent: 3, maxConcurrentPerVm: 2 });
    await come("a1 a2 a3 b1 b2");
    assert.equal(order(), "a1 a2 b1");
    await end("a1");
    assert.equal(order(), "a1 a2 b1 b2");
  });

  it("are given to more when the limit of the pool has risen", async () => {
    limits.maxConcurrent = 1;
    await come("a1 b1 c1 d1");
    limits.maxConcurrent = 3;
    pool.turns.changed();
    await turns();
    assert.equal(order(), "a1 b1 c1");
  });

  it("are kept without a slot, which another VM has meanwhile", async () => {
    limits.maxConcurrent = 1;
    await come("a1 b1 a2");
    const turn = held.get("a1")!;
    turn.rest();
    turn.rest();
    await turns();
    assert.equal(order(), "a1 b1");
    const again = turn.takeSlot(new Job()).then(() => given.push("a1 again"));
    await turns();
    assert.equal(order(), "a1 b1");
    await end("b1");
    await again;
    assert.equal(order(), "a1 b1 a1 again");
    await end("a1");
    assert.equal(order(), "a1 b1 a1 again a2");
  });

  it("give a slot rather to one who has the turn already than to a new one", async () => {
    limits.maxConcurrent = 1;
    await come("a1 b1 c1");
    held.get("a1")!.rest();
    await turns();
    void held.get("a1")!.takeSlot(new Job()).then(() => given.push("a1 again"));
    await end("b1");
    assert.equal(order(), "a1 b1 a1 again");
  });

  it("are kept until what a request left behind has settled", async () => {
    await come("a1 a2");
    const late = new Later<void>();
    held.get("a1")!.keep(late.promise);
    await end("a1");
    assert.equal(order(), "a1");
    late.resolve();
    await turns();
    assert.equal(order(), "a1 a2");
  });

  it("pass over who has ended, also when its line is empty by that", async () => {
    limits.maxConcurrent = 1;
    await come("a1");
    const jobs = [new Job(), new Job()];
    const ended = jobs.map((job, index) =>
      assert.rejects(async () => pool.turns.turn(job, index === 0 ? "a" : "b", PATIENCE), Interrupted),
    );
    await come("a2 c1");
    jobs.forEach((job) => {
      job.end("RESET");
    });
    await Promise.all(ended);
    assert.equal(pool.turns.waiting, 2);
    await end("a1");
    await come("b1");
    await end("c1", "a2", "b1");
    assert.equal(order(), "a1 c1 a2 b1");
  });

  it("let the event loop go on, also while they go through thousands of jobs that end at once", async () => {
    let ended = 0;
    for (let index = 0; index < 2_000; index += 1) {
      void Promise.resolve(pool.turns.turn(new Job(), `vm-${index % 7}`, PATIENCE)).then((turn) => {
        ended += 1;
        turn.end();
      });
    }
    let most = 0;
    while (ended < 2_000) {
      const before = ended;
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, ended - before);
    }
    assert.ok(most <= 200, `${most} in one turn of the event loop`);
    assert.equal(pool.turns.waiting, 0);
  });

  for (const perVm of [1, 2]) {
    it(`are not given to more than ${perVm} at once where who waited for a VM has ended, and then the limits changed`, async () => {
      limits = { maxConcurrent: 1, maxConcurrentPerVm: perVm };
      await come("b1");
      const ended = new Job();
      void Promise.resolve(pool.turns.turn(ended, "a", PATIENCE)).catch(() => undefined);
      await turns();
      ended.end("RESET");
      await turns();
      pool.turns.changed();
      await come("a1");
      await end("b1");
      limits.maxConcurrent = 10;
      pool.turns.changed();
      await come("a2 a3 a4");
      assert.equal(given.filter((name) => name.startsWith("a")).length, perVm);
    });
  }

  it("of a VM last as long as what outlives a job that works within one", async () => {
    await come("a1 a2");
    const outer = held.get("a1")!;
    const inner = Turn.within(pool.turns.slots, outer);
    const late = new Later<undefined>();
    inner.keep(late.promise);
    inner.end();
    await end("a1");
    assert.equal(order(), "a1");
    late.resolve(undefined);
    await turns();
    assert.equal(order(), "a1 a2");
  });

  it("are not given to a job that has ended", () => {
    const job = new Job();
    job.end("CLOSED");
    assert.throws(() => pool.turns.turn(job, "a", PATIENCE), Interrupted);
  });
});
