import assert from "node:assert/strict";
import { LINUX, refused, useBench, WINDOWS } from "./support";
import { content, createTransfer, ESXI_HOST, get, put, transfer, transferUrl, uploadUrl } from "./transfer-calls";

describe("a transfer URL", () => {
  const bench = useBench();

  it("names the ESXi host, with its port, an id and a token of a UUID and the id", async () => {
    const url = await transferUrl(bench(), { path: "/etc/hosts" });
    const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    assert.match(url, new RegExp(`^https://${ESXI_HOST}:\\d+/guestFile\\?id=(\\d+)&token=${uuid}\\1$`));
  });

  it("downloads a file, as it is when it is asked for", async () => {
    await bench().put(LINUX, { path: "/tmp/a", type: "FILE", content: "one" });
    for (const bytes of ["one and more", "o"]) {
      const url = await transferUrl(bench(), { path: "/tmp/a" });
      await bench().tryControl("PUT", `/vms/${LINUX}/files/content?path=/tmp/a`, bytes);
      const reply = await get(bench(), url);
      assert.deepEqual([reply.status, reply.text], [200, bytes]);
      assert.equal(reply.headers["content-length"], String(bytes.length));
    }
  });

  it("downloads an empty file", async () => {
    await bench().put(LINUX, { path: "/tmp/empty", type: "FILE" });
    const reply = await get(bench(), await transferUrl(bench(), { path: "/tmp/empty" }));
    assert.deepEqual([reply.status, reply.text, reply.headers["content-length"]], [200, "", "0"]);
  });

  it("uploads a file that is the guest user's, with mode 0644 and the time of the transfer", async () => {
    const { now } = (await bench().control("POST", "/clock", { advance_ms: 86_400_000 })) as { now: number };
    bench().token = await bench().login();
    const reply = await put(bench(), await uploadUrl(bench(), "/tmp/new", { size: 3 }), "abc");
    assert.equal(reply.status, 200, reply.text);
    assert.equal(await content(bench(), "/tmp/new"), "abc");
    const { last_modified, ...file } = (await bench().look(LINUX, "/tmp/new")).json as Record<string, string>;
    assert.deepEqual([file["mode"], file["owner"], file["group"]], ["0644", "worker", "worker"]);
    assert.ok(Date.parse(last_modified ?? "") >= now);
  });

  it("uploads with the attributes that are given, and none of the file that was there", async () => {
    const old = await bench().path(LINUX, { parent_path: "/tmp" });
    await put(bench(), await uploadUrl(bench(), old, { size: 1, overwrite: true }), "x");
    assert.equal(((await bench().look(LINUX, old)).json as { mode: string }).mode, "0644");
    const time = "2020-01-02T03:04:05.000Z";
    const given = { posix: { permissions: "0600", owner_id: 1000 }, last_modified: time, last_accessed: time };
    await put(bench(), await uploadUrl(bench(), old, { size: 1, overwrite: true, ...given }), "y");
    const file = (await bench().look(LINUX, old)).json as Record<string, string>;
    assert.deepEqual(
      [file["mode"], file["owner"], file["last_modified"], file["last_accessed"]],
      ["0600", "worker", time, time],
    );
  });

  it("uploads hidden and read-only files to Windows", async () => {
    const path = "C:\\Windows\\Temp\\a.txt";
    const url = await uploadUrl(bench(), path, { size: 1, windows: { hidden: true, read_only: true } }, WINDOWS);
    assert.equal((await put(bench(), url, "x")).status, 200);
    const file = (await bench().look(WINDOWS, path)).json as Record<string, unknown>;
    assert.deepEqual([file["hidden"], file["read_only"]], [true, true]);
    const again = { path: path.toUpperCase(), attributes: { size: 1, overwrite: true } };
    refused(await createTransfer(bench(), again, WINDOWS), 403, "UNAUTHORIZED");
  });

  it("lets only an admin give a file to somebody else", async () => {
    const spec = { path: "/tmp/gift", attributes: { size: 1, posix: { owner_id: 0 } } };
    refused(await createTransfer(bench(), spec), 403, "UNAUTHORIZED");
    await bench().user(LINUX, "worker", { admin: true });
    assert.equal((await put(bench(), await transferUrl(bench(), spec), "x")).status, 200);
    assert.equal(((await bench().look(LINUX, "/tmp/gift")).json as { owner: string }).owner, "root");
  });

  it("needs a length, that of the call, and more than no bytes, and lives on after a refusal", async () => {
    const empty = await uploadUrl(bench(), "/tmp/empty", { size: 0 });
    assert.equal((await put(bench(), empty, "")).status, 500);
    const url = await uploadUrl(bench(), "/tmp/a", { size: 3 });
    const chunked = { "transfer-encoding": "chunked", "content-type": "application/octet-stream" };
    assert.equal((await transfer(bench(), "PUT", url, "abc", chunked)).status, 411);
    assert.equal((await put(bench(), url, "abcd")).status, 400);
    assert.equal((await get(bench(), url)).status, 405);
    assert.equal((await bench().look(LINUX, "/tmp/a")).status, 404);
    assert.equal((await put(bench(), url, "abc")).status, 200);
  });

  it("finds the guest as it is when it is used", async () => {
    const gone = await transferUrl(bench(), { path: "/etc/hosts" });
    await bench().control("DELETE", `/vms/${LINUX}/files?path=/etc/hosts`);
    assert.equal((await get(bench(), gone)).status, 404);
    const full = await uploadUrl(bench(), "/tmp/a", { size: 3 });
    await bench().vm(LINUX, { free_bytes: 2 });
    assert.equal((await put(bench(), full, "abc")).status, 500);
  });
});
