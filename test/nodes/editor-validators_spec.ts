import assert from "node:assert/strict";
import fc from "fast-check";
import { guestPathText } from "../../src/guest/guest-path-text";
import { lifetimeOf } from "../../src/guest/ledger/lifetime";
import { temporaryRequest } from "../../src/guest/temporary-request";
import { uploadRequest } from "../../src/guest/upload-request";
import { vmText } from "../../src/guest/vm-text";
import { decoderOf } from "../../src/runtime/encoding";
import { limitsOf } from "../../src/runtime/limits";
import { bytesOfMebibytes } from "../../src/runtime/size-limit";
import { parseFingerprints, parseHostMap } from "../../src/vcenter/host-lines";
import { parseServer } from "../../src/vcenter/server-address";
import { translate } from "./catalogue";
import { type EditorDefinition, type NodeType, runScript } from "./editor-html";

interface ConfigNode {
  id: string;
  type: string;
  connection?: string;
  name?: string;
}

/** Stands for the editor: the true English texts, and what Node-RED itself says about a reference. */
function editorWith(configNodes: ConfigNode[] = []) {
  return {
    _: (key: string) => translate(key) ?? assert.fail(`The editor would show the raw key ${key}`),
    validators: { typedInput: () => (value: string) => (value.includes("[") ? "not a property" : true) },
    nodes: { eachConfig: (visit: (node: ConfigNode) => void) => configNodes.forEach(visit) },
  };
}

const load = (type: NodeType, configNodes: ConfigNode[] = []): EditorDefinition =>
  runScript(type, editorWith(configNodes), () => ({ val: () => undefined }));

/** What the validator of a property says about a value, with the other properties of the node. */
function verdict({ defaults }: EditorDefinition, name: string, value: unknown, node: object = {}) {
  const { validate, label = "" } = defaults[name] ?? {};
  assert.ok(validate, `${name} has no validator`);
  assert.equal(validate.length, 2, "only a validator with two parameters can give a message");
  return validate.call({ ...node, [name]: value }, value, { label });
}

const connectionNode = load("vcenter-connection");
const tempFileNode = load("vcenter-guest-temp-file");
const tempFile = (name: string, value: unknown, type = "str", node: object = {}) =>
  verdict(tempFileNode, name, value, { ...node, [`${name}Type`]: type });

