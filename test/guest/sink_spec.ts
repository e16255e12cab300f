import assert from "node:assert/strict";
import { MemorySink } from "../../src/guest/sink";
import { held } from "../support/hostile-lab";

describe("a file in memory", () => {
  it("takes little more than its bytes, in however small parts it comes", async () => {
    const sink = new MemorySink();
    await sink.begin();
    const before = held();
    for (let index = 0; index < 500_000; index += 1) {
      sink.take(Buffer.alloc(1, index));
    }
    assert.ok(held() - before < 10_000_000, `${held() - before} bytes`);

    const bytes = await sink.end();

    assert.equal(bytes.length, 500_000);
    assert.ok(bytes.every((byte, index) => byte === index % 256));
  });

  it("begins anew before a repeat", async () => {
    const sink = new MemorySink();
    await sink.begin();
    for (let index = 0; index < 1_000; index += 1) {
      sink.take(Buffer.from("x"));
    }
    await sink.begin();
    sink.take(Buffer.from("y"));
    assert.equal((await sink.end()).toString(), "y");
  });
});
