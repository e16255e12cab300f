import assert from "node:assert/strict";
import fc from "fast-check";
import { errorFromAnswer } from "../../src/vcenter/answer-error";
import type { Subject } from "../../src/vcenter/error";
import { explain, type Failure } from "../../src/vcenter/explain";
import { type Attempt, lookedForOperation, operations } from "../../src/vcenter/operations";
import { GUEST_ROWS, SERVER_ROWS, vapi } from "./answer-rows";
import { asItIs, CREATE, LIST, LOG_IN } from "./attempts";

/** What failed and where; why; what to do; in doubt, that it may have happened. */
const SENTENCE = /^Could not [^():]+ \([^()]+\): [^.].+\. [A-Z].+\.$/s;

function failure(code: string, subject: Subject, more: Partial<Failure> = {}): Failure {
  return { code, subject, outcome: "not_done", retryable: false, ...more };
}

const CODES = [
  "ALREADY_EXISTS",
  "BRAND_NEW",
  "CANCELED",
  "ERROR",
  "INTERNAL_SERVER_ERROR",
  "INVALID_ARGUMENT",
  "NOT_ALLOWED_IN_CURRENT_STATE",
  "NOT_FOUND",
  "OPERATION_NOT_FOUND",
  "RESOURCE_BUSY",
  "RESOURCE_INACCESSIBLE",
  "SERVICE_UNAVAILABLE",
  "TIMED_OUT",
  "UNABLE_TO_ALLOCATE_RESOURCE",
  "UNAUTHENTICATED",
  "UNAUTHORIZED",
  "UNEXPECTED_INPUT",
  "UNSUPPORTED",
  "UNVERIFIED_PEER",
  "constructor",
  "toString",
  "__proto__",
];
const SUBJECTS: Subject[] = [
  "message",
  "configuration",
  "network",
  "certificate",
  "session",
  "guest-login",
  "permission",
  "vm",
  "tools",
  "path",
  "server",
];

