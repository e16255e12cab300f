import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import fc from "fast-check";
import sinon from "sinon";
import { checkExpiry } from "../../src/guest/saml-expiry";
import { VCenterError } from "../../src/vcenter/error";

const END = "2026-01-01T12:00:00.000Z";
const assertion = (end: string): string =>
  `<?xml version="1.0"?><saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"><saml2:Subject>` +
  `<saml2:SubjectConfirmationData NotOnOrAfter="2020-01-01T00:00:00Z"/></saml2:Subject>` +
  `<saml2:Conditions NotBefore="2025-12-31T00:00:00.000Z" NotOnOrAfter="${end}"/></saml2:Assertion>`;

/** False if it is refused, which is the only way it may end but one. */
function isTaken(token: string | undefined): boolean {
  try {
    checkExpiry({ interactive_session: false, type: "SAML_BEARER_TOKEN", ...(token !== undefined && { saml_token: token }) });
    return true;
  } catch (error) {
    assert.ok(error instanceof VCenterError, String(error));
    assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["UNAUTHENTICATED", "guest-login", "not_done"]);
    assert.ok(token === undefined || token.length < 50 || !error.message.includes(token));
    return false;
  }
}

describe("a SAML token", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => clock.restore());

  const FORMS: [title: string, token: (end: string) => string][] = [
    ["as XML", assertion],
    ["in base64", (end) => Buffer.from(assertion(end)).toString("base64")],
    ["without a prefix, in several lines, with other quotes", (end) => `<Conditions\n\tNotOnOrAfter = '${end}'\n>`],
  ];
  for (const [title, token] of FORMS) {
    it(`${title} is sent until its time is over, not longer`, () => {
      clock.setSystemTime(Date.parse(END) - 1);
      assert.equal(isTaken(token(END)), true);
      clock.setSystemTime(Date.parse(END));
      assert.equal(isTaken(token(END)), false);
    });
  }

  it("tells when it expired", () => {
    clock.setSystemTime(Date.parse(END));
    const check = (): void => {
      checkExpiry({ interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: assertion(END) });
    };
    assert.throws(check, /^The SAML token of the guest login expired at 2026-01-01T12:00:00\.000Z\. /);
  });

  for (const zone of ["Asia/Tokyo", "America/New_York"]) {
    it(`that names no time zone ends in UTC, also where Node-RED runs in ${zone}`, () => {
      const { TZ } = process.env;
      process.env.TZ = zone;
      try {
        clock.setSystemTime(Date.parse(END) - 1);
        assert.equal(isTaken(assertion("2026-01-01T12:00:00")), true);
        clock.setSystemTime(Date.parse(END));
        assert.equal(isTaken(assertion("2026-01-01T12:00:00")), false);
      } finally {
        delete process.env.TZ;
        Object.assign(process.env, TZ !== undefined && { TZ });
      }
    });
  }

  for (const token of [undefined, "", "no token", "<Conditions>", '<Conditions NotOnOrAfter="">', '<Conditions NotOnOrAfter="soon">', '<Conditions NotOnOrAfter="soon 1">', '<Conditions NotOnOrAfter="1">', '<NoConditions NotOnOrAfter="2020-01-01T00:00:00Z">']) {
    it(`that does not tell its end is left to the guest: ${token}`, () => {
      clock.setSystemTime(Date.parse(END));
      assert.equal(isTaken(token), true);
    });
  }

  it("never makes anything else, whatever it is", () => {
    clock.setSystemTime(Date.parse(END));
    const part = fc.constantFrom("<", ">", "Conditions", "saml2:", " ", "NotOnOrAfter", "=", '"', "'", "2020-01-01", "9999-99-99T99:99:99Z", "\u0000", "\ud800");
    const hostile = fc.array(fc.oneof(part, fc.string({ unit: "binary" })), { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(fc.property(fc.oneof(hostile, fc.string({ unit: "binary" }), fc.base64String()), (token) => {
      isTaken(token);
    }), { numRuns: 2_000 });
  });

  it("takes time in proportion to its length, also where it is made to take more", () => {
    const rows = ["<", "<a", "<Conditions", "<Conditions ", "<a:Conditions NotOnOrAfter", "<Conditions NotOnOrAfter=", " ", "NotOnOrAfter ", "A"];
    for (const row of rows) {
      const text = `<Conditions NotOnOrAfter${row}`;
      const time = (length: number): number => {
        const token = text.padEnd(length, row);
        const began = performance.now();
        isTaken(token);
        return performance.now() - began;
      };
      const short = Math.max(5, Math.min(...[1, 2, 3].map(() => time(50_000))));
      const long = Math.min(...[1, 2].map(() => time(500_000)));
      assert.ok(long < 40 * short, `${JSON.stringify(row)}: ${long} ms instead of 10 times ${short} ms`);
    }
  });
});