const accepts = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

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
      assert.equal(tempFile("timeout", value, "num"), true);
    }
    for (const value of bad) {
      assert.match(String(tempFile("timeout", value, "num")), complaint);
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

describe("validators: typed values of the temp file node", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.array(fc.constantFrom("a", "/", "\\", ":", ".", " ", "\u0000", "\u009f", "\ud800", "é", "x".repeat(200)), { maxLength: 5 }).map((parts) => parts.join("")),
  );
  const missing = { value: undefined, name: "x" };

  it("vm: agrees with the runtime", () => {
    fc.assert(fc.property(text, (value) => {
      assert.equal(tempFile("vm", value) === true, accepts(() => vmText({ value, name: "vm" })), value);
    }));
    assert.equal(tempFile("vm", "é".repeat(127)), true);
    assert.match(String(tempFile("vm", "é".repeat(128))), /^VM: enter an id/);
    assert.match(String(tempFile("vm", "")), /^VM: enter an id/);
    assert.match(String(tempFile("vm", "..")), /^VM: enter an id/);
  });

  it("prefix and suffix: agree with the runtime", () => {
    fc.assert(fc.property(text, text, (prefix, suffix) => {
      const node = { prefix, prefixType: "str", suffix, suffixType: "str" };
      const isFine = tempFile("prefix", prefix, "str", node) === true && tempFile("suffix", suffix, "str", node) === true;
      const given = { prefix: { ...missing, value: prefix }, suffix: { ...missing, value: suffix }, parentPath: missing };
      assert.equal(isFine, accepts(() => temporaryRequest("file", given)));
    }));
  });

  it("prefix and suffix: are at most 239 bytes together, if both are typed in", () => {
    const prefix = "é".repeat(119);
    const node = { prefix, prefixType: "str" };
    assert.equal(tempFile("suffix", "a", "str", node), true);
    assert.match(String(tempFile("suffix", "ab", "str", node)), /239 bytes/);
    assert.equal(tempFile("suffix", "ab", "str", { ...node, prefixType: "msg" }), true);
  });

  it("prefix and suffix: are at most 229 bytes together, if a mark is added", () => {
    const node = { prefix: "p".repeat(228), prefixType: "str", removal: "lifetime" };
    assert.equal(tempFile("suffix", "a", "str", node), true);
    assert.match(String(tempFile("suffix", "ab", "str", node)), /229 bytes/);
  });

  it("lifetime: agrees with the runtime", () => {
    const check = (value: string): void => {
      const isFine = tempFile("lifetime", value, "num", { removal: "lifetime" }) === true;
      assert.equal(isFine, accepts(() => lifetimeOf({ value, name: "lifetime" })), value);
    };
    fc.assert(fc.property(fc.oneof(text, fc.double().map(String)), check));
    ["60", "0.5", "0", "-1", "", "5256000", "5256001", "1e3", " "].forEach(check);
    assert.match(String(tempFile("lifetime", "0", "num", { removal: "lifetime" })), /^Lifetime \(min\): enter a number of minutes above 0/);
    assert.equal(tempFile("lifetime", "", "num"), true);
  });

  it("prefix and suffix: say what is wrong", () => {
    assert.match(String(tempFile("prefix", "a/b")), /^Prefix: must not/);
    assert.match(String(tempFile("suffix", "a. ")), /^Suffix: must not end/);
    assert.equal(tempFile("prefix", ""), true);
  });

  it("parent path: agrees with the runtime", () => {
    const start = fc.constantFrom("", "/", "C:\\", "c:/", "C:", "\\\\server\\share", "\\\\server", "\\\\server\\", "~", "x".repeat(4000));
    fc.assert(fc.property(start, text, (begin, rest) => {
      const value = begin + rest;
      const given = { prefix: missing, suffix: missing, parentPath: { value, name: "parent path" } };
      assert.equal(tempFile("parentPath", value) === true, accepts(() => temporaryRequest("file", given)), value);
    }));
    assert.equal(tempFile("parentPath", `/${"a".repeat(4095)}`), true);
    assert.match(String(tempFile("parentPath", `/${"a".repeat(4096)}`)), /^In directory: enter an absolute path/);
    assert.match(String(tempFile("parentPath", "tmp")), /^In directory: enter an absolute path/);
  });

  it("guest login: a name is never empty", () => {
    assert.equal(tempFile("login", "root"), true);
    assert.match(String(tempFile("login", "")), /^Guest login: enter a value/);
  });

  it("references are left to Node-RED, but are not empty", () => {
    for (const name of ["vm", "login", "prefix", "suffix", "parentPath", "lifetime", "timeout"]) {
      for (const type of ["msg", "env", "flow", "global", "jsonata"]) {
        assert.equal(tempFile(name, "a/b: c", type), true);
        assert.equal(tempFile(name, "a[", type), "not a property");
        assert.match(String(tempFile(name, "", type)), /: enter a value$/);
      }
    }
  });
});