describe("the explanation of a failure", () => {
  it("names what failed, where, a cause and a remedy, for every code with every subject", () => {
    for (const code of CODES) {
      for (const subject of SUBJECTS) {
        for (const attempt of [CREATE, LIST, LOG_IN]) {
          assert.match(explain(failure(code, subject), attempt), SENTENCE, `${code} ${subject}`);
        }
      }
    }
  });

  for (const { what, answer, attempt = CREATE } of [...GUEST_ROWS, ...SERVER_ROWS]) {
    it(`is a sentence without holes: ${what}`, () => {
      const { message } = errorFromAnswer(answer, attempt, asItIs);
      assert.match(message, SENTENCE);
      assert.doesNotMatch(message, /undefined|null|\[object|\(\)|""|\.\.|\s\s/);
    });
  }

  it("says where: VM and server, or the server alone", () => {
    assert.match(
      explain(failure("RESOURCE_BUSY", "vm"), CREATE),
      /^Could not create a temporary file \(VM vm-42 at vc\.example\.com:443\): /,
    );
    assert.match(
      explain(failure("ERROR", "server"), LOG_IN),
      /^Could not log in to vCenter \(vc\.example\.com:443\): /,
    );
  });

  const remedies: [what: string, failure: Failure, words: RegExp, attempt?: Attempt][] = [
    [
      "both suspects of a 403",
      failure("UNAUTHORIZED", "permission"),
      /guest user may write.*VirtualMachine\.GuestOperations\.Modify/,
    ],
    [
      "the privilege to see VMs",
      failure("UNAUTHORIZED", "permission"),
      /vCenter user lacks a privilege\. .*System\.Read/,
      LIST,
    ],
    [
      "both logins, each by its node",
      failure("UNAUTHENTICATED", "session"),
      /vCenter refused the login.*connection node/,
    ],
    [
      "the guest login",
      failure("UNAUTHENTICATED", "guest-login"),
      /guest refused the login.*guest user.*locked.*at the desktop/,
    ],
    ["tools.conf", failure("UNSUPPORTED", "tools"), /Update VMware Tools.*tools\.conf/],
    ["Tools", failure("SERVICE_UNAVAILABLE", "tools"), /Tools is not running.*Start or install.*longer "Tools wait \(s\)"/],
    ["the session limit", failure("SERVICE_UNAVAILABLE", "session"), /too many.*Close other sessions/],
    ["vCenter's start", failure("SERVICE_UNAVAILABLE", "server"), /cannot serve.*Wait until vCenter/],
    [
      "the path and the reason",
      failure("INVALID_ARGUMENT", "path", { data: { reason: "NOT_A_DIRECTORY", file_path: "/etc/hosts" } }),
      /"\/etc\/hosts" \(NOT_A_DIRECTORY\)/,
    ],
    [
      "the path that was asked for",
      failure("NOT_FOUND", "path", { path: "/var/tmp", data: { file_path: "" } }),
      /"\/var\/tmp" does not exist/,
    ],
    [
      "no path where none is known",
      failure("NOT_FOUND", "path", { data: { file_path: 7, reason: 7 } }),
      /: the path does not exist/,
    ],
    ["the VM's id", failure("NOT_FOUND", "vm"), /no VM "vm-42".*id \(like vm-42\)/],
    ["no VM where none was asked for", failure("NOT_FOUND", "vm"), /no such VM/, LIST],
    ["the free disk", failure("UNABLE_TO_ALLOCATE_RESOURCE", "path"), /no space left.*Free space/],
    ["the filter", failure("UNABLE_TO_ALLOCATE_RESOURCE", "message"), /more VMs match.*Narrow the filter/],
    [
      "what vCenter could not reach",
      failure("RESOURCE_INACCESSIBLE", "network"),
      /vCenter cannot reach the VM or its host/,
    ],
    ["vCenter's distrust", failure("UNVERIFIED_PEER", "certificate"), /vCenter does not trust/],
    ["the wait in the queue", failure("TIMED_OUT", "queue"), /longer than the connection allows.*longer "Max\. wait \(s\)"/],
    ["vCenter's own time limit", failure("TIMED_OUT", "server"), /its own time limit/],
    ["vCenter's own cancel", failure("CANCELED", "server"), /vCenter canceled/],
    [
      "an unknown code with its status",
      failure("BRAND_NEW", "server", { status: 500 }),
      /the server reported BRAND_NEW \(HTTP 500\)/,
    ],
    ["an unknown code without a status", failure("BRAND_NEW", "server"), /the server reported BRAND_NEW\. Look at/],
  ];
  for (const [what, given, words, attempt = CREATE] of remedies) {
    it(`names ${what}`, () => {
      assert.match(explain(given, attempt), words);
    });
  }

  it("warns that a creation may have happened when its outcome is unknown, and only then", () => {
    const doubt = /may have been created all the same: look before you repeat it\.$/;
    assert.match(explain(failure("ERROR", "server", { outcome: "unknown" }), CREATE), doubt);
    assert.doesNotMatch(explain(failure("ERROR", "server"), CREATE), doubt);
    assert.match(
      explain(failure("RESOURCE_INACCESSIBLE", "network", { outcome: "unknown" }), CREATE),
      /Look whether it happened/,
    );
    assert.doesNotMatch(explain(failure("RESOURCE_INACCESSIBLE", "network"), CREATE), /Look whether it happened/);
  });

  it("asks nobody to look where we look ourselves, and begins as it is told to", () => {
    const operation = { ...lookedForOperation("file"), lead: "It could not be found" };
    for (const code of ["ERROR", "RESOURCE_INACCESSIBLE", "TIMED_OUT"]) {
      const text = explain(failure(code, "server", { outcome: "unknown" }), { ...CREATE, operation });
      assert.match(text, /^It could not be found \(/);
      assert.doesNotMatch(text, /look (before|whether)/i);
    }
  });

  it("quotes what the server says, from the failure to its cause", () => {
    const messages = ["", "It failed.", "It failed.", "vix error codes = (3016, 0). "];
    const { message } = errorFromAnswer(vapi(500, { type: "RESOURCE_BUSY", messages }), CREATE, asItIs);
    assert.match(message, /; vCenter says: "It failed: vix error codes = \(3016, 0\)"\. Try again later\.$/);
  });

  it("shows of the server at most 300 characters each, and no control characters, whatever it sends", () => {
    const nasty = fc.string({
      unit: fc.constantFrom("a", "\u0000", "\n", "\u202e", "\u0085", "👍"),
      maxLength: 400,
      size: "max",
    });
    const operation = fc.constantFrom(...Object.values(operations));
    const code = fc.constantFrom("INVALID_ARGUMENT", "NOT_FOUND", "ERROR", "RESOURCE_BUSY");
    fc.assert(
      fc.property(code, nasty, nasty, nasty, operation, (type, text, reason, path, tried) => {
        const answer = vapi(400, { type, messages: [text], data: { reason, file_path: path } });
        const { message } = errorFromAnswer(answer, { ...CREATE, operation: tried, vm: path }, asItIs);
        assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u202e]/);
        assert.ok(message.length < 4 * 300 + 500, String(message.length));
      }),
    );
  });
});
