import type { NodeAPI } from "node-red";
import { settled } from "../../vcenter/interrupted";
import { type Answer, answer, refused } from "../admin-answer";
import { askedLogins } from "../login-tries";
import type { Pools } from "../pools";
import { ConnectionTest } from "./connection-test";
import { Deadline } from "./deadline";
import { runningTestOf } from "./running-test";
import { testRequest } from "./test-request";

/** Milliseconds from the click: for the steps, and until the answer, whatever is still being removed or logged out. */
export interface TestTimes {
  readonly steps: number;
  readonly answer: number;
}

export const TEST_TIMES: TestTimes = { steps: 25_000, answer: 30_000 };

/** Lets the editor's user test a connection as its open dialog shows it, one at a time in the whole runtime. */
export function offerConnectionTest(RED: NodeAPI, pools: Pools, times: TestTimes): void {
  RED.httpAdmin.post("/vcenter-guest/connection/test", RED.auth.needsPermission("vcenter-connection.write"), (request, reply) => {
    // A form of another site cannot send JSON without being asked.
    void answer(reply, () => (request.is("json") === false ? refused(415, "The request must be JSON.") : tested(request.body)));
  });

  async function tested(body: unknown): Promise<Answer> {
    const request = testRequest(body);
    const running = runningTestOf(RED);
    if (running.isUnderWay) {
      return refused(409, "A test of a connection is under way, or waits for a late answer of vCenter. Wait for its end.");
    }
    const deadline = new Deadline(times.steps, (text) => RED.log.warn(text));
    const test = new ConnectionTest(RED, request, { pools, asked: askedLogins.of(RED) }, deadline);
    await settled([running.of(test)], times.answer);
    return { status: 200, body: { ok: test.report.isOk, steps: test.report.steps } };
  }
}