describe("validators: upload and download", () => {
  const uploadNode = load("vcenter-guest-upload");
  const downloadNode = load("vcenter-guest-download");
  const upload = (name: string, value: unknown, node: object = {}) =>
    verdict(uploadNode, name, value, { from: "message", [`${name}Type`]: "str", ...node });
  const download = (name: string, value: unknown, node: object = {}) =>
    verdict(downloadNode, name, value, { to: "buffer", [`${name}Type`]: "str", ...node });
  const given = (name: string, value?: unknown) => ({ name, value });

  function uploads(values: { path?: string; permissions?: unknown; ownerId?: unknown; groupId?: unknown }): boolean {
    const { path = "/tmp/x", ...attributes } = values;
    const { permissions, ownerId, groupId } = attributes;
    return accepts(() =>
      uploadRequest(
        given("path", path),
        { permissions: given("a", permissions), ownerId: given("b", ownerId), groupId: given("c", groupId), hidden: undefined, readOnly: undefined },
        { overwrite: true, atomic: false, createParents: false, verify: true },
      ),
    );
  }

  it("path: agrees with the runtime", () => {
    const start = fc.constantFrom("", "/", "C:\\", "c:/", "C:", "\\\\server\\share", "\\\\server", "~", `/${"x".repeat(4000)}`);
    const rest = fc.array(fc.constantFrom("a", "b c", "/", "\\", "\u0000", "\u009f", "\ud800", "é", "x".repeat(99)), { maxLength: 4 });
    fc.assert(
      fc.property(start, rest, (begin, parts) => {
        const path = begin + parts.join("");
        // What is a root is seen by the node itself.
        fc.pre(!/^\\\\[^\\/]*([\\/]+[^\\/]*)?$/.test(path));
        assert.equal(upload("path", path) === true, uploads({ path }), JSON.stringify(path));
        assert.equal(download("path", path) === true, accepts(() => guestPathText(given("path", path))), JSON.stringify(path));
      }),
      { numRuns: 2000 },
    );
    assert.match(String(upload("path", "/tmp/")), /^Path: enter an absolute path of a file/);
    assert.match(String(download("path", "tmp")), /^Path: enter an absolute path/);
  });

  it("permissions, owner and group: agree with the runtime", () => {
    for (const permissions of ["", "0600", "600", "1777", "0", "60", "06000", "0800", "rw-", " 600"]) {
      assert.equal(upload("permissions", permissions) === true, uploads({ permissions }), permissions);
    }
    for (const id of ["", "0", "1000", "4294967295", "4294967296", "-1", "1.5", "root"]) {
      assert.equal(upload("ownerId", id, { ownerIdType: "num" }) === true, uploads({ ownerId: id }), id);
      assert.equal(upload("groupId", id, { groupIdType: "num" }) === true, uploads({ groupId: id }), id);
    }
    assert.match(String(upload("permissions", "rw-")), /^Permissions: enter three or four octal digits/);
    assert.match(String(upload("ownerId", "root", { ownerIdType: "num" })), /^Owner: enter the number/);
  });

  it("encoding and size limit: agree with the runtime, where they are used", () => {
    for (const encoding of ["utf-8", "UTF8", " utf-16le ", "windows-1252", "shift_jis", "gb18030", "", " ", "utf-7", "x", "latin-99"]) {
      assert.equal(download("encoding", encoding, { to: "text" }) === true, accepts(() => decoderOf(encoding)), encoding);
      assert.equal(download("encoding", encoding), true);
    }
    for (const limitText of [64, 0.5, "64", " 0.001 ", "1e3", "", " ", "0", "-1", 0, "x", "Infinity", "NaN"]) {
      const isFine = accepts(() => bytesOfMebibytes(limitText));
      assert.equal(download("sizeLimit", limitText) === true, isFine, String(limitText));
      assert.equal(download("sizeLimit", limitText, { to: "text" }) === true, isFine, String(limitText));
      assert.equal(download("sizeLimit", limitText, { to: "file" }), true);
    }
    assert.match(String(download("encoding", "utf-7", { to: "text" })), /^Encoding: enter an encoding that is known/);
    assert.match(String(download("sizeLimit", "0")), /^Size limit \(MiB\): enter a number above 0/);
  });

  it("content and local file: only what is used must be there", () => {
    const num = { sourceType: "num" };
    assert.deepEqual([upload("source", ""), upload("source", "", { from: "file" })], [true, true]);
    assert.match(String(upload("source", "", num)), /^Content: enter a value$/);
    assert.equal(upload("source", "", { ...num, from: "file" }), true);
    assert.match(String(upload("filename", "", { from: "file" })), /^Local file: enter a value$/);
    assert.deepEqual([upload("filename", ""), upload("filename", "/data/x", { from: "file" })], [true, true]);
    assert.match(String(download("filename", "", { to: "file" })), /^Local file: enter a value$/);
    assert.deepEqual([download("filename", ""), download("filename", "/data/x", { to: "file" })], [true, true]);
  });

  it("vm, login and timeout: are not empty, and a timeout can be", () => {
    for (const check of [upload, download]) {
      for (const name of ["vm", "login"]) {
        assert.match(String(check(name, "")), /: enter a value$/);
        assert.equal(check(name, "x"), true);
      }
      assert.equal(check("timeout", "", { timeoutType: "num" }), true);
      assert.match(String(check("timeout", "0", { timeoutType: "num" })), /^Timeout \(s\): enter seconds/);
    }
  });

  it("references are left to Node-RED, but are not empty", () => {
    const names = ["vm", "login", "path", "source", "filename", "permissions", "ownerId", "groupId", "timeout"];
    for (const name of names) {
      const from = name === "filename" ? "file" : "message";
      for (const type of ["msg", "env", "flow", "global", "jsonata"]) {
        const node = { from, [`${name}Type`]: type };
        assert.equal(upload(name, "a/b: c", node), true);
        assert.equal(upload(name, "a[", node), "not a property");
        assert.match(String(upload(name, "", node)), /: enter a value$/);
      }
    }
    assert.equal(upload("filename", "a[", { filenameType: "msg" }), true, "what is not used is not looked at");
  });
});
