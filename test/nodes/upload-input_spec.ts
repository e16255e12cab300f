import { rmSync } from "node:fs";
import { BAD_LOCAL, badFolder } from "../support/bad-local";
import { nodeSuite } from "../support/lab";
import { assertRefused, type BadMessage, type BadProperty, NO_PATH, NO_TEXT } from "../support/refused";
import { TransferLab } from "../support/transfers";

const vm = "vm-42";
const path = "/tmp/x";
const guest = { vm, path };
const content = "1";

const circle: { self?: object } = {};
circle.self = circle;

const VM = /The VM \(msg\.guest\.vm\)/;
const CONTENT = /The content \(msg\.content\) .*Give a buffer, text, a number, true or false, or an object/;

const badMessages: readonly BadMessage[] = [
  ["no msg.guest", { content, path }, /The path \(msg\.guest\.path\) is missing/],
  ["a msg.guest that is text", { content, guest: path }, /The path \(msg\.guest\.path\) is missing/],
  ["vm missing", { content, guest: { path } }, VM],
  ["vm empty", { content, guest: { path, vm: "" } }, VM],
  ["vm two dots", { content, guest: { path, vm: ".." } }, VM],
  ["vm with a control character", { content, guest: { path, vm: "vm\t1" } }, VM],
  ["vm of 256 bytes", { content, guest: { path, vm: "v".repeat(256) } }, /msg\.guest\.vm.*256 bytes.*255/],
  ...NO_TEXT.map(([what, value]): BadMessage => [`vm ${what}`, { content, guest: { path, vm: value } }, VM]),
  ...NO_PATH.map(([what, value, why]): BadMessage => [
    `path ${what}`,
    { content, guest: { vm, path: value } },
    new RegExp(`The path \\(msg\\.guest\\.path\\) ${why.source}`),
  ]),
  ...NO_TEXT.map(([what, value, kind]): BadMessage => [
    `path ${what}`,
    { content, guest: { vm, path: value } },
    new RegExp(`The path \\(msg\\.guest\\.path\\) must be text or a number, but is ${kind.source}`),
  ]),
  ...["/", "/tmp/", "/tmp/..", "C:\\", "C:\\Temp\\", "C:/Temp/", "\\\\server\\share"].map((directory): BadMessage => [
    `path of a directory, ${directory}`,
    { content, guest: { vm, path: directory } },
    /The path \(msg\.guest\.path\) must be the path of a file, not of a directory/,
  ]),
  ...NO_TEXT.map(([what, value, kind]): BadMessage => [
    `guest login ${what}`,
    { content, guest: { ...guest, login: value } },
    new RegExp(`The guest login \\(msg\\.guest\\.login\\) must be text or a number, but is ${kind.source}`),
  ]),
  ["content missing", { guest }, /The content \(msg\.content\) is missing/],
  ["content null", { guest, content: null }, /The content \(msg\.content\) is missing/],
  ["content that refers to itself", { guest, content: circle }, CONTENT],
  ["content a BigInt", { guest, content: 1n }, /The content \(msg\.content\) is a bigint/],
  ["content that holds a BigInt", { guest, content: { deep: [1n] } }, CONTENT],
  ["content a function", { guest, content: () => 1 }, /The content \(msg\.content\) is a function/],
  ["content a symbol", { guest, content: Symbol("x") }, /The content \(msg\.content\) is a symbol/],
  ["content whose JSON fails", { guest, content: { toJSON: () => { throw new Error("no"); } } }, CONTENT],
  ["content without JSON", { guest, content: { toJSON: () => undefined } }, CONTENT],
];

const msg = { guest, content, value: undefined as unknown };
const valued = (value: unknown): object => ({ ...msg, value });

/** Of a value that a message gives for a typed property. */
const badAttributes: readonly (readonly [property: string, label: string, value: unknown, why: RegExp])[] = [
  ...["rw", "0o600", "60", "06000", "0888", "-600", " 0600", "0600\n", 8, 0.5].map((value) => ["permissions", "permissions", value, /must be three or four octal digits/] as const),
  ...["root", "-1", "1.5", "1e3", "0x1", " 1", -1, 1.5, 4_294_967_296].flatMap((value) => [
    ["ownerId", "owner", value, /must be the number of a user or group/] as const,
    ["groupId", "group", value, /must be the number of a user or group/] as const,
  ]),
  ...NO_TEXT.flatMap(([, value]) => [
    ["permissions", "permissions", value, /must be text or a number/] as const,
    ["ownerId", "owner", value, /must be text or a number/] as const,
  ]),
];

