import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { LINUX, type Reply, useBench } from "./support";

describe("the bytes of a guest's file, by the control interface", () => {
  const bench = useBench();
  const bytes = Buffer.from([0, 255, 10, 195]);
  const at = (what: string, path: string): string => `/vms/${LINUX}/files/${what}?path=${path}`;
  const putBytes = (path: string): Promise<Reply> => bench().tryControl("PUT", at("content", path), bytes);
  const digest = (path: string): Promise<unknown> => bench().control("GET", at("digest", path));
  const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

  it("are written and read as they are, any bytes", async () => {
    assert.deepEqual((await putBytes("/srv/new")).json, {});
    assert.deepEqual(await digest("/srv/new"), { size: 4, sha256: sha256(bytes) });
    const reply = await bench().tryControl("GET", at("content", "/srv/new"));
    assert.equal(reply.headers["content-type"], "application/octet-stream");
    assert.equal(reply.text, bytes.toString("utf8"));
  });

  it("change nothing else of a file that is there", async () => {
    await bench().put(LINUX, { path: "/tmp/a", type: "FILE", mode: "0600", owner: "worker", content: "longer than before" });
    await putBytes("/tmp/a");
    const { mode, owner, size } = (await bench().look(LINUX, "/tmp/a")).json as Record<string, unknown>;
    assert.deepEqual({ mode, owner, size }, { mode: "0600", owner: "worker", size: 4 });
  });

  it("are cut off or filled up to a size", async () => {
    await bench().put(LINUX, { path: "/tmp/a", type: "FILE", content: "abc", size: 5 });
    assert.deepEqual(await digest("/tmp/a"), { size: 5, sha256: sha256(Buffer.from("abc\0\0")) });
    await bench().put(LINUX, { path: "/tmp/a", type: "FILE", content: "abc", size: 1 });
    assert.deepEqual(await digest("/tmp/a"), { size: 1, sha256: sha256(Buffer.from("a")) });
  });

  it("are refused where there are none", async () => {
    assert.equal((await bench().tryControl("GET", at("content", "/none"))).status, 404);
    assert.equal((await bench().tryControl("GET", at("digest", "/tmp"))).status, 400);
    assert.equal((await putBytes("/tmp")).status, 400);
    assert.equal((await putBytes("")).status, 400);
    assert.equal((await bench().tryControl("PUT", `/vms/${LINUX}/files`, { path: "/x", type: "DIRECTORY", size: 1 })).status, 400);
  });
});
