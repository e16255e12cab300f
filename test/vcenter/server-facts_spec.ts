import assert from "node:assert/strict";
import fc from "fast-check";
import { vapiError } from "../../src/vcenter/answer";
import { Redaction } from "../../src/vcenter/redact";
import { serverData, serverMessages } from "../../src/vcenter/server-facts";
import { asItIs } from "./attempts";

const KIB = 1024;

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), "utf8");
}

describe("the messages of a vAPI error", () => {
  it("keep the fields that the contract knows, and no other", () => {
    const message = { id: "x.y", default_message: "text", args: ["a", "b"], localized: "more", params: { a: {} } };
    assert.deepEqual(serverMessages([message], asItIs), [{ id: "x.y", default_message: "text", args: ["a", "b"] }]);
  });

  it("become empty texts where the server sends something else", () => {
    assert.deepEqual(serverMessages([{ id: 7, args: "no", default_message: null }, "no", null, ["no"]], asItIs), [
      { id: "", default_message: "", args: [] },
    ]);
    assert.deepEqual(serverMessages([{ args: [1, "a", {}] }], asItIs), [
      { id: "", default_message: "", args: ["", "a", ""] },
    ]);
  });

  it("are at most 16 of 2 KiB of text each", () => {
    const message = {
      id: "i".repeat(500),
      default_message: "ü".repeat(9000),
      args: Array<string>(40).fill("a".repeat(99)),
    };
    const messages = serverMessages(Array<unknown>(40).fill(message), asItIs);
    assert.equal(messages.length, 16);
    for (const { id, default_message: text, args } of messages) {
      assert.equal(id, "i".repeat(500));
      assert.match(text, /^ü+…$/);
      assert.ok(args.length <= 16);
      assert.ok([id, text, ...args].reduce((sum, one) => sum + Buffer.byteLength(one), 0) <= 2 * KIB);
    }
  });

  it("hold no secret", () => {
    const redact = new Redaction().of(["s3cret"]);
    const message = { id: "id.s3cret", default_message: "was s3cret", args: ["s3cret", "x".repeat(2040) + "s3cret"] };
    assert.doesNotMatch(JSON.stringify(serverMessages([message], redact)), /s3c/);
  });
});

describe("the data of a vAPI error", () => {
  it("is copied as it is when it is small", () => {
    const data = { reason: "FILE_NOT_FOUND", file_path: "/tmp/x", list: [1, true, null, { a: [] }], n: -1.5e300 };
    assert.deepEqual(serverData(data, asItIs), data);
  });

  it("holds no secret in keys, values and numbers", () => {
    const redact = new Redaction().of(["s3cret", "4711"]);
    const data = { "key s3cret": "value s3cret", pin: 4711, deep: [{ s3cret: ["s3cret", 147110] }], ok: 12 };
    const copy = serverData(data, redact);
    assert.doesNotMatch(JSON.stringify(copy), /s3cret|4711/);
    assert.deepEqual([copy.ok, copy.pin], [12, "•••"]);
  });

  it("keeps a path of 4 KiB whole", () => {
    const path = `/${"x".repeat(4095)}`;
    assert.deepEqual(serverData({ file_path: path }, asItIs), { file_path: path });
  });

  it("ends where 16 KiB are full: in a text, in a list, in a number, in a record", () => {
    const long = "x".repeat(16 * KIB - 26);
    assert.match(String(serverData({ a: "ü".repeat(20 * KIB) }, asItIs).a), /^ü+…$/);
    assert.ok((serverData({ a: Array<string>(9999).fill("") }, asItIs).a as unknown[]).length < 3000);
    assert.deepEqual(serverData({ a: long, b: 123456789012, c: 1 }, asItIs), { a: long, b: null });
    assert.deepEqual(serverData({ a: long, ["k".repeat(30)]: 1, c: 1 }, asItIs), { a: long });
  });

  it("is not read much further than it is kept, however short it gets without secrets", () => {
    let read = 0;
    const redact = (text: string): string => {
      read += text.length;
      return text.length > 1_000 ? "•••" : text;
    };
    serverData({ all: Array.from({ length: 2_000 }, () => "s".repeat(4_000)) }, redact);
    assert.ok(read > 16_384 && read < 5 * 16_384, String(read));
  });

  it("goes 8 levels deep", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "bottom" : { a: [nested(depth - 1)] });
    assert.match(JSON.stringify(serverData({ a: nested(3) }, asItIs)), /bottom/);
    assert.doesNotMatch(JSON.stringify(serverData({ a: nested(4) }, asItIs)), /bottom/);
  });

  it("takes no key that reaches a prototype", () => {
    const text =
      '{"error_type": "ERROR", "data": {"__proto__": {"x": 1}, "constructor": {"y": 1}, "a": {"__proto__": 1, "b": 2}}}';
    const data = serverData(vapiError({ status: 400, text })?.data ?? {}, asItIs);
    assert.deepEqual(data, { a: { b: 2 } });
    assert.equal(Object.getPrototypeOf(data), Object.prototype);
  });

  it("never has more than 16 KiB as JSON, nor a secret, whatever the server sends", () => {
    const secret = "tr0ub4dor";
    const text = fc.oneof(fc.string(), fc.constantFrom(secret, "\u0001".repeat(3000), "👍".repeat(3000)));
    const data = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }));
    const values = fc.array(fc.tuple(text, fc.oneof(text, fc.double(), data, fc.array(text))));
    const big = values.map((entries) => Object.fromEntries<unknown>(entries));
    fc.assert(
      fc.property(fc.oneof(data, big), (source) => {
        const copy = serverData(source, new Redaction().of([secret]));
        assert.ok(bytesOf(copy) <= 16 * KIB, String(bytesOf(copy)));
        assert.ok(!JSON.stringify(copy).includes(secret));
      }),
    );
  });
});
