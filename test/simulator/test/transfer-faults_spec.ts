import assert from "node:assert/strict";
import { eventually, LINUX, type Reply, useBench, WINDOWS } from "./support";
import { content, get, openTransfer, put, transferCounts, transferUrl, uploadUrl } from "./transfer-calls";

const TEXT = "0123456789".repeat(100);

describe("faults of a transfer", () => {
  const bench = useBench();
  const download = (): Promise<string> => transferUrl(bench(), { path: "/tmp/text" });
  const upload = (path = "/tmp/up"): Promise<string> => uploadUrl(bench(), path, { size: TEXT.length });
  const exists = async (path: string): Promise<boolean> => (await bench().look(LINUX, path)).status === 200;

  beforeEach(() => bench().put(LINUX, { path: "/tmp/text", type: "FILE", content: TEXT }));

  /** The bytes that came before the connection ended badly. */
  async function partOf(url: string): Promise<number> {
    const { request, response } = openTransfer(bench(), "GET", url, { connection: "keep-alive" });
    request.end();
    let read = 0;
    const reading = (async () => {
      for await (const chunk of await response) {
        read += (chunk as Buffer).length;
      }
    })();
    await assert.rejects(reading, { code: "ECONNRESET" });
    return read;
  }

  it("transfer_cut: a download ends after so many bytes, and its URL lives on", async () => {
    const url = await download();
    await bench().fault({ kind: "transfer_cut", bytes: 300 });
    assert.equal(await partOf(url), 300);
    assert.equal((await get(bench(), url)).text, TEXT);
    const [size, bytes] = [5_000_000, 4_000_000];
    await bench().put(LINUX, { path: "/tmp/text", type: "FILE", size });
    await bench().fault({ kind: "transfer_cut", bytes });
    assert.equal(await partOf(await download()), bytes);
  });

  it("transfer_cut: an upload ends after so many bytes, and nothing is there", async () => {
    const url = await upload();
    await bench().fault({ kind: "transfer_cut", bytes: 300 });
    await assert.rejects(put(bench(), url, TEXT));
    assert.equal(await exists("/tmp/up"), false);
    // The URL is free again a moment after the client has seen the cut.
    await eventually(() => put(bench(), url, TEXT), ({ status }) => status === 200);
  });

  it("transfer_stall: a download stands still after so many bytes, until it is released", async () => {
    await bench().fault({ kind: "transfer_stall", bytes: 300 });
    const reply = get(bench(), await download());
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.downloaded === 300);
    await release();
    assert.equal((await reply).text, TEXT);
  });

  it("transfer_stall: an upload stands still, until it is released", async () => {
    await bench().fault({ kind: "transfer_stall", bytes: 0 });
    const reply = put(bench(), await upload(), TEXT);
    await eventually(() => transferCounts(bench()), ({ open }) => open === 1);
    assert.equal(await exists("/tmp/up"), false);
    await release();
    assert.equal((await reply).status, 200);
    assert.equal(await content(bench(), "/tmp/up"), TEXT);
  });

  it("transfer_stall: ends with the client", async () => {
    await bench().fault({ kind: "transfer_stall", bytes: 10 });
    const { request } = openTransfer(bench(), "GET", await download());
    request.on("error", () => undefined).end();
    await eventually(() => transferCounts(bench()), ({ bytes }) => bytes.downloaded === 10);
    request.destroy();
    const { completed } = await eventually(() => transferCounts(bench()), ({ ended }) => ended === 1);
    assert.equal(completed, 0);
  });

  it("transfer_short: fewer bytes than the file has, and 200", async () => {
    await bench().fault({ kind: "transfer_short", bytes: 7, times: 2 });
    const reply = await get(bench(), await download());
    assert.deepEqual([reply.status, reply.text, reply.headers["content-length"]], [200, "0123456", "7"]);
    assert.equal((await put(bench(), await upload(), TEXT)).status, 200);
    assert.equal(await content(bench(), "/tmp/up"), "0123456");
  });

  it("transfer_length: a Content-Length that is too large or too small", async () => {
    await bench().fault({ kind: "transfer_length", content_length: 2000 });
    assert.equal((await put(bench(), await upload(), TEXT)).status, 200, "no upload");
    assert.equal(await partOf(await download()), TEXT.length);
    await bench().fault({ kind: "transfer_length", content_length: 4 });
    const small = await get(bench(), await download()).then(
      ({ text }) => text,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    assert.equal(small, "0123");
  });

  it("transfer_answer: any answer, a redirect or html, and the URL lives on", async () => {
    const headers = { location: "https://169.254.169.254/guestFile?id=1&token=2" };
    await bench().fault({ kind: "transfer_answer", direction: "download", status: 302, headers });
    const body = "<html>Service Unavailable</html>";
    const html = { "content-type": "text/html" };
    await bench().fault({ kind: "transfer_answer", direction: "upload", status: 503, headers: html, body });
    const [up, down] = [await upload(), await download()];
    const replies: Reply[] = [await put(bench(), up, TEXT), await get(bench(), down)];
    assert.deepEqual(replies.map(({ status }) => status), [503, 302]);
    assert.deepEqual([replies[0]?.text, replies[1]?.headers.location], [body, headers.location]);
    assert.equal(await exists("/tmp/up"), false);
    assert.deepEqual([(await put(bench(), up, TEXT)).status, (await get(bench(), down)).status], [200, 200]);
  });

  it("transfer_url: a URL that leads elsewhere", async () => {
    const right = new URL(await download());
    for (const [template, wrong] of [
      ["https://169.254.169.254:443/guestFile?id={id}&token={token}", /^https:\/\/169\.254\.169\.254:443\/guestFile\?id=\d+&token=[0-9a-f-]+$/],
      ["{scheme}://user:pw@{host}:{port}/guestFile?id={id}&token={token}", /^https:\/\/user:pw@esxi-1\.simulator\.test:\d+\/guestFile/],
      ["{scheme}://{host}:{port}/sdk", new RegExp(`^https://esxi-1\\.simulator\\.test:${right.port}/sdk$`)],
    ] as const) {
      await bench().fault({ kind: "transfer_url", url: template });
      assert.equal((await bench().call("GET", "/vcenter/vm")).status, 200);
      assert.match(await download(), wrong);
    }
    assert.equal(new URL(await download()).host, right.host);
  });

  it("hit the direction and the VM that they are for, and no call of the API", async () => {
    await bench().fault({ kind: "transfer_answer", status: 500, vm: WINDOWS });
    await bench().fault({ kind: "transfer_answer", status: 502, direction: "upload" });
    assert.equal((await get(bench(), await download())).status, 200);
    assert.equal((await put(bench(), await upload(), TEXT)).status, 502);
  });

  it("let no fault of the API hit a transfer", async () => {
    const url = await download();
    await bench().fault({ kind: "no_healthy_upstream", times: null });
    assert.equal((await get(bench(), url)).status, 200);
  });

  async function release(): Promise<void> {
    const ask = (): Promise<unknown> => bench().control("POST", "/release");
    await eventually(ask, (answer) => (answer as { released: number }).released === 1);
  }
});
