import type { NodeAPI } from "node-red";
import { settled } from "../../vcenter/interrupted";
import { type Answer, answer, refused } from "../admin-answer";
import type { Pools } from "../pools";
import { ConnectionTest } from "./connection-test";
import { Deadline } from "./deadline";
import { RefusedTests } from "./refused-tests";
import { testRequest } from "./test-request";

/** Milliseconds from the click: for the steps, and until the answer, whatever is still being removed or logged out. */
export interface TestTimes {
  readonly steps: number;
  readonly answer: number;
}

export const TEST_TIMES: TestTimes = { steps: 25_000, answer: 30_000 };

/** SSO locks an account after 5 refusals within 180 s by default; guests often count for longer. */
const LOGIN_COUNTS_MS = 300_000;
const GUEST_LOGIN_COUNTS_MS = 15 * 60_000;

/** Lets the editor's user test a connection as its open dialog shows it. */
export function offerConnectionTest(RED: NodeAPI, pools: Pools, times: TestTimes): void {
  const others = {
    pools,
    refusedLogins: new RefusedTests("session", LOGIN_COUNTS_MS),
    refusedGuestLogins: new RefusedTests("guest-login", GUEST_LOGIN_COUNTS_MS),
  };
  const running = new Set<string>();
  RED.httpAdmin.post("/vcenter-guest/connection/test", RED.auth.needsPermission("vcenter-connection.write"), (request, reply) => {
    void answer(reply, () => tested(request.body));
  });

  async function tested(body: unknown): Promise<Answer> {
    const request = testRequest(RED, body);
    const { id } = request.def;
    if (running.has(id)) {
      return refused(409, "A test of this connection is under way. Wait for its end.");
    }
    running.add(id);
    const test = new ConnectionTest(RED, request, others);
    const deadline = new Deadline(times.steps, (text) => RED.log.warn(text));
    const ending = test.run(deadline).finally(() => running.delete(id));
    await settled([ending], times.answer);
    return { status: 200, body: { ok: test.report.isOk, steps: test.report.steps } };
  }
}
