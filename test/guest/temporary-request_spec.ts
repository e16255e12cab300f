import assert from "node:assert/strict";
import fc from "fast-check";
import { temporaryRequest, type TemporaryRequest } from "../../src/guest/temporary-request";
import { anyValue, asText, BITING, bytesOf, given, isClean, longText, oddText, refusal, titled } from "./values";

interface Values {
  prefix?: unknown;
  suffix?: unknown;
  parentPath?: unknown;
}

function request({ prefix, suffix, parentPath }: Values): TemporaryRequest {
  return temporaryRequest("file", {
    prefix: given(prefix, "prefix (msg.p)"),
    suffix: given(suffix, "suffix (msg.s)"),
    parentPath: given(parentPath, "parent path (msg.d)"),
  });
}

describe("a request for a temporary file", () => {
  const TAKEN: [Values, Omit<TemporaryRequest, "kind">][] = [
    [{}, { prefix: "", suffix: "" }],
    [{ prefix: null, suffix: null, parentPath: null }, { prefix: "", suffix: "" }],
    [{ parentPath: "" }, { prefix: "", suffix: "" }],
    [{ prefix: 7, suffix: 0.5 }, { prefix: "7", suffix: "0.5" }],
    [{ prefix: ".", suffix: ".json" }, { prefix: ".", suffix: ".json" }],
    [{ prefix: "...", suffix: " a" }, { prefix: "...", suffix: " a" }],
    [{ prefix: ' *?"<>|$', suffix: "日本 😀" }, { prefix: ' *?"<>|$', suffix: "日本 😀" }],
    [{ prefix: "a".repeat(200), suffix: "b".repeat(39) }, { prefix: "a".repeat(200), suffix: "b".repeat(39) }],
    ...["/", "/var/tmp", "//x", "/a:b\\c", "C:\\", "c:/temp", "Z:\\a b\\..", "\\\\server\\share", "\\\\server\\share\\a"].map(
      (parentPath): [Values, Omit<TemporaryRequest, "kind">] => [{ parentPath }, { prefix: "", suffix: "", parentPath }],
    ),
    [{ parentPath: `/${"x".repeat(4095)}` }, { prefix: "", suffix: "", parentPath: `/${"x".repeat(4095)}` }],
  ];
  for (const [values, taken] of TAKEN) {
    it(`takes ${titled(values)}`, () => {
      assert.deepEqual(request(values), { kind: "file", ...taken });
    });
  }

  it("is one for a directory just as well", () => {
    const none = { prefix: given(""), suffix: given(""), parentPath: given("") };
    assert.deepEqual(temporaryRequest("directory", none), { kind: "directory", prefix: "", suffix: "" });
  });

  const NAME_PARTS: [value: unknown, why: RegExp][] = [
    [{}, /must be text or a number, but is an object/],
    [["a"], /but is an array/],
    [true, /but is a boolean/],
    ["a/b", /must not hold "\/", "\\" or ":" and not be "\.\."/],
    ["a\\b", /must not hold/],
    ["a:b", /must not hold/],
    ["..", /must not hold/],
    ["a\0", /holds a control character/],
    ["a\tb", /holds a control character/],
    ["\ud83d", /lone surrogate/],
  ];
  for (const part of ["prefix", "suffix"] as const) {
    for (const [value, why] of NAME_PARTS) {
      it(`refuses the ${part} ${titled(value)} by its name`, () => {
        const message = refusal(() => request({ [part]: value }))?.message ?? "taken";
        assert.match(message, why);
        assert.ok(message.startsWith(`The ${part} (msg.${part[0] ?? ""}) `), message);
      });
    }
  }

  for (const suffix of [".", "a.", "a ", " ", "..."]) {
    it(`refuses the suffix ${titled(suffix)}, of which Windows drops the end`, () => {
      assert.match(refusal(() => request({ suffix }))?.message ?? "taken", /^The suffix \(msg\.s\) ends in a dot or a space/);
    });
  }

  for (const [prefix, suffix, bytes] of [
    ["a".repeat(240), "", 240],
    ["", "a".repeat(240), 240],
    ["ä".repeat(100), "€".repeat(14), 242],
    ["a", "a".repeat(5_000_000), 5_000_001],
  ] as const) {
    it(`refuses a prefix of ${prefix.length} and a suffix of ${suffix.length} characters with the limit`, () => {
      const name = "prefix (msg.p) and suffix (msg.s) together";
      const message = `The ${name} are ${bytes} bytes of UTF-8 long; at most 239 are possible. Shorten one of them.`;
      assert.equal(refusal(() => request({ prefix, suffix }))?.message, message);
    });
  }

  const PATHS: [value: unknown, why: RegExp][] = [
    ["tmp", /must be an absolute path in the guest, like \/var\/tmp or C:\\Temp/],
    [" /tmp", /absolute/],
    ["./tmp", /absolute/],
    ["..", /absolute/],
    ["C:", /absolute/],
    ["C:tmp", /absolute/],
    ["1:\\tmp", /absolute/],
    ["\\tmp", /absolute/],
    ["\\\\server", /absolute/],
    ["\\\\server\\", /absolute/],
    ["\\\\\\share\\a", /absolute/],
    ["\\\\server/share", /absolute/],
    ["https://x/y", /absolute/],
    [0, /absolute/],
    ["/tmp\0", /control character/],
    ["/tmp\n", /control character/],
    ["/\udc00", /lone surrogate/],
    [`/${"x".repeat(4096)}`, /is 4097 bytes of UTF-8 long; at most 4096 are possible/],
    [`C:\\${"ä".repeat(2047)}`, /is 4097 bytes/],
    [{}, /but is an object/],
    [false, /but is a boolean/],
  ];
  for (const [value, why] of PATHS) {
    it(`refuses the parent path ${titled(value)} by its name`, () => {
      const message = refusal(() => request({ parentPath: value }))?.message ?? "taken";
      assert.match(message, why);
      assert.ok(message.startsWith("The parent path (msg.d) "), message);
    });
  }

  for (const [kind, make] of Object.entries(BITING)) {
    it(`refuses ${kind} wherever it stands`, () => {
      for (const property of ["prefix", "suffix", "parentPath"]) {
        assert.ok(refusal(() => request({ [property]: make() })), property);
      }
    });
  }
});

