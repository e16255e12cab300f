import assert from "node:assert/strict";
import fc from "fast-check";
import sinon from "sinon";
import { retryAfterOf } from "../../src/vcenter/retry-after";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");

const of = (retryAfter: string): number | undefined => retryAfterOf({ retryAfter });

describe("the wait that a server asks for", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ["Date"] });
  });
  afterEach(() => {
    clock.restore();
  });

  it("is none without the header", () => {
    assert.equal(retryAfterOf({}), undefined);
  });

  for (const [header, ms] of [
    ["0", 0],
    ["7", 7_000],
    ["007", 7_000],
    ["120", 120_000],
    ["999999999", 999_999_999_000],
    ["Fri, 02 Jan 2026 03:04:35 GMT", 30_000],
    ["Fri, 02 Jan 2026 03:04:05 GMT", 0],
    ["Thu, 01 Jan 2026 00:00:00 GMT", 0],
  ] as const) {
    it(`is ${ms} ms for ${header}`, () => {
      assert.equal(of(header), ms);
    });
  }

  for (const header of [
    "",
    " 7",
    "7 ",
    "-1",
    "+7",
    "1.5",
    "1e3",
    "0x10",
    "Infinity",
    "NaN",
    "soon",
    "7, 8",
    "1234567890",
    "2026-01-02T03:04:35Z",
    "Fri, 02 Jan 2026 03:04:35",
    "Fri, 02 Jan 2026 03:04:35 +0100",
    "Friday, 02-Jan-26 03:04:35 GMT",
    "Fri, 99 Jan 2026 03:04:35 GMT",
    "Fri, 02 Xyz 2026 03:04:35 GMT",
    "Fri, 02 Jan 2026 99:04:35 GMT",
    "٧",
  ]) {
    it(`is none for ${JSON.stringify(header)}`, () => {
      assert.equal(of(header), undefined);
    });
  }

  it("is never less than nothing and never endless, whatever the server sends", () => {
    const dates = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString());
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), dates), (header) => {
        const ms = of(header);
        assert.ok(ms === undefined || (Number.isFinite(ms) && ms >= 0), String(ms));
      }),
    );
  });
});
