import assert from "node:assert/strict";
import sinon from "sinon";
import type { Job } from "../../src/guest/job";
import { registerAction } from "../../src/runtime/action-node";
import { connectionOf } from "../../src/runtime/connection-nodes";
import { queueFull, queueLimit } from "../../src/runtime/queue-limit";
import type { VCenterError } from "../../src/vcenter/error";
import { FakeRed } from "./fake-red";

describe("the queue limit of an action node", () => {
  const rows: readonly (readonly [own: number, most: unknown, limit: number])[] = [
    [100, undefined, 100],
    [100, 50, 50],
    [100, 200, 100],
    [100, 0, 100],
    [100, -1, 100],
    [100, 0.5, 100],
    [100, NaN, 100],
    [100, "50", 100],
    [100, null, 100],
  ];
  for (const [own, most, limit] of rows) {
    it(`${own} of its connection, ${JSON.stringify(most)} of Node-RED: ${limit}`, () => {
      const red = new FakeRed();
      red.settings.nodeMessageBufferMaxLength = most;
      red.connect({ queueLimit: own });
      assert.equal(queueLimit(red.api, connectionOf(red.api, "connection-1")), limit);
    });
  }

  it("tells by an error what to do", () => {
    const { code, cause, message } = queueFull(5);
    assert.equal(code, "UNABLE_TO_ALLOCATE_RESOURCE");
    assert.deepEqual(cause, { subject: "queue", outcome: "not_done", retryable: true });
    assert.match(message, /: 5 messages wait\. .*"Queue limit"/);
  });

  it("counts those who have not begun or whose program runs, whatever became of the others", async () => {
    const red = new FakeRed();
    red.connect({ queueLimit: 2 });
    const jobs: Job[] = [];
    registerAction(red.api, "action", async ({ job }) => {
      jobs.push(job);
      await job.until(new Promise<never>(() => undefined));
      return { payload: 1 };
    });
    const node = red.create("action", { connection: "connection-1" });
    const done = sinon.stub<[VCenterError]>();
    const send = async (count: number): Promise<string[]> => {
      done.resetHistory();
      for (let index = 0; index < count; index += 1) {
        node.emit("input", {}, sinon.stub(), done);
      }
      await new Promise(setImmediate);
      return done.args.map(([{ code }]) => code);
    };

    assert.deepEqual(await send(4), ["UNABLE_TO_ALLOCATE_RESOURCE", "UNABLE_TO_ALLOCATE_RESOURCE"]);
    assert.equal(jobs.length, 2);
    jobs[0]!.phase = "running";
    assert.deepEqual(await send(2), ["UNABLE_TO_ALLOCATE_RESOURCE"]);
    jobs[1]!.end("TIMED_OUT");
    await new Promise(setImmediate);
    jobs[0]!.phase = "apart";
    assert.deepEqual(await send(1), ["UNABLE_TO_ALLOCATE_RESOURCE"]);
    jobs[0]!.phase = "running";
    assert.deepEqual(await send(2), ["UNABLE_TO_ALLOCATE_RESOURCE"]);
    await new Promise((resolve) => node.emit("close", resolve));
  });
});
