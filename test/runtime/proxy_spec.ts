import assert from "node:assert/strict";
import { proxyFor } from "../../src/runtime/proxy";
import { parseServer } from "../../src/vcenter/server-address";
import { FakeRed } from "./fake-red";

describe("proxyFor", () => {
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

      const proxy = proxyFor(red.api, "proxy-1", parseServer(server));

      assert.deepEqual(proxy, isPassedBy ? undefined : { url: "http://proxy:8080", secrets: [] });
    });
  }

  it("lists what of its login a server could echo", () => {
    const red = new FakeRed();
    red.nodes.set("proxy-1", { url: "https://proxy", credentials: { username: "ü", password: "p:w" } });
    const basic = Buffer.from("ü:p:w", "utf8").toString("base64");

    assert.deepEqual(proxyFor(red.api, "proxy-1", parseServer("vcenter.example.com")), {
      url: "https://proxy",
      login: `Basic ${basic}`,
      secrets: [basic, "p:w"],
    });
  });
});
