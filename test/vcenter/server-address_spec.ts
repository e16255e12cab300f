import assert from "node:assert/strict";
import fc from "fast-check";
import { VCenterError } from "../../src/vcenter/error";
import { parseServer } from "../../src/vcenter/server-address";

const ACCEPTED: [text: string, origin: string, name: string][] = [
  ["vc.example.com", "https://vc.example.com", "vc.example.com:443"],
  [" vc.example.com\n", "https://vc.example.com", "vc.example.com:443"],
  ["VC.Example.COM", "https://vc.example.com", "vc.example.com:443"],
  ["vc.example.com.", "https://vc.example.com.", "vc.example.com.:443"],
  ["vc_1-a:8443", "https://vc_1-a:8443", "vc_1-a:8443"],
  ["vc:443", "https://vc", "vc:443"],
  ["10.0.0.1", "https://10.0.0.1", "10.0.0.1:443"],
  ["10.0.0.1:8443", "https://10.0.0.1:8443", "10.0.0.1:8443"],
  ["bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example:443"],
  ["2001:DB8::1", "https://[2001:db8::1]", "[2001:db8::1]:443"],
  ["[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]:443"],
  ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443"],
  ["https://vc", "https://vc", "vc:443"],
  ["HTTPS://VC:8443/", "https://vc:8443", "vc:8443"],
  ["https://[::1]:8443", "https://[::1]:8443", "[::1]:8443"],
  ["localhost:8943", "https://localhost:8943", "localhost:8943"],
  ["http://localhost", "http://localhost", "localhost:80"],
  ["http://LOCALHOST:8943/", "http://localhost:8943", "localhost:8943"],
  ["http://127.0.0.1:443", "http://127.0.0.1:443", "127.0.0.1:443"],
  ["http://127.255.1.2", "http://127.255.1.2", "127.255.1.2:80"],
  ["http://[::1]:99", "http://[::1]:99", "[::1]:99"],
];

const HOLDS = /it must hold no user, path, query, fragment or space/;
const NEITHER = /it is neither a host, host:port nor an https URL/;
const CLEAR_TEXT = /http would send passwords in clear text/;

const TOO_LONG = /it has more than 300 characters/;
const REFUSED: [text: string, why: RegExp][] = [
  ["", /has no server/],
  [" \t", /has no server/],
  ...[
    "user@vc",
    "user:pass@vc",
    "https://user@vc",
    "https://:@vc",
    "https://@vc",
    "vc/",
    "vc/path",
    "//vc",
    "https:/vc",
    "https://vc//",
    "https://vc/.",
    "https://vc/..",
    "https://vc/path",
    "vc?",
    "vc?x=1",
    "https://vc?",
    "https://vc/?x",
    "vc#",
    "https://vc#x",
    "vc\\x",
    "https:\\\\vc",
    "https://vc\\..",
    "v c",
    "https://v\tc",
    "https://v\nc",
    "vc\u00a0x",
    "vc\u0000",
    "\u0001vc",
    "http://127.0.0.1@evil.example",
  ].map((text): [string, RegExp] => [text, HOLDS]),
  ...["ftp://vc", "ws://vc", "file://vc", "gopher://vc:70"].map((text): [string, RegExp] => [
    text,
    /its scheme must be https/,
  ]),
  ...[
    "vc:0",
    "vc:65536",
    "vc:port",
    "vc:-1",
    "https:vc",
    "javascript:alert(1)",
    "mailto:vc",
    ".",
    "..",
    ".vc",
    "a..b",
    "https://.",
    "-vc",
    "a,b",
    "*",
    "%",
    "vc%2fx",
    "https://vc%2e%2e%2fx",
    "https://vc%40x",
    "[::1",
    "::1]",
    "[v1.x]",
    "fe80::1%eth0",
    "1.2.3.4.5",
    "256.1.1.1",
    "x".repeat(255),
    "https://",
    ":443",
    "[]",
    "a:b:c:g",
    `${":".repeat(299)}x`,
  ].map((text): [string, RegExp] => [text, NEITHER]),
  ...[`${"a.".repeat(150)}b`, `${":".repeat(10_000)}x`].map((text): [string, RegExp] => [text, TOO_LONG]),
  ...[
    "http://vc",
    "http://10.0.0.1",
    "http://localhost.",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://128.0.0.1",
    "http://[::2]",
    "http://[::ffff:127.0.0.1]",
    "http://0.0.0.0",
  ].map((text): [string, RegExp] => [text, CLEAR_TEXT]),
];

function refusal(text: string): VCenterError {
  try {
    parseServer(text);
  } catch (error) {
    assert.ok(error instanceof VCenterError);
    return error;
  }
  return assert.fail(`${JSON.stringify(text)} was accepted`);
}

describe("the server of a connection", () => {
  for (const [text, origin, name] of ACCEPTED) {
    it(`may be ${JSON.stringify(text)}`, () => {
      const address = parseServer(text);
      assert.deepEqual([address.origin, address.name], [origin, name]);
      assert.equal(address.host, new URL(origin).hostname.replace(/[[\]]/g, ""));
    });
  }

  for (const [text, why] of REFUSED) {
    it(`must not be ${JSON.stringify(text).slice(0, 60)}`, () => {
      const { code, cause, message } = refusal(text);
      assert.deepEqual(
        [code, cause],
        ["INVALID_ARGUMENT", { subject: "configuration", outcome: "not_done", retryable: false }],
      );
      assert.match(message, why);
    });
  }

  for (const text of [
    "s3cret@vc",
    "https://u:s3cret@vc",
    "u:s3\ncret@vc/x",
    "https://u:s3?cret@vc",
    "https://vc?password=s3cret",
    "vc#s3cret",
  ]) {
    it(`is not repeated with a password: ${JSON.stringify(text)}`, () => {
      assert.doesNotMatch(refusal(text).message, /s3|cret/);
    });
  }

  it("is read to an address of scheme, host and port alone, or refused, whatever it is", () => {
    const unit = fc.constantFrom(
      ..."aZ0.-_:/\\@?#[]%ü \t\u0000\u2025".split(""),
      "https://",
      "http://",
      "127.0.0.1",
      "::1",
      "localhost",
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.webUrl(), fc.domain(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        let address;
        try {
          address = parseServer(text);
        } catch (error) {
          assert.ok(error instanceof VCenterError && error.cause.subject === "configuration");
          return;
        }
        const url = new URL(address.origin);
        assert.equal(url.href, `${address.origin}/`);
        assert.equal(`${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`, address.name);
        assert.ok(url.protocol === "https:" || /^(localhost|127\.[\d.]+|::1)$/.test(address.host), address.host);
        assert.match(address.name, /^[\x21-\x7e]+:\d+$/);
        assert.deepEqual(parseServer(address.origin), address);
      }),
      { numRuns: 500 },
    );
  });
});
