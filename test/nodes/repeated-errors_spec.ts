import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";

nodeSuite("a message that has an error already", (lab) => {
  const foreign = { message: "an upload failed", source: { id: "upload-1", type: "x", name: "", count: 3 } };

  it("counts how often the same node has failed", async () => {
    await lab.load();
    const msg = { payload: { vm: "vm-1" } };

    const counts = [];
    for (let round = 0; round < 3; round += 1) {
      counts.push((await lab.error(msg)).source.count);
    }

    assert.deepEqual(counts, [1, 2, 3]);
    assert.ok(!("_error" in msg));
  });

  for (const count of [undefined, null, "4", NaN, Infinity]) {
    it(`counts on from a count that is ${String(count)}`, async () => {
      await lab.load();

      const error = await lab.error({ payload: {}, error: { source: { id: "temp-1", count } } });

      assert.equal(error.source.count, 2);
    });
  }

  it("loses the node's own error when it succeeds", async () => {
    await lab.load();
    const msg: { payload: unknown; error?: unknown } = { payload: { vm: "vm-1" } };
    await lab.error(msg);
    msg.payload = { vm: "vm-42" };

    await lab.path(msg);

    assert.ok(!("error" in msg));
  });

  const earlier = { "another node's error": foreign, "a text": "it broke", "an object without source": {}, null: null };

  for (const [what, error] of Object.entries(earlier)) {
    it(`moves ${what} to msg._error when it fails`, async () => {
      await lab.load();

      const { out, msg } = await lab.ask({ payload: {}, error });

      assert.equal(out, "failed");
      assert.equal(msg._error, error);
      assert.equal(msg.error?.source.id, "temp-1");
      assert.equal(msg.error.source.count, 1);
    });

    it(`keeps ${what} when it succeeds`, async () => {
      await lab.load();

      const { out, msg } = await lab.ask({ payload: { vm: "vm-42" }, error });

      assert.equal(out, "ok");
      assert.equal(msg.error, error);
      assert.ok(!("_error" in msg));
    });
  }
});