/** The rules, in words of their own. */
function isNamePart(text: string | undefined): text is string {
  return text !== undefined && isClean(text) && text !== ".." && !["/", "\\", ":"].some((sign) => text.includes(sign));
}

function isAbsolute(path: string): boolean {
  const [drive = "", colon, separator = ""] = path;
  const isDrive = /^[A-Za-z]$/.test(drive) && colon === ":" && ["/", "\\"].includes(separator);
  const [first, second, server = "", share = ""] = path.split("\\");
  const isShare = first === "" && second === "" && server !== "" && !server.includes("/") && /^[^/]/.test(share);
  return path.startsWith("/") || isDrive || isShare;
}

function isAllowed({ prefix, suffix, parentPath }: Record<keyof Values, string | undefined>): boolean {
  return (
    isNamePart(prefix) &&
    isNamePart(suffix) &&
    !suffix.endsWith(".") &&
    !suffix.endsWith(" ") &&
    bytesOf(prefix) + bytesOf(suffix) <= 239 &&
    parentPath !== undefined &&
    (parentPath === "" || (isAbsolute(parentPath) && isClean(parentPath) && bytesOf(parentPath) <= 4096))
  );
}

describe("a request for a temporary file, of all values there are", () => {
  const part = fc.oneof(anyValue, longText(120), fc.string({ unit: "grapheme-ascii" }));
  const path = fc.oneof(
    anyValue,
    longText(4096).map((text) => `/${text.slice(1)}`),
    fc.tuple(fc.constantFrom("/", "C:\\", "d:/", "\\\\server\\", "\\\\", "\\", "C:"), oddText).map((parts) => parts.join("")),
  );
  const anyValues = fc.record({ prefix: part, suffix: part, parentPath: path }, { requiredKeys: [] });

  it("is taken if and only if it obeys every rule, and then unchanged", () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const texts = { prefix: asText(values.prefix), suffix: asText(values.suffix), parentPath: asText(values.parentPath) };
        const error = refusal(() => {
          assert.deepEqual({ parentPath: "", ...request(values) }, { kind: "file", ...texts });
        });
        assert.equal(error === undefined, isAllowed(texts), error?.message ?? "taken");
      }),
      { numRuns: 5000 },
    );
  });

  it("names the property when it is refused", () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const error = refusal(() => request(values));
        assert.ok(error === undefined || /\((msg\.p|msg\.s|msg\.d)\)/.test(error.message), error?.message);
      }),
      { numRuns: 1000 },
    );
  });
});