const WINDOWS = { guest: { vm: "vm-44", path: "C:\\Windows\\Temp\\x" }, content };

/** Attributes of the other guest family. */
const badFamilies: readonly (readonly [what: string, up: Readonly<Record<string, unknown>>, msg: object])[] = [
  ["hidden", { hidden: true }, msg],
  ["read-only", { readOnly: true }, msg],
  ["permissions", { permissions: "0640" }, WINDOWS],
  ["an owner", { permissions: "", ownerId: "0" }, WINDOWS],
  ["a group", { permissions: "", groupId: "0" }, WINDOWS],
];

const badProperties: readonly BadProperty[] = [
  ...["overwrite", "atomic", "createParents", "verify", "hidden", "readOnly"].flatMap((name) =>
    ["false", 0, {}].map((value): BadProperty => [`${name} ${JSON.stringify(value)}`, { [name]: value }, new RegExp(`The property ${name} of the node must be true or false`)]),
  ),
  ...["nowhere", 1, true].map((from): BadProperty => [`from ${String(from)}`, { from }, /The property from of the node must be message or file/]),
  ["vmBy nonsense", { vmBy: "moid", vm: "vm-42", vmType: "str" }, /The property vmBy of the node must be id or name/],
  ["a timeout of 0", { timeout: "0" }, /timeout.*but is 0/],
  ["a timeout that is text", { timeout: "soon" }, /timeout.*but is NaN/],
  ["no connection", { connection: "" }, /No connection is chosen/],
];

nodeSuite("bad input of vcenter-guest-upload is refused before anything is sent", (lab) => {
  const flow = new TransferLab(lab);

  for (const [what, bad, says] of badMessages) {
    it(what, async () => {
      await flow.load();
      await assertRefused(flow, "up-1", { ...bad }, "message", says);
    });
  }

  for (const [property, label, value, why] of badAttributes) {
    it(`${label} ${typeof value} ${String(value)}`, async () => {
      await flow.load({ up: { [property]: "value", [`${property}Type`]: "msg" } });
      await assertRefused(flow, "up-1", valued(value), "message", new RegExp(`The ${label} \\(msg\\.value\\) ${why.source}`));
    });
  }

  for (const [what, up, bad] of badFamilies) {
    it(`${what} for a path of the other guest family`, async () => {
      await flow.load({ up });
      await assertRefused(flow, "up-1", { ...bad }, "message", /The path \(msg\.guest\.path\) is one of a (POSIX|Windows) guest, which has no .* Leave them out/);
    });
  }

  for (const [what, up, says] of badProperties) {
    it(`a node with ${what}`, async () => {
      await flow.load({ up });
      await assertRefused(flow, "up-1", { ...msg }, "configuration", says);
    });
  }

  for (const name of ["", "nobody", " "]) {
    it(`the guest login ${JSON.stringify(name)}, which does not exist`, async () => {
      await flow.load();
      await assertRefused(flow, "up-1", { content, guest: { ...guest, login: name } }, "guest-login", /guest login/);
    });
  }

  describe("from a local file", () => {
    let folder: string;
    before(() => {
      folder = badFolder();
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });

    for (const [what, name, says] of BAD_LOCAL) {
      it(`that is ${what}`, async () => {
        await flow.load({ up: { from: "file" }, settings: { fileWorkingDirectory: folder } });
        await assertRefused(flow, "up-1", { guest, filename: name }, "message", says);
      });
    }

    for (const name of ["folder", "folder/", "file/"]) {
      it(`that is no file: ${name}`, async () => {
        await flow.load({ up: { from: "file" }, settings: { fileWorkingDirectory: folder } });
        await assertRefused(flow, "up-1", { guest, filename: name }, "message", /The local file ".*", the filename \(msg\.filename\), (is a folder|stands below)/);
      });
    }

    it("that settings.js forbids", async () => {
      await flow.load({ up: { from: "file" }, settings: { fileWorkingDirectory: folder, vcenterConnectionLocalFiles: false } });
      await assertRefused(flow, "up-1", { guest, filename: "file" }, "configuration", /forbidden by vcenterConnectionLocalFiles in settings\.js/);
    });
  });

  it("a JSONata expression for the content that throws", async () => {
    await flow.load({ up: { source: "$error('none today')", sourceType: "jsonata" } });
    await assertRefused(flow, "up-1", { ...msg }, "message", /content \(JSONata expression\).*none today/);
  });

  it("a msg.guest of another vCenter", async () => {
    await flow.load();
    await assertRefused(flow, "up-1", { content, guest: { ...guest, server: "other.example.com:443" } }, "configuration", /other\.example\.com:443/);
  });
});
