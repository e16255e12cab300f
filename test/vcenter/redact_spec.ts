import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import sinon from "sinon";
import { Redaction } from "../../src/vcenter/redact";

const REPLACEMENT = "•••";

describe("redactor", () => {
  const SECRET = 'p"ä\\s+/ =👍~';
  const forms: [form: string, text: string][] = [
    ["as it is", SECRET],
    ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
    ["in JSON of ASCII, lower case", 'p\\"\\u00e4\\\\s+/ =\\ud83d\\udc4d~'],
    ["in JSON of ASCII, upper case", 'p\\"\\u00E4\\\\s+/ =\\uD83D\\uDC4D~'],
    ["percent-encoded, upper case", "p%22%C3%A4%5Cs%2B%2F%20%3D%F0%9F%91%8D~"],
    ["percent-encoded, lower case", "p%22%c3%a4%5cs%2b%2f%20%3d%f0%9f%91%8d~"],
    ["in a form", "p%22%C3%A4%5Cs%2B%2F+%3D%F0%9F%91%8D~"],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64 for URLs", Buffer.from(SECRET).toString("base64url")],
  ];
  for (const [form, text] of forms) {
    it(`replaces a secret ${form}`, () => {
      const result = new Redaction().of([SECRET])(`<${text}|${text}>`);
      assert.match(result, /^<•••=*\|•••=*>$/);
    });
  }

  it("leaves the beginning of a long text, which does not end in a part of a secret", () => {
    const secret = "0123456789".repeat(300);
    const redact = new Redaction().of([secret, "s"]);
    for (let before = 16_000; before < 20_000; before += 37) {
      const safe = redact(`${"x".repeat(before)}${secret}${"y".repeat(1_000_000)}`);
      assert.ok(safe.length >= 13_000 && safe.length < 25_000, String(safe.length));
      assert.ok(!safe.includes("01"), safe.slice(-20));
    }
  });

  for (const echo of [
    `a"b&lt;c'd&amp;e`,
    "a&quot;b&lt;c'd&amp;e",
    "a&quot;b&lt;c&apos;d&amp;e",
    "a&quot;b&lt;c&#39;d&amp;e",
    "a&quot;b&lt;c&#039;d&amp;e",
    "a&quot;b&lt;c&#x27;d&amp;e",
    "a&#34;b&lt;c&#39;d&amp;e",
    "a&#34;b&#60;c&#39;d&#38;e",
    "a&#x22;b&#x3c;c&#x27;d&#x26;e",
    "a&#x22;b&#x3C;c&#x27;d&#x26;e",
  ]) {
    it(`replaces a secret that a page or XML shows as ${echo}`, () => {
      assert.equal(new Redaction().of([`a"b<c'd&e`])(`<p>${echo}</p>`), "<p>•••</p>");
    });
  }

  for (const [writer, echo] of [
    ["Go", 'a\\"b\\u003cc\\u003e\'d\\u0026e=ä+/'],
    ["Django", 'a\\"b\\u003Cc\\u003E\'d\\u0026e=\\u00e4+/'],
    ["Gson", 'a\\"b\\u003cc\\u003e\\u0027d\\u0026e\\u003dä+/'],
    ["Newtonsoft", "a\\u0022b\\u003cc\\u003e\\u0027d\\u0026e=ä+/"],
    ["PHP", "a\\u0022b\\u003Cc\\u003E\\u0027d\\u0026e=\\u00e4+\\/"],
    ["System.Text.Json", "a\\u0022b\\u003Cc\\u003E\\u0027d\\u0026e=\\u00E4\\u002B/"],
  ] as const) {
    it(`replaces a secret as ${writer} writes JSON that may stand in a page: ${echo}`, () => {
      assert.equal(new Redaction().of([`a"b<c>'d&e=ä+/`])(`{"text":"${echo}"}`), '{"text":"•••"}');
    });
  }

  it("takes what looks like an escape in a secret as it is", () => {
    assert.equal(new Redaction().of(["ä\\u00ab"])("x \\u00E4\\\\u00ab y"), "x ••• y");
  });

  it("replaces a secret with half a character as it was sent", () => {
    const redact = new Redaction().of(["half\ud83d-secret"]);
    assert.equal(redact("half\ufffd-secret, half\ud83d-secret, half\\ufffd-secret"), "•••, •••, •••");
  });

  it("leaves no rest of a secret that contains another", () => {
    assert.equal(new Redaction().of(["pass", "password-1"])("x password-1 pass y"), `x ${REPLACEMENT} ${REPLACEMENT} y`);
    assert.equal(new Redaction().of(["password-1", "pass"])("x password-1 pass y"), `x ${REPLACEMENT} ${REPLACEMENT} y`);
  });

  it("goes on to replace a secret after thousands of others", () => {
    const redaction = new Redaction();
    for (let index = 0; index < 2_500; index += 1) {
      assert.equal(redaction.of([`secret-${index}`, "p\"w"])(`secret-${index} p"w p\\"w`), `${REPLACEMENT} ${REPLACEMENT} ${REPLACEMENT}`);
    }
  });

  it("does not fill the memory with tokens that live shortly", () => {
    const redaction = new Redaction();
    const before = heapUsed();
    for (let index = 0; index < 500; index += 1) {
      const token = `<a b="c">${randomBytes(6_000).toString("base64")}</a>`;
      assert.equal(redaction.of([token])(`x ${token}`), `x ${REPLACEMENT}`);
    }
    const grown = heapUsed() - before;
    assert.ok(grown < 16 * 1024 * 1024, `${grown} bytes`);
    assert.equal(redaction.of(["last"])("last"), REPLACEMENT);
  });

  it("remembers all that is in use, however large", () => {
    const tokens = Array.from({ length: 50 }, () => `<${randomBytes(8_000).toString("base64")}>`);
    const redaction = new Redaction();
    redaction.of(tokens);
    const encode = sinon.spy(globalThis, "encodeURIComponent");
    try {
      redaction.of(tokens);
      assert.equal(encode.callCount, 0);
    } finally {
      encode.restore();
    }
  });

  it("takes no secret for a pattern", () => {
    assert.equal(new Redaction().of([".*", "(a|", "[", "$&"])("b .* (a| [ $& c"), "b ••• ••• ••• ••• c");
  });

  it("takes secrets of any length", () => {
    const token = "x".repeat(1024 * 1024);
    assert.equal(new Redaction().of([token])(`<${token}>`), "<•••>");
  });

  it("leaves a text without secrets as it is, also if there are none or empty ones", () => {
    assert.equal(new Redaction().of(["secret"])("nothing to see"), "nothing to see");
    assert.equal(new Redaction().of([])("nothing to see"), "nothing to see");
    assert.equal(new Redaction().of(["", ""])("nothing to see"), "nothing to see");
  });

  it("lets no secret survive in any form, whatever stands around it", () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom("a", "b", "\\", "%", "+", '"', "/"), unitOfSecret()) });
    const secret = fc.string({ unit: unitOfSecret(), minLength: 1 });
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), text, text, (secrets, before, after) => {
        const redact = new Redaction().of(secrets);
        for (const one of secrets) {
          for (const form of formsOf(one)) {
            assert.ok(!redact(before + form + after).includes(form), `${form} survives`);
          }
        }
      }),
    );
  });
});

