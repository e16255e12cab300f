import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { found, shownBy } from "./canaries";

const SECRETS = {
  plain: "Canary7f3aPlain",
  quotes: `q"Canary5512'\\ü€`,
  spaces: "a b+c/d%2F&=Canary0x91",
  unicode: "паролCanary😀",
  numeric: "8675309214",
  short: "k7#Q",
};

const WRITINGS: Record<string, (secret: string) => string> = {
  "as it is": (secret) => secret,
  "in lower case, a part of it": (secret) => (/[a-z0-9]{8,}/i.exec(secret)?.[0] ?? secret).toLowerCase(),
  "as JSON": (secret) => JSON.stringify({ secret }),
  "as JSON in JSON": (secret) => JSON.stringify({ text: JSON.stringify({ secret }) }),
  "as JSON in ASCII": (secret) => JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "as JSON in ASCII, inspected": (secret) => inspect({ text: WRITINGS["as JSON in ASCII"]?.(secret) }),
  "as JSON in ASCII in JSON": (secret) => JSON.stringify({ text: WRITINGS["as JSON in ASCII"]?.(secret) }),
  "as JSON, inspected": (secret) => inspect({ text: JSON.stringify(secret) }),
  "inspected": (secret) => inspect({ deep: { a: [secret] } }),
  "percent-encoded": (secret) => encodeURIComponent(secret),
  "percent-encoded in lower case": (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  "as a form": (secret) => new URLSearchParams({ secret }).toString(),
  "in hexadecimal": (secret) => Buffer.from(secret).toString("hex"),
  "in base64": (secret) => Buffer.from(secret).toString("base64"),
  "in base64url": (secret) => Buffer.from(secret).toString("base64url"),
  "in a Basic header": (secret) => `Basic ${Buffer.from(`operator@vsphere.local:${secret}`).toString("base64")}`,
  "in a Basic header of a shorter name": (secret) => `Basic ${Buffer.from(`ab:${secret}`).toString("base64")}`,
};

/** Where the form of a whole secret is the same as that of nothing in particular. */
const TOO_SHORT = new Set(["in a Basic header of a shorter name short", "in a Basic header short"]);

describe("a canary in a text", () => {
  for (const [kind, secret] of Object.entries(SECRETS)) {
    for (const [writing, write] of Object.entries(WRITINGS).filter(([title]) => !TOO_SHORT.has(`${title} ${kind}`))) {
      it(`is found ${writing} (${kind})`, () => {
        const text = `lorem ipsum ${write(secret)} dolor sit amet`;
        assert.deepEqual(found(text, [{ name: kind, secret }]), [kind], text);
      });
    }
  }

  it("is not seen where it is not", () => {
    const canaries = Object.entries(SECRETS).map(([name, secret]) => ({ name, secret }));
    fc.assert(
      fc.property(fc.uuid(), fc.lorem(), fc.base64String(), (...texts) => {
        assert.deepEqual(found(texts.join(" "), canaries), []);
      }),
    );
  });

  class Holder {
    readonly #hidden = SECRETS.plain;
    readonly map = new Map<string, unknown>();
    get hidden(): number {
      return this.#hidden.length;
    }
  }
  const THINGS: [string, unknown, boolean][] = [
    ["deep in an object", { a: [{ b: new Map([["c", new Set([SECRETS.plain])]]) }] }, true],
    ["under a symbol", { [Symbol("s")]: SECRETS.plain }, true],
    ["in a property that is not enumerable", Object.defineProperty({}, "x", { value: SECRETS.plain }), true],
    ["in a weak map", new WeakMap([[Holder, SECRETS.plain]]), true],
    ["in the name of a function", Object.defineProperty(() => 1, "name", { value: SECRETS.plain }), true],
    ["in the message of an error", new Error(SECRETS.plain), true],
    ["in the cause of an error", new Error("x", { cause: { deep: SECRETS.plain } }), true],
    ["in what an object calls its JSON", { toJSON: () => SECRETS.plain }, true],
    ["in what an object calls its text", { toString: () => SECRETS.plain }, true],
    ["far behind in a list", Array.from({ length: 1000 }, (_, index) => (index === 999 ? SECRETS.plain : "")), true],
    ["late in a long text", { text: "x".repeat(100_000) + SECRETS.plain }, true],
    ["in a private field, where it may be", new Holder(), false],
  ];
  for (const [title, thing, isShown] of THINGS) {
    it(`is ${isShown ? "" : "not "}shown ${title}`, () => {
      assert.equal(found(shownBy(thing), [{ name: "x", secret: SECRETS.plain }]).length, isShown ? 1 : 0);
    });
  }
});
