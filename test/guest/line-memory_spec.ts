import assert from "node:assert/strict";
import { queryObjects } from "node:v8";
import { Job } from "../../src/guest/job";
import { Entry } from "../../src/guest/line";
import type { Pool } from "../../src/guest/pool";
import type { Turn } from "../../src/guest/turn";
import { poolOf, stubClient, turns } from "./stubs";

/** What a message brings along, as far as a queue sees it. */
class Patience {
  readonly queueTimeout = Infinity;
  readonly timeout = 60_000;
}

/** Other specs leave jobs behind. */
class OwnJob extends Job {}

/** How many are in memory. Collects garbage first. */
const alive = (kind: new (...args: never[]) => object): number => queryObjects(kind, { format: "count" });

/** In a frame of its own, which would keep what it has seen. */
async function waitedInVain(pool: Pool, count: number): Promise<void> {
  const jobs = Array.from({ length: count }, () => new OwnJob());
  const ended = Promise.allSettled(jobs.map(async (job) => pool.turns.turn(job, "vm-42", new Patience())));
  assert.equal(pool.turns.waiting, count);
  jobs.forEach((job) => {
    job.end("RESET");
  });
  await ended;
}

describe("the memory for those who wait for a turn", () => {
  it("holds nothing of 1,000 jobs that ended while they waited behind a long one", async () => {
    const pool = poolOf(stubClient());
    await pool.turns.turn(new Job(), "vm-42", new Patience());
    await waitedInVain(pool, 1_000);
    await turns();
    assert.equal(pool.turns.waiting, 0);
    const left = alive(OwnJob) + alive(Patience);
    assert.ok(left <= 2, `${left} are left`);
  }).timeout(60_000);

  it("holds nothing of those who had their turn although the line never becomes empty", async () => {
    const before = alive(Entry);
    const pool = poolOf(stubClient());
    const next = (): Promise<Turn> => Promise.resolve(pool.turns.turn(new Job(), "vm-42", new Patience()));
    let turn = next();
    let behind = next();
    for (let index = 0; index < 1_000; index += 1) {
      const last = next();
      (await turn).end();
      turn = behind;
      behind = last;
    }
    assert.equal(pool.turns.waiting, 1);
    const left = alive(Entry) - before;
    assert.ok(left < 500, `${left} are left`);
  }).timeout(60_000);
});
