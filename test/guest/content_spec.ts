import assert from "node:assert/strict";
import fc from "fast-check";
import { contentOf } from "../../src/guest/content";
import { VCenterError } from "../../src/vcenter/error";
import { BITING, given, oddText } from "./values";

/** All bytes of a content, and how many it says they are. */
async function read(value: unknown): Promise<Buffer> {
  const content = contentOf(given(value, "content"));
  const opened = await content.open();
  const { size, bytes } = opened;
  const parts: Buffer[] = [];
  for await (const part of bytes) {
    assert.ok(part.length > 0 && part.length <= 262_144);
    parts.push(part);
  }
  await opened.close();
  const all = Buffer.concat(parts);
  assert.deepEqual([size, await content.size()], [all.length, all.length]);
  return all;
}

describe("the content of an upload", () => {
  it("is the text as UTF-8, the bytes as they are, and anything else as its JSON, as often as it is read", async () => {
    await fc.assert(
      fc.asyncProperty(oddText, fc.uint8Array(), fc.jsonValue(), async (text, bytes, json) => {
        assert.deepEqual(await read(text), Buffer.from(text, "utf8"));
        assert.deepEqual(await read(bytes), Buffer.from(bytes));
        assert.deepEqual(await read(Buffer.from(bytes)), Buffer.from(bytes));
        if (typeof json === "object" && json !== null) {
          assert.deepEqual(await read(json), Buffer.from(JSON.stringify(json)));
        }
      }),
    );
  });

  it("is read in parts, whatever its size", async () => {
    for (const size of [0, 1, 262_143, 262_144, 262_145, 1_000_000]) {
      assert.equal((await read(Buffer.alloc(size, "x"))).length, size);
      const view = new Uint8Array(new ArrayBuffer(size + 20), 7, size).fill(3);
      assert.deepEqual(await read(view), Buffer.alloc(size, 3));
    }
  });

  for (const [what, make] of Object.entries(BITING)) {
    it(`is bytes, or one refusal that names it: ${what}`, async () => {
      try {
        await read(make());
      } catch (error) {
        assert.ok(error instanceof VCenterError, String(error));
        assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["INVALID_ARGUMENT", "message", "not_done"]);
        assert.match(error.message, /^The content (is|is missing) .+ Give a buffer, text, a number, true or false, or an object that JSON can hold\.$/);
      }
    });
  }
});
