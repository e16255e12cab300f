import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { nodeSuite } from "../support/lab";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

/** SHA-256 of what a server on loopback shows. */
function fingerprintOf(port: number, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", servername, rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw).fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

nodeSuite("the way to an ESXi host", (lab) => {
  const flow = new TransferLab(lab);
  const upload = (content = "1"): Promise<unknown> => flow.done("up-1", at("/tmp/x", { content }));
  const failure = (): ReturnType<TransferLab["failure"]> => flow.failure("up-1", at("/tmp/x", { content: "1" }));
  const begun = async (): Promise<number> => (await lab.simulator.counters()).transfers.begun;

  it("that cannot be resolved: names host and port, says what is in the guest, and how the host map helps", async () => {
    const { host, port } = await lab.simulator.esxi();
    await lab.simulator.putContent("vm-42", "/tmp/x", "old");
    await flow.load({ connection: { hostMap: "", maxAttempts: 1 } });

    const { code, message, cause } = await failure();

    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["RESOURCE_INACCESSIBLE", "network", "not_done", true]);
    assert.ok(message.includes(`${host}:${port}`), message);
    assert.match(message, /The file "\/tmp\/x" is left in the guest as it was/);
    assert.match(message, /"Host map" of the connection node, by a line like esxi-1\.simulator\.test=/);
    const { message: download } = await flow.failure("down-1", at("/tmp/x"));
    assert.match(download, /The file "\/tmp\/x" exists in the guest/);
  });

  it("that accepts no connection: the pair of URL and bytes is repeated as often as it may", async () => {
    const { host } = await lab.simulator.esxi();
    await flow.load({ connection: { hostMap: `${host}=127.0.0.1:1`, maxAttempts: 3 } });
    const { code, message, cause } = await failure();
    assert.deepEqual([code, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "not_done", 3]);
    assert.match(message, /the ESXi host esxi-1\.simulator\.test:\d+ mapped to 127\.0\.0\.1:1, and the ESXi host accepts no connections/);
    assert.match(message, /Node-RED must reach 127\.0\.0\.1:1: check firewall and proxy, and the line esxi-1\.simulator\.test=\.\.\. in "Host map"/);
    assert.equal(await lab.simulator.calls(CREATE_TRANSFER), 3);
  });

  it("is checked by the TLS configuration for ESXi hosts, and by that of vCenter where there is none", async () => {
    await flow.load();
    await upload();
    await flow.load({ connection: { transferTls: "tls-2" }, more: [{ id: "tls-2", type: "tls-config", name: "", cert: "", key: "", ca: "", verifyservercert: true }] });
    const { code, message, cause } = await failure();
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNVERIFIED_PEER", "certificate", "not_done"]);
    assert.match(message, /the certificate of the ESXi host .*\(esxi-1\.simulator\.test:\d+ mapped to 127\.0\.0\.1:\d+\)/);
    assert.equal(await begun(), 1);
  });

  it("is checked for its own name, whatever name the TLS configuration has for vCenter", async () => {
    const ca = lab.simulator.address.ca ?? "";
    const tls = { id: "tls-2", type: "tls-config", name: "", cert: "", key: "", ca, verifyservercert: true, servername: "localhost" };
    await flow.load({ connection: { tls: "tls-2" }, more: [tls] });
    await upload();
  });

  for (const certificate of ["self_signed", "wrong_name"] as const) {
    it(`refuses a certificate that is ${certificate}, unless its fingerprint is known; nothing is sent to another`, async () => {
      const { host, port } = await lab.simulator.esxi();
      await lab.simulator.settings({ esxi_certificate: certificate });
      await flow.load();
      assert.equal((await failure()).code, "UNVERIFIED_PEER");

      const known = await fingerprintOf(port, host);
      await flow.load({ connection: { fingerprints: `${host.toUpperCase()} = ${known.replaceAll(":", "").toLowerCase()}` } });
      await upload();

      await lab.simulator.settings({ esxi_certificate: "ca" });
      const { code, message, cause } = await failure();
      assert.deepEqual([code, cause.subject, cause.outcome], ["UNVERIFIED_PEER", "certificate", "not_done"]);
      const shown = await fingerprintOf(port, host);
      assert.ok(message.includes(`fingerprint ${shown}, which is not among those written for ${host} in "Fingerprints"`), message);
      assert.ok(message.includes(`Compare it with what ${host} itself shows. If it is the same, the certificate was renewed: replace the line by ${host}=${shown}.`), message);
      assert.doesNotMatch(message, /TLS configuration/);
      assert.equal(await begun(), 1);
    });
  }

  it("pins the certificate of vCenter, too, and sends it nothing where it has another", async () => {
    const { port } = new URL(lab.simulator.address.url);
    const known = await fingerprintOf(Number(port), "localhost");
    await flow.load({ connection: { tls: "", transferTls: "tls-1", fingerprints: `127.0.0.1=${known}` } });
    await upload();

    await lab.red.unload();
    await lab.simulator.control("POST", "/counters/reset");
    await flow.load({ connection: { fingerprints: `127.0.0.1=${"00".repeat(32)}` } });
    const { code, message, cause } = await failure();
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNVERIFIED_PEER", "certificate", "not_done"]);
    assert.ok(message.includes(`fingerprint ${known}, which is not among those written for 127.0.0.1 in "Fingerprints"`), message);
    assert.ok(message.includes(`replace the line by 127.0.0.1=${known}`), message);
    assert.doesNotMatch(message, /TLS configuration/);
    assert.deepEqual((await lab.simulator.counters()).calls, {});
  });

  it("leads to vCenter where the URL says so", async () => {
    await lab.simulator.settings({ transfer_url_host: "*" });
    await flow.load({ connection: { hostMap: "" } });
    await upload("content");
    assert.equal((await lab.simulator.content("vm-42", "/tmp/x")).toString(), "content");
    assert.deepEqual((await lab.simulator.transfers()).map(({ listener }) => listener), ["main"]);
  });

  for (const [title, url] of [
    ["http", "http://{host}:{port}/guestFile?id={id}&token={token}"],
    ["another path", "{scheme}://{host}:{port}/guestFile/../admin?id={id}&token={token}"],
    ["a user", "{scheme}://user:pw@{host}:{port}/guestFile?id={id}&token={token}"],
    ["no URL", "guestFile?id={id}&token={token}"],
    ["no host", "{scheme}:///guestFile?id={id}&token={token}"],
    ["a fragment", "{scheme}://{host}:{port}/guestFile?id={id}&token={token}#x"],
  ] as const) {
    it(`is not taken from a URL with ${title}`, async () => {
      await lab.simulator.fault({ kind: "transfer_url", url });
      await flow.load();
      const { code, message, cause } = await failure();
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["ERROR", "server", "not_done", 1]);
      assert.match(message, /gave a URL for the transfer that is not taken/);
      assert.ok(!message.includes("token"), message);
      assert.equal(await begun(), 0);
    });
  }

  it("does not follow a redirect", async () => {
    await lab.simulator.fault({ kind: "transfer_answer", status: 302, headers: { location: "https://127.0.0.1:1/" }, body: "" });
    await flow.load();
    const { code, cause } = await failure();
    assert.deepEqual([code, cause.subject, cause.outcome, cause.status, cause.attempts], ["ERROR", "server", "unknown", 302, 1]);
  });

  it("ends with each transfer: no connection is kept", async () => {
    await flow.load();
    await upload();
    await flow.done("down-1", at("/tmp/x"));
    const { transfers } = await lab.counters((counters) => counters.transfers.sockets.open === 0);
    assert.deepEqual([transfers.sockets.opened, transfers.completed], [2, 2]);
  });

  it("is asked for by no more than wait for it at the head of their VM's queue, so that the limits of the queue hold", async () => {
    await lab.simulator.fault({ kind: "transfer_stall", direction: "upload", bytes: 0, times: null });
    await flow.load({ connection: { queueLimit: 10 } });
    const all = Promise.all(
      Array.from({ length: 40 }, (_, index) => lab.red.ask("up-1", { ...at("/tmp/x", { content: "1" }), _msgid: String(index) }, "ok", "failed")),
    );
    await lab.counters(({ transfers }) => transfers.open === 4);
    await lab.called(CREATE_TRANSFER, 5);
    await lab.releasedUntil(all);
    const full = (await all).filter(({ msg }) => msg.error?.code === "UNABLE_TO_ALLOCATE_RESOURCE");
    assert.ok(full.length >= 20, String(full.length));
    assert.equal((await lab.simulator.counters()).transfers.most_open, 4);
  });

  it("is taken by four transfers at once, no more", async () => {
    await lab.simulator.control("POST", "/vms", { count: 12, family: "LINUX" });
    const { vms } = (await lab.simulator.control("GET", "/state")) as { vms: { vm: string; family: string }[] };
    const machines = vms.filter(({ family }) => family === "LINUX").slice(0, 12);
    await lab.simulator.fault({ kind: "transfer_stall", direction: "upload", bytes: 0, times: null });
    await flow.load();
    const all = Promise.all(machines.map(({ vm }) => flow.done("up-1", { ...at("/tmp/x", { content: "1", _msgid: vm }, vm) })));
    await lab.counters(({ transfers }) => transfers.open === 4);
    await lab.releasedUntil(all);
    assert.equal((await lab.simulator.counters()).transfers.most_open, 4);
  });
});
