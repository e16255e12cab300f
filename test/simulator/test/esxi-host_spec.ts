import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Bench } from "./bench";
import { eventually, LINUX, useBench } from "./support";
import { content, ESXI_HOST, get, openTransfer, put, transferCounts, transferUrl, uploadUrl } from "./transfer-calls";

const MIB = 1024 * 1024;

describe("the ESXi host", () => {
  const bench = useBench();
  const download = (): Promise<string> => transferUrl(bench(), { path: "/etc/hosts" });

  it("tells a test where it is", async () => {
    const { port } = new URL(await download());
    assert.deepEqual(await bench().control("GET", "/esxi"), {
      host: ESXI_HOST,
      port: Number(port),
      address: `127.0.0.1:${port}`,
      url: `https://${ESXI_HOST}:${port}`,
      host_map: `${ESXI_HOST}=127.0.0.1:${port}`,
    });
    assert.notEqual(port, new URL(bench().simulator.url).port);
  });

  it("shows a certificate for its own name, a self-signed one, or one for another name", async () => {
    assert.equal((await get(bench(), await download())).status, 200);
    await bench().settings({ esxi_certificate: "self_signed" });
    await assert.rejects(get(bench(), await download()), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    await bench().settings({ esxi_certificate: "wrong_name" });
    await assert.rejects(get(bench(), await download()), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  it("shows a wrong certificate as often as a fault says", async () => {
    await bench().fault({ kind: "transfer_certificate" });
    const url = await download();
    await assert.rejects(get(bench(), url), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    assert.equal((await get(bench(), url)).status, 200);
  });

  it("is vCenter itself for a URL with the host *, and for that one alone", async () => {
    await bench().settings({ transfer_url_host: "*" });
    const { port } = new URL(bench().simulator.url);
    const url = await download();
    assert.ok(url.startsWith(`https://*:${port}/guestFile?id=`), url);
    const esxi = (await bench().control("GET", "/esxi")) as { url: string };
    assert.equal((await get(bench(), url.replace(`https://*:${port}`, esxi.url))).status, 404);
    assert.equal((await get(bench(), url)).status, 200);
    const up = await uploadUrl(bench(), "/tmp/a", { size: 3 });
    assert.equal((await put(bench(), up, "abc")).status, 200);
    assert.equal(await content(bench(), "/tmp/a"), "abc");
  });

  it("lists what is asked of it, with what a client should not send", async () => {
    const url = await download();
    const { request, response } = openTransfer(bench(), "GET", url, { "vmware-api-session-id": "token" });
    request.end();
    (await response).resume();
    const list = (): Promise<unknown> => bench().control("GET", "/transfers");
    const [record] = (await eventually(list, (all) => (all as { ended: boolean }[])[0]?.ended === true)) as Record<string, unknown>[];
    const { id, vm, direction, listener, method, status, bytes, violations } = record ?? {};
    assert.deepEqual(
      { id, vm, direction, listener, method, status, bytes, violations },
      {
        ...{ id: "1", vm: LINUX, direction: "download", listener: "esxi", method: "GET", status: 200, bytes: 20 },
        violations: ["the header vmware-api-session-id is sent"],
      },
    );
  });

  it("counts transfers, bytes and connections, those at once too", async () => {
    const urls = [await download(), await download(), await download()];
    await bench().fault({ kind: "transfer_stall", times: 2 });
    const replies = urls.slice(0, 2).map((url) => get(bench(), url));
    await eventually(() => transferCounts(bench()), ({ open }) => open === 2);
    await eventually(() => bench().control("POST", "/release"), (answer) => (answer as { released: number }).released > 0);
    await eventually(async () => {
      await bench().control("POST", "/release");
      return transferCounts(bench());
    }, ({ ended }) => ended === 2);
    await Promise.all(replies);
    await get(bench(), urls[2] ?? "");
    await get(bench(), urls[2] ?? "");
    const counts = await eventually(() => transferCounts(bench()), ({ ended, sockets }) => ended === 3 && sockets.open === 0);
    assert.deepEqual(counts, {
      ...{ issued: 3, begun: 3, ended: 3, completed: 3, refused: 1, open: 0, most_open: 2 },
      bytes: { uploaded: 0, downloaded: 60 },
      sockets: { open: 0, opened: 4, most_open: 2 },
    });
    await bench().control("POST", "/counters/reset");
    assert.equal((await transferCounts(bench())).completed, 0);
  });

  it("takes and gives large files without holding them in memory", async () => {
    const size = 256 * MIB;
    const chunk = randomBytes(MIB);
    const hash = createHash("sha256");
    const { request, response } = openTransfer(bench(), "PUT", await uploadUrl(bench(), "/tmp/large", { size }), {
      "content-length": size,
    });
    const before = process.memoryUsage().rss;
    for (let sent = 0; sent < size; sent += MIB) {
      hash.update(chunk);
      await new Promise((resolve) => request.write(chunk, resolve));
    }
    request.end();
    assert.equal((await response).statusCode, 200);
    const sha256 = hash.digest("hex");
    assert.deepEqual(await bench().control("GET", `/vms/${LINUX}/files/digest?path=/tmp/large`), { size, sha256 });
    assert.ok(process.memoryUsage().rss - before < 160 * MIB);
  });

  it("stops reading when the disk is behind, and sending when the client is", async () => {
    await bench().put(LINUX, { path: "/tmp/zeros", type: "FILE", size: 1024 * MIB });
    const { request, response } = openTransfer(bench(), "GET", await transferUrl(bench(), { path: "/tmp/zeros" }));
    request.end();
    const download = await response;
    assert.equal(download.headers["content-length"], String(1024 * MIB));
    const sent = async (): Promise<number> => (await transferCounts(bench())).bytes.downloaded;
    let last = -1;
    let unchanged = 0;
    await eventually(sent, (bytes) => {
      unchanged = bytes > 0 && bytes === last ? unchanged + 1 : 0;
      last = bytes;
      return unchanged === 50;
    });
    assert.ok((await sent()) < 64 * MIB);
    download.destroy();
    await eventually(() => transferCounts(bench()), ({ ended }) => ended === 1);
  });
});

describe("an ESXi host of a simulator", () => {
  it("speaks http when the simulator does", async () => {
    const bench = await Bench.start({ http: true });
    bench.token = await bench.login();
    const url = await transferUrl(bench, { path: "/etc/hosts" });
    assert.match(url, new RegExp(`^http://${ESXI_HOST}:\\d+/guestFile`));
    assert.equal((await get(bench, url)).status, 200);
    await bench.close();
  });

  it("ends transfers that stand still when the simulator closes", async () => {
    const bench = await Bench.start();
    bench.token = await bench.login();
    await bench.fault({ kind: "transfer_stall", bytes: 1, times: null });
    const down = get(bench, await transferUrl(bench, { path: "/etc/hosts" }));
    const up = put(bench, await uploadUrl(bench, "/tmp/a", { size: 3 }), "abc");
    const settled = Promise.allSettled([down, up]);
    await eventually(() => transferCounts(bench), ({ open }) => open === 2);
    await bench.close();
    assert.deepEqual((await settled).map(({ status }) => status), ["rejected", "rejected"]);
  });
});