/** Bytes, without what is left to be collected. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Lone surrogates too: a password is any text. */
function unitOfSecret(): fc.Arbitrary<string> {
  const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 1 });
  return fc
    .oneof(anything, fc.constantFrom("\ud800", "\udc00", "a", "1", "\\", '"', "/", "+", "%", "&", "<", "'", "$", "-", "=", "\u0000"))
    .filter((unit) => !REPLACEMENT.includes(unit));
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...["<>&", "<>&'", "<>&'=", "<>&'\"", "<>&'\"+`"].flatMap((marks) => jsonForPages(secret, marks)),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    secret.replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0)};`),
    encodeURIComponent(bytes.toString("utf8")),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ];
}

/** With codes for marks, in either case, and then for all that is not ASCII. */
function jsonForPages(secret: string, marks: string): string[] {
  return [false, true].flatMap((isUpper) => {
    const code = (unit: string): string => {
      const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
      return `\\u${isUpper ? digits.toUpperCase() : digits}`;
    };
    const written = (unit: string): string => {
      const json = JSON.stringify(unit).slice(1, -1);
      return marks.includes(unit) || json.startsWith("\\u") ? code(unit) : json;
    };
    const page = Array.from(secret, written).join("");
    return [page, page.replace(/[^\x20-\x7e]/g, code)];
  });
}
