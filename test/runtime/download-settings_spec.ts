import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import { decoderOf } from "../../src/runtime/encoding";
import { localFile } from "../../src/runtime/local-files";
import { choice, flag } from "../../src/runtime/plain-values";
import { bytesOfMebibytes } from "../../src/runtime/size-limit";
import { VCenterError } from "../../src/vcenter/error";
import { anyValue, BITING, given } from "../guest/values";
import { FakeRed } from "./fake-red";

/** What work gives, or the one error that it may give. */
function tried<T>(work: () => T, subject: string): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof VCenterError, String(error));
    assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["INVALID_ARGUMENT", subject, "not_done"]);
    return undefined;
  }
}

/** Makes a value: fast-check would look at some of them without care. */
const ANY: fc.Arbitrary<() => unknown> = fc.oneof(
  anyValue.map((value) => () => value),
  fc.double().map((value) => () => String(value)),
  fc.constantFrom(...Object.values(BITING)),
);

describe("the settings of a transfer", () => {
  it("make a size limit of whole bytes, or one error", () => {
    fc.assert(
      fc.property(ANY, (make) => {
        const value = make();
        const bytes = tried(() => bytesOfMebibytes(value), "configuration");
        assert.ok(bytes === undefined || (Number.isInteger(bytes) && bytes >= 0));
      }),
      { numRuns: 2_000 },
    );
    assert.deepEqual([64, "64", 0.5, "1e-1", " 2 "].map(bytesOfMebibytes), [67_108_864, 67_108_864, 524_288, 104_857, 2_097_152]);
  });

  it("make a decoder that takes any bytes, again and again, or one error", () => {
    fc.assert(
      fc.property(fc.oneof(ANY, fc.constantFrom("utf-8", "UTF-16LE", "latin1", "windows-1252", "shift_jis", "gb18030").map((label) => () => label)), fc.uint8Array(), (make, bytes) => {
        const encoding = make();
        const decode = tried(() => decoderOf(encoding), "configuration");
        const text = decode?.(Buffer.from(bytes));
        assert.equal(decode?.(Buffer.from(bytes)), text);
      }),
      { numRuns: 2_000 },
    );
    for (const missing of [undefined, null, "", " "]) {
      assert.equal(decoderOf(missing)(Buffer.from("ä€😀")), "ä€😀");
    }
  });

  it("make an absolute local path of any text, or one error; a folder keeps its separator", () => {
    const red = new FakeRed();
    for (const start of [undefined, "/srv/files", 7]) {
      red.settings.fileWorkingDirectory = start;
      fc.assert(
        fc.property(ANY, (make) => {
        const value = make();
          const file = tried(() => localFile(red.api, given(value, "filename")), "message");
          assert.ok(file === undefined || (path.isAbsolute(file.path) && !/[\0-\x1f]/.test(file.path)));
          assert.ok(file === undefined || typeof value !== "string" || !value.endsWith("/") || file.path.endsWith("/"));
        }),
      );
    }
    red.settings.fileWorkingDirectory = "/srv/files";
    const of = (name: string): string => localFile(red.api, given(name, "filename")).path;
    assert.deepEqual(["x", "../x", "/x", "x/", "."].map(of), ["/srv/files/x", "/srv/x", "/x", "/srv/files/x/", "/srv/files"]);
  });

  it("that forbid local files forbid them by false alone", () => {
    const red = new FakeRed();
    red.settings.vcenterConnectionLocalFiles = false;
    assert.equal(tried(() => localFile(red.api, given("x", "filename")), "configuration"), undefined);
    red.settings.vcenterConnectionLocalFiles = true;
    assert.ok(localFile(red.api, given("x", "filename")));
  });

  it("take a checkbox or a choice for what it is, or give one error", () => {
    fc.assert(
      fc.property(ANY, (make) => {
        const value = make();
        assert.ok([true, false, undefined].includes(tried(() => flag(value, "atomic", false), "configuration")));
        assert.ok(["a", "b", undefined].includes(tried(() => choice(value, "from", ["a", "b"]), "configuration")));
      }),
    );
    assert.deepEqual([undefined, null, "", true, false].map((value) => flag(value, "x", true)), [true, true, true, true, false]);
    assert.deepEqual([undefined, null, "", "b"].map((value) => choice(value, "x", ["a", "b"])), ["a", "a", "a", "b"]);
  });
});
