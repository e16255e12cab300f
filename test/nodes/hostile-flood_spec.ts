import assert from "node:assert/strict";
import { held, hostileSuite, rise } from "../support/hostile-lab";
import { EMPTY_FLOODS, FLOODS, says } from "../support/hostile-misdeeds";
import { answer, type Call, type Misdeed } from "../support/hostile-server";
import { each, type Expected, late, one, senseless } from "./hostile-rows";

const MIB = 1024 * 1024;

/** What may be in use more than before: 8 MiB of an answer, and what both ends of the connection have under way. */
const MOST_BYTES = 64 * MIB;

/** What may still be in use when the message has ended. */
const KEPT_BYTES = 4 * MIB;

/** Buffers are given back some turns of the event loop after they are found to be unused. */
async function assertReleased(bytes: number): Promise<void> {
  for (let turns = 0; turns < 50 && held() > bytes; turns += 1) {
    await new Promise(setImmediate);
  }
  assert.ok(held() <= bytes);
}

hostileSuite(
  "a server that floods gives one error, in bounded memory",
  (lab) => {
    function bounded(expected: Expected): (place: Call, misdeed: Misdeed) => Promise<void> {
      return async (place, misdeed) => {
        const rose = await rise(() => one(lab, expected)(place, misdeed));
        assert.ok(rose < MOST_BYTES, `${rose} bytes`);
      };
    }

    each(FLOODS, bounded(senseless));
    // Each takes the whole timeout; what reads the answer is the same for all calls.
    const [[what, misdeed] = ["", says()]] = Object.entries(EMPTY_FLOODS);
    each(EMPTY_FLOODS, bounded(late), ["create"]);
    each({ [what]: misdeed }, bounded(late), ["login", "list"]);

    const text = (bytes: number): string => {
      const messages = [{ id: "x.y", default_message: "n".repeat(bytes), args: ["n"] }];
      return answer(500, JSON.stringify({ error_type: "ERROR", messages }));
    };

    for (const [what, misdeed, isTooLarge] of [
      ["10 MB, more than is read", says(text(10_000_000)), true],
      ["7 MB, which is read", says(text(7_000_000)), false],
    ] as const) {
      for (const place of ["login", "list", "create"] as const) {
        it(`with an error text of ${what}, at the ${place}`, async () => {
          const before = held();
          const { code, message, cause } = await lab.failure(place, misdeed);
          assert.deepEqual([code, cause.messages === undefined], ["ERROR", isTooLarge]);
          assert.equal(/larger than 8 MiB/.test(message), isTooLarge);
          await lab.assertNextWorks(place);
          await assertReleased(before + KEPT_BYTES);
        });
      }
    }
  },
  { timeout: 2_500, majors: "one" },
);
