import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { nodeSuite } from "../support/lab";
import type { FlowNode } from "../support/node-red";

/** A `tls-config` node as its dialog leaves it. */
function tlsConfig(changes: Record<string, unknown>): FlowNode {
  const empty = { name: "", cert: "", key: "", ca: "", servername: "", alpnprotocol: "", verifyservercert: true };
  return { id: "tls-2", type: "tls-config", ...empty, ...changes };
}

nodeSuite("the TLS configuration of a connection", (lab) => {
  const ca = (): string => lab.simulator.address.ca!;

  it("is not needed to be refused: without one, only the CAs of Node.js count", async () => {
    await lab.load({ connection: { tls: "" } });

    const { code, cause, message } = await lab.error();

    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["UNVERIFIED_PEER", "certificate", "not_done", false]);
    assert.match(message, /TLS configuration/);
    assert.deepEqual((await lab.simulator.counters()).calls, {});
  });

  const working: Record<string, { node: () => Record<string, unknown>; credentials?: () => Record<string, string> }> = {
    "with the CA as a file": { node: () => ({ ca: ca() }) },
    "with the CA as text": { node: () => ({}), credentials: () => ({ cadata: readFileSync(ca(), "utf8") }) },
    "that does not verify the server": { node: () => ({ verifyservercert: false }) },
    "that offers HTTP/2, which is not used": { node: () => ({ ca: ca(), alpnprotocol: "h2" }) },
  };

  for (const [what, { node, credentials = () => ({}) }] of Object.entries(working)) {
    it(`works ${what}`, async () => {
      await lab.load({
        connection: { tls: "tls-2" },
        more: [tlsConfig(node())],
        credentials: { "tls-2": credentials() },
      });

      await lab.path();
    });
  }

  it("decides which name the certificate must hold", async () => {
    await lab.load({ connection: { tls: "tls-2" }, more: [tlsConfig({ ca: ca(), servername: "other.example.com" })] });

    const { code, cause } = await lab.error();

    assert.deepEqual([code, cause.subject], ["UNVERIFIED_PEER", "certificate"]);
  });

  const refused: Record<string, { tls: string; more: FlowNode[] }> = {
    missing: { tls: "gone", more: [] },
    disabled: { tls: "tls-2", more: [tlsConfig({ verifyservercert: false, d: true })] },
    "without its files": { tls: "tls-2", more: [tlsConfig({ ca: "/does/not/exist.pem" })] },
    "half a client certificate": { tls: "tls-2", more: [tlsConfig({ cert: "/does/not/exist.pem" })] },
    "another node": { tls: "proxy-1", more: [{ id: "proxy-1", type: "http proxy", name: "", url: "", noproxy: [] }] },
    "the name of a variable that is not set": { tls: "${TEST_NEVER_SET}", more: [] },
  };

  for (const [what, { tls, more }] of Object.entries(refused)) {
    it(`is refused if it is ${what}, and never left out`, async () => {
      await lab.load({ connection: { tls }, more });

      const { code, cause, message } = await lab.error();

      assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
      assert.match(message, /TLS configuration/);
      await lab.assertNothingSent();
      assert.equal(lab.red.statuses("temp-1")[0]?.text, "vcenter-guest-temp-file.status.not-configured");
    });
  }
});
