import assert from "node:assert/strict";
import fc from "fast-check";
import { limitsOf } from "../../src/runtime/limits";
import { parseFingerprints, parseHostMap } from "../../src/vcenter/host-lines";
import { parseServer } from "../../src/vcenter/server-address";
import { translate } from "./catalogue";
import { accepts, type ConfigNode, load, verdict } from "./editor-verdicts";

const connectionNode = load("vcenter-connection");

const server = (text: string) => verdict(connectionNode, "server", text);

describe("validators: server", () => {
  const good = `vcenter.example.com vcenter.example.com:8443 https://vcenter.example.com https://vcenter.example.com:8443/
    10.0.0.1 [2001:db8::1] [2001:db8::1]:443 2001:db8::1 http://127.0.0.1:8080 http://127.1.2.3 http://[::1]:80 http://localhost
    HTTPS://VCENTER.EXAMPLE.COM https://::1 vcenter_1 vcenter.example.com.`;
  const bad = `https:// http://vcenter.example.com http://128.0.0.1 http://127.0.0.1.example.com ftp://vcenter.example.com
    https://user@vcenter.example.com https://user:secret@vcenter.example.com user@vcenter.example.com https://vcenter.example.com/sdk
    vcenter.example.com/ https://vcenter.example.com? https://vcenter.example.com/?a https://vcenter.example.com/#a vcenter:port
    vcenter:0 . .. a..b vcenter:99999 \\\\vcenter https://vcenter.example.com/..`;

  for (const text of good.split(/\s+/)) {
    it(`takes ${text}`, () => {
      assert.equal(server(text), true);
      assert.ok(accepts(() => parseServer(text)));
    });
  }

  for (const text of bad.split(/\s+/)) {
    it(`marks ${text}`, () => {
      assert.match(String(server(text)), /^Server: /);
      assert.ok(!accepts(() => parseServer(text)));
    });
  }

  it("takes an environment variable, and says why http is refused", () => {
    assert.equal(server("${VCENTER_HOST}"), true);
    assert.match(String(server("http://vcenter.example.com")), /^Server: http is allowed for loopback only/);
  });

  it("agrees with the runtime about any text", () => {
    const part = fc.constantFrom(..."http:// https:// ftp:// a. vc.example :443 : / @ ? # \\ [::1] ::1 127.0.0.1 localhost . .. % 0 {} \u0001 é - \t".split(" "), " ", "");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.join("");
        fc.pre(text.trim() !== "");
        assert.equal(server(text) === true, accepts(() => parseServer(text)), text);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("validators: lines about ESXi hosts", () => {
  const digits = "0123456789abcdef".repeat(4);
  const colons = digits.toUpperCase().replace(/..(?!$)/g, "$&:");
  const rows = [
    {
      name: "hostMap",
      label: "Host map",
      parse: parseHostMap,
      good: ["10.0.0.5", "10.0.0.5:8443", "esxi.example.com", "esxi.example.com:1", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443", "h:65535"],
      bad: ["", "10.0.0.5:0", "h:65536", "h:", "h:x", "https://h", "h/x", "[2001:db8::1", "[1:2]", "[1:2]:443", "-h", "h h", "user@h"],
    },
    {
      name: "fingerprints",
      label: "Fingerprints",
      parse: parseFingerprints,
      good: [digits, digits.toUpperCase(), colons],
      bad: ["", "ab", digits.slice(1), `${digits}0`, `${digits.slice(1)}g`, `SHA256:${digits}`],
    },
  ];

  for (const { name, label, parse, good, bad } of rows) {
    const verdictOf = (text: string) => verdict(connectionNode, name, text);

    it(`${name}: takes and marks what the runtime takes and refuses`, () => {
      for (const value of good) {
        for (const text of [`esxi-1.example.com=${value}`, `\r\n ESXI = ${value}\r\n\r\n[::1]=${value}\n`]) {
          assert.equal(verdictOf(text), true, text);
          assert.ok(accepts(() => parse(text)), text);
        }
      }
      for (const text of [...bad.map((value) => `esxi=${value}`), good[0]!, `=${good[0]!}`, `esxi:443=${good[0]!}`, `esxi=${good[0]!} x`]) {
        assert.match(String(verdictOf(`esxi=${good[0]!}\n${text}`)), new RegExp(`^${label}: each line must be a host, an equals sign and`), text);
        assert.ok(!accepts(() => parse(text)), text);
      }
    });

    it(`${name}: may be empty, or missing in an older flow, or an environment variable`, () => {
      for (const text of ["", " \n", "${ESXI_HOSTS}"]) {
        assert.equal(verdictOf(text), true);
      }
      assert.equal(verdict(connectionNode, name, undefined), true);
    });

    it(`${name}: agrees with the runtime about any text`, () => {
      const part = fc.constantFrom(..."= : [ ] [::1] 2001:db8::1 10.0.0.5 esxi a. 443 0 - _ / % é x , @".split(" "), digits, colons, "\n", "\r", "\t", " ");
      fc.assert(
        fc.property(fc.array(part, { minLength: 1, maxLength: 7 }), (parts) => {
          const text = parts.join("");
          // An address with a zone, and one of IPv4 in brackets, can be used, but nobody writes them here.
          fc.pre(!/[%:]\S*%|\[[\d.]+\]/.test(text));
          assert.equal(verdictOf(text) === true, accepts(() => parse(text)), JSON.stringify(text));
        }),
        { numRuns: 3000 },
      );
    });
  }
});

const limit = (name: string, value: unknown) => verdict(connectionNode, name, value);

describe("validators: limits of a connection", () => {
  const counts = ["maxConcurrent", "maxConcurrentPerVm", "queueLimit", "maxAttempts"];
  const waits = ["queueTimeout", "waitForTools"];

  for (const name of counts) {
    it(`${name} is a whole number from 1`, () => {
      for (const value of [1, "1", " 2 ", "1e4", 10_000, Number.MAX_SAFE_INTEGER]) {
        assert.equal(limit(name, value), true, String(value));
      }
      for (const value of ["0", "-1", "1.5", "x", "1x", " ", "Infinity", "NaN", 0, 0.5, 2 ** 53, true]) {
        assert.match(String(limit(name, value)), /^[\w ]+: enter a whole number, 1 or more$/, String(value));
      }
    });
  }

  for (const name of waits) {
    it(`${name} is a number of seconds from 0 that a timer can hold`, () => {
      for (const value of [0, "0", "0.5", "1e3", "2147483.647"]) {
        assert.equal(limit(name, value), true, String(value));
      }
      for (const value of ["-1", "-0.001", "x", " ", "2147483.648", "Infinity", "NaN"]) {
        assert.match(String(limit(name, value)), /^[\w. ]+ \(s\): enter seconds, 0 or more and at most 2147483\.647$/, value);
      }
    });
  }

  for (const name of [...counts, ...waits, "timeout"]) {
    it(`${name}: agrees with the runtime, also about an empty one`, () => {
      const { required } = connectionNode.defaults[name]!;
      for (const value of [undefined, "", " ", "0", "-1", "1", "1.5", "1e3", "x", "2147483.647", "2147483.648", "Infinity", 0, 1, 2.5, true]) {
        const isFine = !(required === true && value === "") && limit(name, value) === true;
        assert.equal(isFine, accepts(() => limitsOf({ [name]: value })), `${typeof value} ${JSON.stringify(value)}`);
      }
    });
  }

  it("are the defaults where they are empty or an older flow lacks them, and the empty field shows the default", () => {
    for (const name of [...counts, ...waits, "timeout"]) {
      const { value, required } = connectionNode.defaults[name]!;
      assert.equal(limit(name, undefined), true, name);
      assert.equal(required === true || limit(name, "") === true, true, name);
      assert.equal(limit(name, value), true, name);
      assert.equal(translate(`@vcenter-guest/node-red/vcenter-connection:vcenter-connection.placeholder.${name}`), String(value));
    }
  });
});

describe("validators: timeout", () => {
  const tempFileNode = load("vcenter-guest-temp-file");
  const good = ["60", "0.5", "2147483.647", "1e3"];
  const bad = ["0", "-1", "x", " ", "2147483.648", "Infinity", "NaN"];
  const complaint = /^Timeout \(s\): enter seconds/;

  it("of a connection is a number of seconds that a timer can hold, and never empty: the editor itself sees to that", () => {
    assert.equal(connectionNode.defaults.timeout?.required, true);
    for (const value of [60, ...good]) {
      assert.equal(limit("timeout", value), true);
    }
    for (const value of bad) {
      assert.match(String(limit("timeout", value)), complaint);
    }
  });

  it("of a node may stay empty, then it is that of the connection", () => {
    for (const value of ["", ...good]) {
      assert.equal(verdict(tempFileNode, "timeout", value, { timeoutType: "num" }), true);
    }
    for (const value of bad) {
      assert.match(String(verdict(tempFileNode, "timeout", value, { timeoutType: "num" })), complaint);
    }
  });
});

describe("validators: name of a guest login", () => {
  const twin = { id: "b", type: "vcenter-guest-login", name: "root", connection: "c1" };
  const login = (name: string, connection: string, others: ConfigNode[]) =>
    verdict(load("vcenter-guest-login", others), "name", name, { id: "a", connection });

  it("stands once on a connection, and case counts", () => {
    assert.match(String(login("root", "c1", [twin])), /^Name: another guest login/);
    assert.equal(login("Root", "c1", [twin]), true);
    assert.equal(login("root", "c2", [twin]), true);
    assert.equal(login("root", "c1", [{ ...twin, id: "a" }, { ...twin, type: "other" }]), true);
  });
});
