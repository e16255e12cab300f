import assert from "node:assert/strict";
import fc from "fast-check";
import { runRequest, type Waiting } from "../../src/guest/run-request";
import { VCenterError } from "../../src/vcenter/error";
import { BITING, given, oddText, refusal, titled } from "./values";

interface Values {
  program?: unknown;
  args?: unknown;
  workingDirectory?: unknown;
  environment?: unknown;
}

const COLLECTING: Waiting = { runTimeout: 1, firstLook: 1, failOnNonZero: false, collecting: { decode: String, sizeLimit: 1 } };
const CMD = "C:\\Windows\\System32\\cmd.exe";

function request(values: Values, waiting?: Waiting) {
  const { program = "/bin/x", args, workingDirectory, environment } = values;
  return runRequest(
    {
      program: given(program, "program"),
      args: given(args, "arguments"),
      workingDirectory: given(workingDirectory, "working directory"),
      environment: given(environment, "environment"),
    },
    waiting,
  );
}

function refused(values: Values, waiting?: Waiting): string {
  const error = refusal(() => request(values, waiting));
  assert.deepEqual(error?.cause, { subject: "message", outcome: "not_done", retryable: false });
  return error.message;
}

describe("a request to run a program", () => {
  const TAKEN: [Values, object][] = [
    [{}, { command: { program: "/bin/x", args: "" } }],
    [{ args: null, workingDirectory: "", environment: {} }, { command: { program: "/bin/x", args: "" } }],
    [{ args: "a $B | c", workingDirectory: "/tmp" }, { command: { program: "/bin/x", args: "a $B | c" }, workingDirectory: "/tmp" }],
    [{ args: 7, environment: { A: "b", N: 1, X: null, Y: undefined } }, { command: { program: "/bin/x", args: "7" }, environment: { A: "b", N: "1" } }],
    [{ args: ["a'b", 7, ""] }, { command: { program: "/bin/x", args: `'a'\\''b' '7' ''` } }],
    [{ args: ["-c", "a\n\tb"] }, { command: { program: "/bin/x", args: "'-c' 'a\n\tb'" } }],
    [{ args: [] }, { command: { program: "/bin/x", args: "" } }],
    [{ program: CMD, args: ["/c", 'a "b"'] }, { command: { program: CMD, args: String.raw`/c "a \"b\""` } }],
    [{ program: "C:\\x.bat", args: ["a&b", "c"] }, { command: { program: "C:\\x.bat", args: '"a&b" c' } }],
    [{ program: "C:\\x.cmd", args: '"%1" & b' }, { command: { program: "C:\\x.cmd", args: '"%1" & b' } }],
  ];
  for (const [values, expected] of TAKEN) {
    it(`takes ${titled(values)}`, () => assert.deepEqual(request(values), expected));
  }

  it("keeps a variable with the name of something inherited", () => {
    const environment = request({ environment: JSON.parse('{"__proto__": "a", "constructor": "b"}') as unknown }).environment;
    assert.deepEqual(Object.entries(environment!), [["__proto__", "a"], ["constructor", "b"]]);
  });

  const circular: unknown[] = [];
  circular.push(circular);
  const REFUSED: [Values, why: RegExp][] = [
    [{ program: "" }, /^The program is missing/],
    [{ program: "ls" }, /^The program must be an absolute path/],
    [{ program: "./ls" }, /^The program must be an absolute path/],
    [{ program: "/bin/a\nb" }, /^The program holds a control character/],
    [{ program: `/${"p".repeat(4096)}` }, /^The program is 4097 bytes/],
    [{ program: "/bin/$(id)" }, /^The program holds \$/],
    [{ program: "/bin/`id`" }, /^The program holds `/],
    [{ program: '/bin/a"b' }, /^The program holds "/],
    [{ program: "/bin/a\\b" }, /^The program holds \\/],
    [{ program: 'C:\\a" & b' }, /^The program holds "/],
    [{ program: "/" }, /^The program leads to a root/],
    [{ program: "C:\\" }, /^The program leads to a root or a drive/],
    [{ args: true }, /^The arguments must be text or a number, but is a boolean/],
    [{ args: {} }, /^The arguments must be text or an array of texts and numbers, but is an object/],
    [{ args: Buffer.from("a") }, /but is a buffer/],
    [{ args: "a\0b" }, /^The text of the arguments holds a control character/],
    [{ args: "a\ud800" }, /^The text of the arguments holds half of a character/],
    [{ args: ["a", null] }, /^The argument 2 in the arguments is missing/],
    [{ args: ["a", ["b"]] }, /^The argument 2 in the arguments must be text or a number, but is an array/],
    [{ args: circular }, /^The argument 1 in the arguments must be text/],
    [{ args: ["a\u001b[2J"] }, /^The argument 1 in the arguments holds a control character/],
    [{ args: new Array(4_000_000_000) }, /^The arguments are 4000000000; at most 20000/],
    [{ args: "a".repeat(49_153) }, /^The text of arguments and environment together is 49153 bytes.*at most 49152/],
    [{ program: CMD, args: "a\nb" }, /^The arguments hold a line break/],
    [{ program: "C:\\x.bat", args: ['a" & calc'] }, /^The arguments hold " or %, which a batch file reads/],
    [{ program: "C:\\x.cmd. .", args: ['a" & calc'] }, /^The arguments hold " or %, which a batch file reads/],
    [{ program: "C:\\x.CMD", args: ["%PATH%"] }, /^The arguments hold " or %/],
    [{ workingDirectory: "tmp" }, /^The working directory must be an absolute path/],
    [{ workingDirectory: ["/tmp"] }, /^The working directory must be text/],
    [{ workingDirectory: "C:\\Temp" }, /^The program and the working directory are paths of different systems/],
    [{ environment: "A=b" }, /^The environment must be an object of texts, .* but is a string/],
    [{ environment: ["A=b"] }, /^The environment must be an object of texts, .* but is an array/],
    [{ environment: { A: {} } }, /^The variable "A" in the environment must be text or a number, but is an object/],
    [{ environment: { A: true } }, /^The variable "A" in the environment must be text/],
    [{ environment: { "A=B": "c" } }, /^The environment holds a variable without a name, or with "="/],
    [{ environment: { "": "c" } }, /^The environment holds a variable without a name/],
    [{ environment: { "A\n": "c" } }, /^The name of a variable in the environment holds a control character/],
    [{ environment: { A: "b\0" } }, /^The variable "A" in the environment holds a control character/],
    [{ environment: { A: "b".repeat(50_000) } }, /^The text of arguments and environment together is/],
  ];
  for (const [values, why] of REFUSED) {
    it(`refuses ${titled(values)}`, () => assert.match(refused(values), why));
  }

  it("refuses what has no room in a line of cmd.exe only where that is needed", () => {
    const values = { program: CMD, args: "a".repeat(8_000) };
    assert.match(refused(values, COLLECTING), /^The arguments are too long for cmd\.exe/);
    request(values, { runTimeout: 1, firstLook: 1, failOnNonZero: false });
    request({ args: "a".repeat(8_000) }, COLLECTING);
  });

  for (const [what, make] of Object.entries(BITING)) {
    it(`looks with care at ${what}`, () => {
      for (const name of ["program", "args", "workingDirectory", "environment"]) {
        try {
          request({ [name]: make() });
        } catch (error) {
          assert.ok(error instanceof VCenterError && error.code === "INVALID_ARGUMENT", `${name}: ${String(error)}`);
        }
      }
      for (const values of [{ args: ["a", make()] }, { environment: { A: make() } }]) {
        assert.match(refused(values), /must be text or a number/);
      }
    });
  }

  it("gives for any text a valid request, or says which value it is", () => {
    fc.assert(
      fc.property(oddText, fc.constantFrom("/bin/x", CMD, "C:\\x.bat"), (text, program) => {
        for (const values of [{ program: `${program}${text}` }, { program, args: text }, { program, args: [text] }, { program, environment: { [text]: text } }]) {
          try {
            assert.equal(typeof request(values).command.args, "string");
          } catch (error) {
            assert.ok(error instanceof VCenterError, String(error));
            assert.match(error.message, /^The (program|text of|arguments?|environment|variable|name of a variable)/);
          }
        }
      }),
    );
  });
});
