import assert from "node:assert/strict";
import { eventually, LINUX, useBench } from "./support";
import { content, get, openTransfer, put, transferCounts, transferUrl, uploadUrl } from "./transfer-calls";

describe("the life of a transfer URL", () => {
  const bench = useBench();
  const download = (): Promise<string> => transferUrl(bench(), { path: "/etc/hosts" });

  it("ends with a success", async () => {
    const down = await download();
    assert.deepEqual([(await get(bench(), down)).status, (await get(bench(), down)).status], [200, 404]);
    const up = await uploadUrl(bench(), "/tmp/a", { size: 1, overwrite: true });
    assert.deepEqual([(await put(bench(), up, "x")).status, (await put(bench(), up, "y")).status], [200, 404]);
    assert.equal(await content(bench(), "/tmp/a"), "x");
  });

  it("ends 10 minutes after issue", async () => {
    const urls = [await download(), await download()] as const;
    await bench().advance(599);
    assert.equal((await get(bench(), urls[0])).status, 200);
    await bench().advance(1);
    assert.equal((await get(bench(), urls[1])).status, 404);
  });

  for (const [event, change, back] of [
    ["a power-off", { power_state: "POWERED_OFF" }, { power_state: "POWERED_ON" }],
    ["a suspension", { power_state: "SUSPENDED" }, { power_state: "POWERED_ON" }],
    ["a migration", { host: "host-99" }, { host: "host-12" }],
  ] as const) {
    it(`ends with ${event}, for good`, async () => {
      const url = await download();
      await bench().vm(LINUX, change);
      await bench().vm(LINUX, back);
      assert.equal((await get(bench(), url)).status, 404);
      assert.equal((await get(bench(), await download())).status, 200);
    });
  }

  it("ends when the VM is unregistered", async () => {
    const url = await download();
    await bench().control("DELETE", `/vms/${LINUX}`);
    assert.equal((await get(bench(), url)).status, 404);
  });

  it("needs id and token, and no other path", async () => {
    const url = await download();
    const answered = await Promise.all(
      [url.replace("id=", "id=9"), url.slice(0, -2), url.replace("guestFile", "folder"), url.split("&")[0] ?? ""].map(
        async (wrong) => (await get(bench(), wrong)).status,
      ),
    );
    assert.deepEqual(answered, [404, 404, 404, 404]);
    assert.equal((await get(bench(), url)).status, 200);
  });

  it("is 404 while it is in use, and goes on when a client has left in the middle", async () => {
    const url = await uploadUrl(bench(), "/tmp/a", { size: 10, overwrite: true });
    const { request } = openTransfer(bench(), "PUT", url, { "content-length": 10 });
    request.write("abc");
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.uploaded === 3);
    assert.equal((await put(bench(), url, "0123456789")).status, 404);
    request.destroy();
    await eventually(() => transferCounts(bench()), ({ ended }) => ended === 1);
    assert.equal((await bench().look(LINUX, "/tmp/a")).status, 404);
    assert.equal((await put(bench(), url, "0123456789")).status, 200);
  });

  it("gives the whole of a file that is replaced or removed in the middle of a download", async () => {
    await bench().put(LINUX, { path: "/tmp/a", type: "FILE", content: "old" });
    await bench().fault({ kind: "transfer_stall", direction: "download", bytes: 1 });
    const reply = get(bench(), await transferUrl(bench(), { path: "/tmp/a" }));
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.downloaded === 1);
    await bench().control("DELETE", `/vms/${LINUX}/files?path=/tmp/a`);
    assert.equal((await put(bench(), await uploadUrl(bench(), "/tmp/a", { size: 5 }), "newer")).status, 200);
    await eventually(() => bench().control("POST", "/release"), (answer) => (answer as { released: number }).released === 1);
    assert.equal((await reply).text, "old");
    assert.equal(await content(bench(), "/tmp/a"), "newer");
  });

  it("does not outlast the VM in the middle of an upload", async () => {
    const url = await uploadUrl(bench(), "/tmp/a", { size: 10 });
    const { request, response } = openTransfer(bench(), "PUT", url, { "content-length": 10 });
    request.write("abc");
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.uploaded === 3);
    await bench().vm(LINUX, { power_state: "POWERED_OFF" });
    request.write("0");
    await assert.rejects(response, { code: "ECONNRESET" });
    assert.equal((await bench().look(LINUX, "/tmp/a")).status, 404);
  });

  it("does not outlast the VM in the middle of a download", async () => {
    const url = await download();
    await bench().fault({ kind: "transfer_stall", bytes: 3 });
    const reply = get(bench(), url);
    reply.catch(() => undefined);
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.downloaded === 3);
    await bench().vm(LINUX, { power_state: "POWERED_OFF" });
    await eventually(() => bench().control("POST", "/release"), (answer) => (answer as { released: number }).released === 1);
    await assert.rejects(reply, { code: "ECONNRESET" });
  });
});
