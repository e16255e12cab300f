import assert from "node:assert/strict";
import { type CheckedAnswer, checkAnswer } from "../src/contract/answer-check";
import { contract } from "../src/contract/contract";
import { LINUX } from "./support";

const SUMMARY = { vm: LINUX, name: "edge-01", power_state: "POWERED_ON" };
const error = (error_type: string, change: object = {}): object => ({
  error_type,
  messages: [{ id: "a", default_message: "b", args: [] }],
  ...change,
});

describe("the check of the simulator's own answers", () => {
  const findings = (method: string, path: string, answer: CheckedAnswer): string[] => {
    const match = contract().match(method, `/api${path}`);
    assert.ok(match);
    return checkAnswer(contract(), match.operation, answer);
  };
  const ofList = (answer: CheckedAnswer): string[] => findings("GET", "/vcenter/vm", answer);
  const ofCreation = (answer: CheckedAnswer): string[] =>
    findings("POST", `/vcenter/vm/${LINUX}/guest/filesystem/files?action=createTemporary`, answer);

  it("lets pass what the contract declares", () => {
    assert.deepEqual(ofList({ status: 200, body: [SUMMARY] }), []);
    assert.deepEqual(ofCreation({ status: 200, body: "/tmp/x" }), []);
    assert.deepEqual(ofCreation({ status: 401, body: error("UNAUTHENTICATED", { challenge: "Basic" }) }), []);
    assert.deepEqual(findings("DELETE", "/session", { status: 204 }), []);
  });

  for (const [what, answer] of [
    ["another form", { status: 200, body: { value: [SUMMARY] } }],
    ["a missing field", { status: 200, body: [{ ...SUMMARY, name: undefined }] }],
    ["a field too many", { status: 200, body: [{ ...SUMMARY, host: "host-1" }] }],
    ["an unknown value", { status: 200, body: [{ ...SUMMARY, power_state: "ASLEEP" }] }],
    ["an undeclared status", { status: 201, body: [SUMMARY] }],
    ["an error of another status", { status: 400, body: error("UNAUTHORIZED") }],
    ["a message without args", { status: 400, body: error("INVALID_ARGUMENT", { messages: [{ id: "a" }] }) }],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.equal(ofList(answer).length > 0, true);
    });
  }

  it("finds data of the wrong form", () => {
    const data = { reason: "NOT_A_DIRECTORY" };
    assert.match(ofCreation({ status: 400, body: error("INVALID_ARGUMENT", { data }) }).join(), /file_path/);
  });

  it("finds a body where none belongs", () => {
    assert.equal(findings("DELETE", "/session", { status: 204, body: {} }).length, 1);
  });

  it("lets an undeclared error pass only if it is meant, and is a valid error", () => {
    const body = error("ERROR");
    assert.equal(ofCreation({ status: 500, body }).length, 1);
    assert.deepEqual(ofCreation({ status: 500, body, mayBeUndeclared: true }), []);
    const wrong = error("ERROR", { more: true });
    assert.equal(ofCreation({ status: 500, body: wrong, mayBeUndeclared: true }).length, 1);
  });
});
