import assert from "node:assert/strict";
import { type HostileLab, PLACES } from "../support/hostile-lab";
import type { Call, Misdeed } from "../support/hostile-server";

/** What a user is told of a misdeed. */
export interface Expected {
  readonly code: string;
  readonly subject: string;
  readonly retryable: boolean;
}

export const senseless: Expected = { code: "ERROR", subject: "server", retryable: false };
export const late: Expected = { code: "TIMED_OUT", subject: "server", retryable: true };
export const lost: Expected = { code: "RESOURCE_INACCESSIBLE", subject: "network", retryable: true };

type Test = (place: Call, misdeed: Misdeed) => Promise<void>;

/** A test for each misdeed at each of these calls. */
export function each(misdeeds: Readonly<Record<string, Misdeed>>, test: Test, places: readonly Call[] = PLACES): void {
  for (const place of places) {
    for (const [what, misdeed] of Object.entries(misdeeds)) {
      it(`with ${what} at the ${place}`, () => test(place, misdeed));
    }
  }
}

/** One error, and the next message works. */
export function one(lab: HostileLab, expected: Expected): Test {
  return async (place, misdeed) => {
    const { code, cause, message } = await lab.failure(place, misdeed);
    const outcome = place === "create" ? "unknown" : "not_done";
    const facts = [code, cause.subject, cause.outcome, cause.retryable];
    assert.deepEqual(facts, [expected.code, expected.subject, outcome, expected.retryable], message);
    assert.doesNotMatch(message, /unexpected error/);
    await lab.assertNextWorks(place);
  };
}
