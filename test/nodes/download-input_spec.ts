import assert from "node:assert/strict";
import { type BadInput, badChoices, badPlaces, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { refusedLocalSuite } from "../support/bad-local";
import { NO_PATH, WRONG_TYPE } from "../support/bad-values";
import { DOWNLOAD_DEFAULTS } from "../support/flow";
import { nodeSuite } from "../support/lab";
import { assertEndedOnce } from "../support/refused";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

const guest = { vm: "vm-42", path: "/tmp/x" };
const GOOD: GoodInput = { node: { type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS }, msg: { guest } };

const configuration = { subject: "configuration" };

const ROWS: readonly BadInput[] = [
  ...badPlaces(GOOD),
  { what: "no msg.guest", says: /^The path \(msg\.guest\.path\) is missing/, msg: {} },
  { ...configuration, what: "a msg.guest of another vCenter", says: /other\.example\.com:443/, msg: { guest: { ...guest, server: "other.example.com:443" } } },
  ...badValues("path", "path", GOOD, [...NO_PATH, ...WRONG_TYPE]),
  ...["", " ", 0, -1, "-1", "much", NaN, Infinity, "Infinity", 1e308, {}, [], true, "64 MiB", "1,5"].map((sizeLimit): BadInput => ({
    ...configuration,
    what: `a size limit ${typeof sizeLimit} ${JSON.stringify(sizeLimit)}`,
    says: /The "Size limit \(MiB\)" of the node must be a number above 0/,
    node: { sizeLimit },
  })),
  ...["klingon", "utf-7", "base64", "utf-8;x", 42, {}, true].map((encoding): BadInput => ({
    ...configuration,
    what: `an encoding ${typeof encoding} ${JSON.stringify(encoding)}`,
    says: /The encoding ".*" of the node is not known/,
    node: { to: "text", encoding },
  })),
  ...badChoices("to", "buffer or text or file"),
];

refusedSuite(GOOD, ROWS);

refusedLocalSuite({ node: { ...GOOD.node, to: "file" }, msg: { guest } });

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
      await assertEndedOnce(lab, id);
      const { calls, transfers, contract } = await lab.simulator.counters();
      assert.ok((calls[CREATE_TRANSFER] ?? 0) <= 1);
      assert.deepEqual([transfers.begun, contract.violations], [0, []]);
    });
  }
});
