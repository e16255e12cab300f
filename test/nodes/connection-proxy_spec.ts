import assert from "node:assert/strict";
import { inspect } from "node:util";
import { nodeSuite, type Setup } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { ConnectProxy } from "../support/proxy";

nodeSuite("the proxy of a connection", (lab) => {
  let proxy: ConnectProxy;
  beforeEach(async () => {
    proxy = await ConnectProxy.start();
  });
  afterEach(async () => {
    await lab.red.unload();
    await proxy.close();
  });

  const host = (): string => new URL(lab.simulator.address.url).host;
  const port = (): string => new URL(lab.simulator.address.url).port;
  const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  function httpProxy(changes: Record<string, unknown> = {}): FlowNode {
    return { id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [], ...changes };
  }

  function through(changes: Record<string, unknown> = {}, credentials: Record<string, string> = {}): Setup {
    return { connection: { proxy: "proxy-1" }, more: [httpProxy(changes)], credentials: { "proxy-1": credentials } };
  }

  it("carries everything through tunnels to the server", async () => {
    await lab.load(through());

    await lab.path();

    assert.ok(proxy.asked.length > 0);
    assert.deepEqual([...new Set(proxy.asked.map(({ target }) => target))], [host()]);
    assert.deepEqual([...new Set(proxy.asked.map(({ login }) => login))], [undefined]);
  });

  it("gets its login", async () => {
    proxy.login = basic("proxy user", "pässword:1");
    await lab.load(through({}, { username: "proxy user", password: "pässword:1" }));

    await lab.path();
  });

  it("with a user and no password gets an empty one", async () => {
    proxy.login = basic("u", "");
    await lab.load(through({}, { username: "u" }));

    await lab.path();
  });

  it("that asks for a login is a fault of the network, and no login is shown", async () => {
    proxy.login = basic("u", "right");
    await lab.load(through({}, { username: "u", password: "Wrong-Proxy-Password-1!" }));

    const error = await lab.error();

    assert.deepEqual(
      [error.code, error.cause.subject, error.cause.outcome, error.cause.retryable],
      ["RESOURCE_INACCESSIBLE", "network", "not_done", false],
    );
    assert.match(error.message, /407.*proxy/);
    const shown = inspect(error, { depth: 9 });
    assert.ok(!shown.includes("Wrong-Proxy-Password-1!") && !shown.includes(basic("u", "Wrong-Proxy-Password-1!").slice(6)));
    assert.deepEqual((await lab.simulator.counters()).calls, {});
  });

  it("that hangs up is asked once per attempt, not in a loop", async () => {
    proxy.manner = "hang up";
    await lab.load({ ...through(), connection: { proxy: "proxy-1", maxAttempts: 2 } });

    const { code, cause } = await lab.error();

    assert.deepEqual([code, cause.subject, cause.outcome], ["RESOURCE_INACCESSIBLE", "network", "not_done"]);
    assert.equal(proxy.asked.length, 2);
  });

  it("takes its URL from the environment", async () => {
    process.env.TEST_PROXY = proxy.url;
    try {
      await lab.load(through({ url: "${TEST_PROXY}" }));
      await lab.path();
    } finally {
      delete process.env.TEST_PROXY;
    }
    assert.ok(proxy.asked.length > 0);
  });

  it("is closed at a deploy", async () => {
    await lab.load(through());
    await lab.path();

    await lab.red.unload();

    await lab.assertNothingLeft();
    await lab.counters(() => proxy.open === 0);
  });

  const passedBy: readonly (readonly [entries: () => unknown[], isPassedBy: boolean])[] = [
    [(): string[] => ["*"], true],
    [(): string[] => ["127.0.0.1"], true],
    [(): string[] => [host()], true],
    [(): string[] => ["other.example.com", " 127.0.0.1 "], true],
    [(): string[] => ["127.0.0.1:1"], false],
    [(): string[] => ["27.0.0.1"], false],
    [(): string[] => ["", " ", "."], false],
    [(): string[] => ["vcenter"], false],
    [(): unknown[] => [null, 5], false],
  ];

  for (const [entries, isPassedBy] of passedBy) {
    const shown = entries.toString().replace(/^.*=> /, "");

    it(`is ${isPassedBy ? "passed by" : "used"} with the exceptions ${shown}`, async () => {
      await lab.load(through({ noproxy: entries() }));

      await lab.path();

      assert.equal(proxy.asked.length === 0, isPassedBy);
    });
  }

  it("knows exceptions of a domain, without case", async () => {
    const server = `https://LocalHost:${port()}`;
    await lab.load({ ...through({ noproxy: ["LOCALHOST"] }), connection: { proxy: "proxy-1", server } });

    await lab.path();

    assert.equal(proxy.asked.length, 0);
  });

  it("has no exceptions if the node has none", async () => {
    await lab.load(through({ noproxy: undefined }));

    await lab.path();

    assert.ok(proxy.asked.length > 0);
  });

  const refused: Record<string, { proxy: string; changes: Record<string, unknown>; credentials?: Record<string, string> }> = {
    missing: { proxy: "gone", changes: {} },
    disabled: { proxy: "proxy-1", changes: { d: true } },
    "another node, which has no credentials": { proxy: "ok", changes: {} },
    "without a URL": { proxy: "proxy-1", changes: { url: "" } },
    "a host without a scheme": { proxy: "proxy-1", changes: { url: "127.0.0.1:8080" } },
    "a SOCKS proxy": { proxy: "proxy-1", changes: { url: "socks5://127.0.0.1:8080" } },
    "a URL with a login": { proxy: "proxy-1", changes: { url: "http://user:Secret-In-Url@127.0.0.1:8080" } },
    "the name of a variable that is not set": { proxy: "proxy-1", changes: { url: "${TEST_NEVER_SET}" } },
    "with a user that is not set": { proxy: "proxy-1", changes: {}, credentials: { username: "${TEST_NEVER_SET}" } },
    "with a password that is not set": {
      proxy: "proxy-1",
      changes: {},
      credentials: { username: "u", password: "${Secret-In-Url}" },
    },
  };

  for (const [what, { proxy: id, changes, credentials = {} }] of Object.entries(refused)) {
    it(`is refused if it is ${what}, and never left out`, async () => {
      await lab.load({ ...through(changes, credentials), connection: { proxy: id } });

      const { code, cause, message } = await lab.error();

      assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
      assert.match(message, /proxy configuration/);
      assert.ok(!message.includes("Secret-In-Url"));
      await lab.assertNothingSent();
      assert.equal(proxy.connections, 0);
    });
  }
});
