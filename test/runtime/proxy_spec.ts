import assert from "node:assert/strict";
import { proxyChoice } from "../../src/runtime/proxy";
import { parseServer } from "../../src/vcenter/server-address";
import { FakeRed } from "./fake-red";

describe("proxyChoice", () => {
  const rows: readonly (readonly [server: string, entry: string, isPassedBy: boolean])[] = [
    ["vcenter.example.com", "vcenter.example.com", true],
    ["VCenter.Example.com", "vcenter.EXAMPLE.com", true],
    ["vcenter.example.com", "example.com", true],
    ["vcenter.example.com", ".example.com", true],
    ["vcenter.example.com", "*.example.com", true],
    ["vcenter.example.com", "com", true],
    ["vcenter.example.com", "ample.com", false],
    ["vcenter.example.com", "vcenter.example.com:443", true],
    ["vcenter.example.com", "vcenter.example.com:8443", false],
    ["vcenter.example.com:8443", "vcenter.example.com:8443", true],
    ["vcenter.example.com:8443", ".example.com:8443", true],
    ["vcenter.example.com:8443", "vcenter.example.com", true],
    ["vcenter.example.com", "*", true],
    ["vcenter.example.com", "**", false],
    ["vcenter.example.com", "*.", false],
    ["vcenter.example.com", "", false],
    ["[2001:db8::1]", "2001:db8::1", true],
    ["[2001:db8::1]:8443", "[2001:db8::1]:8443", true],
  ];

  for (const [server, entry, isPassedBy] of rows) {
    it(`${server} ${isPassedBy ? "passes by" : "uses"} the proxy with the exception "${entry}"`, () => {
      const red = new FakeRed();
      red.nodes.set("proxy-1", { url: "http://proxy:8080/", noproxy: ["other.org", entry], credentials: {} });

      const proxy = proxyChoice(red.api, "proxy-1").for(parseServer(server));

      assert.deepEqual(proxy, isPassedBy ? undefined : { url: "http://proxy:8080", secrets: [] });
    });
  }

  it("needs no credentials on its node", () => {
    const red = new FakeRed();
    red.nodes.set("proxy-1", { url: "http://proxy:8080" });

    const proxy = proxyChoice(red.api, "proxy-1").for(parseServer("vcenter.example.com"));

    assert.deepEqual(proxy, { url: "http://proxy:8080", secrets: [] });
  });

  it("lists what of its login a server could echo", () => {
    const red = new FakeRed();
    red.nodes.set("proxy-1", { url: "https://proxy", credentials: { username: "ü", password: "p:w" } });
    const basic = Buffer.from("ü:p:w", "utf8").toString("base64");

    assert.deepEqual(proxyChoice(red.api, "proxy-1").for(parseServer("vcenter.example.com")), {
      url: "https://proxy",
      login: `Basic ${basic}`,
      secrets: [basic, "p:w"],
    });
  });

  it("refuses to carry the passwords of an http connection, unless the server is an exception", () => {
    const red = new FakeRed();
    red.nodes.set("proxy-1", { url: "http://proxy:8080", noproxy: [] });
    red.nodes.set("proxy-2", { url: "http://proxy:8080", noproxy: ["127.0.0.1"] });
    const server = parseServer("http://127.0.0.1:8080");

    assert.throws(() => proxyChoice(red.api, "proxy-1").for(server), { code: "INVALID_ARGUMENT", message: /clear text/ });
    assert.equal(proxyChoice(red.api, "proxy-2").for(server), undefined);
  });
});
