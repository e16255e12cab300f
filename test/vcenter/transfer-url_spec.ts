import assert from "node:assert/strict";
import { isIP } from "node:net";
import fc from "fast-check";
import { isPrivateToHost } from "../../src/vcenter/address-class";
import { parseServer } from "../../src/vcenter/server-address";
import { transferTarget } from "../../src/vcenter/transfer-url";

const PUBLIC = parseServer("vcenter.example.com:8443");
const SERVERS = [PUBLIC, parseServer("http://127.0.0.1:8080"), parseServer("[2001:db8::1]")];

const SCHEMES = ["https", "http", "HTTPS", "ftp", "javascript", "file", ""];
const HOSTS = ["*", "esxi.example.com", "ESXI", "127.0.0.1", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "[fe80::1]", "224.0.0.1", "localhost", "LOCALHOST", "0", "", "u@h", "u:p@h", "a*b", "[", "%31%32%37.0.0.1"];
const PATHS = ["/guestFile", "/guestFile/", "/guestfile", "/guestFile/..", "/%67uestFile", "/", "", "\\guestFile", "//guestFile"];
const part = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const LIKE = fc
  .tuple(part(SCHEMES), part(["://", ":/", ":", "//", ":\\\\"]), part(HOSTS), part(["", ":443", ":0", ":65536", ":x", ":"]), part(PATHS), part(["", "?id=1&token=t", "?", "?a#b", "#x", "?a b", "?\u0000", "?ü", "?\r\nHost: x"]))
  .map((parts) => parts.join(""));
const ANY = fc.oneof(LIKE, fc.string({ unit: "binary" }), fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string().map((text) => `https://esxi/guestFile?${text}`));

describe("any transfer URL", () => {
  it("leads to /guestFile of an allowed host by http(s), or is refused with a reason; nothing is thrown", () => {
    fc.assert(
      fc.property(ANY, part(SERVERS), (text, server) => {
        const target = transferTarget(text, server);
        if ("refused" in target) {
          assert.match(target.refused, /^it |^its /);
          return;
        }
        const { origin, host, port, path } = target;
        const url = new URL(origin + path);
        assert.equal(url.protocol, server.origin.startsWith("http:") && /^http:/i.test(text) ? "http:" : "https:");
        assert.deepEqual([url.origin, url.pathname, url.username, url.password, url.hash], [origin, "/guestFile", "", "", ""]);
        assert.equal(url.hostname.replace(/^\[|\]$/g, ""), host);
        assert.ok(port > 0 && port < 65_536);
        assert.equal(Number(url.port || (url.protocol === "https:" ? 443 : 80)), port);
        assert.match(path, /^\/guestFile(\?[\x21-\x7e]*)?$/);
        assert.ok(host === server.host || !isPrivateToHost(host) || isPrivateToHost(server.host), host);
      }),
      { numRuns: 5_000 },
    );
  });

  for (const host of ["127.0.0.1", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "224.0.0.1", "[ff02::1]", "0.0.0.0", "[::]", "localhost", "LocalHost", "localhost.", "x.localhost"]) {
    it(`does not lead to ${host}, unless vCenter is there`, () => {
      assert.match(JSON.stringify(transferTarget(`https://${host}/guestFile?id=1`, PUBLIC)), /only this machine or its own network segment/);
      assert.ok("origin" in transferTarget(`https://${host}/guestFile?id=1`, parseServer("http://127.0.0.1")));
    });
  }

  it("with the host * means vCenter, with its port unless it has one", () => {
    const of = (text: string): unknown => transferTarget(text, PUBLIC);
    assert.deepEqual(of("https://*/guestFile?x"), { origin: "https://vcenter.example.com:8443", host: "vcenter.example.com", port: 8443, path: "/guestFile?x" });
    assert.deepEqual(of("https://*:444/guestFile?x"), { origin: "https://vcenter.example.com:444", host: "vcenter.example.com", port: 444, path: "/guestFile?x" });
    assert.deepEqual(of("https://ESXI/guestFile"), { origin: "https://esxi", host: "esxi", port: 443, path: "/guestFile" });
  });
});

describe("the class of an address", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const v4 = fc.tuple(byte, byte, byte, byte);

  it("is the same for an IPv4 address and its form in IPv6", () => {
    fc.assert(
      fc.property(v4, (bytes) => {
        const [a, b] = bytes;
        const text = bytes.join(".");
        const isPrivate = a === 0 || a === 127 || (a === 169 && b === 254) || (a >= 224 && a < 240) || text === "255.255.255.255";
        assert.equal(isPrivateToHost(text), isPrivate, text);
        assert.equal(isPrivateToHost(`::ffff:${text}`), isPrivate, `::ffff:${text}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is none of a name but localhost, and never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => isIP(text) !== 0 || !isPrivateToHost(text) || /localhost\.?$/.test(text)));
  });
});
