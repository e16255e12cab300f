import { readdirSync, rmSync } from "node:fs";
import assert from "node:assert/strict";
import { BAD_LOCAL, badFolder } from "../support/bad-local";
import { nodeSuite } from "../support/lab";
import { assertEndedOnce, assertRefused, type BadMessage, type BadProperty, NO_PATH, NO_TEXT } from "../support/refused";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

const vm = "vm-42";
const path = "/tmp/x";
const guest = { vm, path };

const VM = /The VM \(msg\.guest\.vm\)/;

const badMessages: readonly BadMessage[] = [
  ["no msg.guest", { path }, /The path \(msg\.guest\.path\) is missing/],
  ["vm missing", { guest: { path } }, VM],
  ["vm empty", { guest: { path, vm: "" } }, VM],
  ["vm two dots", { guest: { path, vm: ".." } }, VM],
  ...NO_TEXT.map(([what, value]): BadMessage => [`vm ${what}`, { guest: { path, vm: value } }, VM]),
  ...NO_PATH.map(([what, value, why]): BadMessage => [
    `path ${what}`,
    { guest: { vm, path: value } },
    new RegExp(`The path \\(msg\\.guest\\.path\\) ${why.source}`),
  ]),
  ...NO_TEXT.map(([what, value, kind]): BadMessage => [
    `path ${what}`,
    { guest: { vm, path: value } },
    new RegExp(`The path \\(msg\\.guest\\.path\\) must be text or a number, but is ${kind.source}`),
  ]),
  ...NO_TEXT.map(([what, value, kind]): BadMessage => [
    `guest login ${what}`,
    { guest: { ...guest, login: value } },
    new RegExp(`The guest login \\(msg\\.guest\\.login\\) must be text or a number, but is ${kind.source}`),
  ]),
];

const LIMIT = /The "Size limit \(MiB\)" of the node must be a number above 0/;

const badProperties: readonly BadProperty[] = [
  ...["", " ", 0, -1, "-1", "much", NaN, Infinity, "Infinity", 1e308, {}, [], true, "64 MiB", "1,5"].map((sizeLimit): BadProperty => [
    `a size limit ${typeof sizeLimit} ${JSON.stringify(sizeLimit)}`,
    { sizeLimit },
    LIMIT,
  ]),
  ...["klingon", "utf-7", "base64", "utf-8;x", 42, {}, true].map((encoding): BadProperty => [
    `an encoding ${typeof encoding} ${JSON.stringify(encoding)}`,
    { to: "text", encoding },
    /The encoding ".*" of the node is not known/,
  ]),
  ...["nowhere", 1, true, {}].map((to): BadProperty => [`to ${JSON.stringify(to)}`, { to }, /The property to of the node must be buffer or text or file/]),
  ["vmBy nonsense", { vmBy: {}, vm: "vm-42", vmType: "str" }, /The property vmBy of the node must be id or name/],
  ["a timeout below 0", { timeout: "-1" }, /timeout.*but is -1/],
  ["no connection", { connection: "" }, /No connection is chosen/],
];

nodeSuite("bad input of vcenter-guest-download is refused before anything is sent", (lab) => {
  const flow = new TransferLab(lab);

  for (const [what, bad, says] of badMessages) {
    it(what, async () => {
      await flow.load();
      await assertRefused(flow, "down-1", { ...bad }, "message", says);
    });
  }

  for (const [what, down, says] of badProperties) {
    it(`a node with ${what}`, async () => {
      await flow.load({ down });
      await assertRefused(flow, "down-1", { guest }, "configuration", says);
    });
  }

  for (const name of ["", "nobody", " "]) {
    it(`the guest login ${JSON.stringify(name)}, which does not exist`, async () => {
      await flow.load();
      await assertRefused(flow, "down-1", { guest: { ...guest, login: name } }, "guest-login", /guest login/);
    });
  }

  it("a msg.guest of another vCenter", async () => {
    await flow.load();
    await assertRefused(flow, "down-1", { guest: { ...guest, server: "other.example.com:443" } }, "configuration", /other\.example\.com:443/);
  });

  describe("to a local file", () => {
    let folder: string;
    before(() => {
      folder = badFolder();
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });
    const load = (settings: object = {}): Promise<void> => flow.load({ down: { to: "file" }, settings: { fileWorkingDirectory: folder, ...settings } });

    for (const [what, name, says] of BAD_LOCAL) {
      it(`that is ${what}`, async () => {
        const before = readdirSync(folder);
        await load();
        await assertRefused(flow, "down-1", { guest, filename: name }, "message", says);
        assert.deepEqual(readdirSync(folder), before);
      });
    }

    it("that settings.js forbids", async () => {
      await load({ vcenterConnectionLocalFiles: false });
      await assertRefused(flow, "down-1", { guest, filename: "y" }, "configuration", /forbidden by vcenterConnectionLocalFiles in settings\.js/);
    });
  });
});

nodeSuite("bad input of a transfer that only the guest knows is the guest's one error", (lab) => {
  const flow = new TransferLab(lab);

  for (const [id, what, msg, codes] of [
    ["up-1", "a path of Windows in Linux", at("C:\\Temp\\x", { content: "1" }), /^UNAUTHORIZED$/],
    ["up-1", "a path of Linux in Windows", at("/tmp/x", { content: "1" }, "vm-44"), /^(INVALID_ARGUMENT|NOT_FOUND)$/],
    ["up-1", "a directory", at("/tmp", { content: "1" }), /^INVALID_ARGUMENT$/],
    ["up-1", "below a file", at("/etc/hosts/x", { content: "1" }), /^(INVALID_ARGUMENT|NOT_FOUND)$/],
    ["down-1", "a path of Windows in Linux", at("C:\\Temp\\x"), /^(INVALID_ARGUMENT|NOT_FOUND)$/],
    ["down-1", "a path of Linux in Windows", at("/tmp/x", {}, "vm-44"), /^(INVALID_ARGUMENT|NOT_FOUND)$/],
    ["down-1", "a directory", at("/tmp"), /^INVALID_ARGUMENT$/],
    ["down-1", "a VM that there is not", at("/tmp/x", {}, "vm-1"), /^NOT_FOUND$/],
  ] as const) {
    it(`${id}: ${what}`, async () => {
      await flow.load();
      const { code, message, cause } = await flow.failure(id, msg);
      assert.match(code, codes, message);
      assert.deepEqual([cause.outcome, cause.retryable], ["not_done", false], message);
      assert.ok(["path", "message", "permission", "vm"].includes(String(cause.subject)), message);
      await assertEndedOnce(flow, id);
      const { calls, transfers, contract } = await lab.simulator.counters();
      assert.ok((calls[CREATE_TRANSFER] ?? 0) <= 1);
      assert.deepEqual([transfers.begun, contract.violations], [0, []]);
    });
  }
});
