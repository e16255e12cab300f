import assert from "node:assert/strict";
import { inspect } from "node:util";
import { nodeSuite } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { ConnectProxy } from "../support/proxy";
import { at, TransferLab } from "../support/transfers";

nodeSuite("a proxy on the way to ESXi hosts", (lab) => {
  const flow = new TransferLab(lab);
  let proxy: ConnectProxy;
  beforeEach(async () => {
    proxy = await ConnectProxy.start();
  });
  afterEach(async () => {
    await lab.red.unload();
    await proxy.close();
  });

  const node = (changes: object = {}): FlowNode => ({ id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [], ...changes });
  const upload = (): Promise<unknown> => flow.done("up-1", at("/tmp/x", { content: "1" }));
  const targets = (): string[] => [...new Set(proxy.asked.map(({ target }) => target))];

  it("carries the transfers alone, to the address of the host map", async () => {
    const { address } = await lab.simulator.esxi();
    await flow.load({ connection: { transferProxy: "proxy-1" }, more: [node()] });
    await upload();
    await flow.done("down-1", at("/tmp/x"));
    assert.deepEqual(targets(), [address]);
  });

  it("is that of vCenter where there is no other", async () => {
    const { address } = await lab.simulator.esxi();
    await flow.load({ connection: { proxy: "proxy-1" }, more: [node()] });
    await upload();
    assert.deepEqual(targets(), [new URL(lab.simulator.address.url).host, address]);
  });

  it("is asked for the host by its name where no map tells an address", async () => {
    const { host, port } = await lab.simulator.esxi();
    proxy.manner = 502;
    await flow.load({ connection: { transferProxy: "proxy-1", hostMap: "", maxAttempts: 1 }, more: [node()] });
    const { code, cause } = await flow.failure("up-1", at("/tmp/x", { content: "1" }));
    assert.deepEqual([code, cause.subject, cause.outcome], ["RESOURCE_INACCESSIBLE", "network", "not_done"]);
    assert.deepEqual(targets(), [`${host}:${port}`]);
  });

  it("is left out for the hosts that it leaves out", async () => {
    await flow.load({ connection: { transferProxy: "proxy-1" }, more: [node({ noproxy: ["simulator.test"] })] });
    await upload();
    assert.deepEqual(proxy.asked, []);
  });

  it("that refuses its login is no reason to try again, and shows no secret", async () => {
    proxy.login = "Basic other";
    await flow.load({
      connection: { transferProxy: "proxy-1" },
      more: [node()],
      credentials: { "proxy-1": { username: "u", password: "Wrong-Proxy-Password-1!" } },
    });
    const error = await flow.failure("up-1", at("/tmp/x", { content: "1" }));
    assert.deepEqual([error.code, error.cause.subject, error.cause.retryable, error.cause.attempts], ["RESOURCE_INACCESSIBLE", "network", false, 1]);
    assert.ok(!inspect(error, { depth: null }).includes("Wrong-Proxy"));
  });
});
