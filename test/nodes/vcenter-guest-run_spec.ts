import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_PROCESS, DELETE_PROCESS, FOREVER, GET_PROCESS, program, RunBench } from "../support/run-node";
import { CREATE_DIRECTORY } from "../support/simulator";

const NASTY = ["a  b", "'", '"', "$HOME", "`id`", "$(id)", ";", "|", "&", ">", "<", "*", "\\", "", "#", "%USERNAME%", "ü", "line\nbreak"];

interface RunPayload {
  exitCode: number;
  stdout: string;
  stderr: string;
  pid: number;
}

nodeSuite("vcenter-guest-run", (lab) => {
  const bench = new RunBench(lab);
  const result = async (msg: object): Promise<RunPayload> => (await bench.done(msg)).payload as RunPayload;

  it("gives exit code and output of a program, and leaves nothing behind", async () => {
    await bench.put("/srv/both.sh", "echo told; cat /srv/none; exit 3", { mode: "0755" });
    await bench.load();

    const earlier = { vm: "vm-42", path: "/tmp/x", kind: "file" };
    const { payload, guest, topic } = await bench.done(program("/srv/both.sh", undefined, { topic: "t", guest: earlier }));

    const { exitCode, stdout, stderr, pid } = payload as RunPayload;
    assert.deepEqual([exitCode, stdout, typeof pid, topic], [3, "told\n", "number", "t"]);
    assert.match(stderr, /none/);
    assert.deepEqual(Object.keys(payload as object).sort(), ["exitCode", "pid", "stderr", "stdout"]);
    assert.deepEqual([guest?.vm, guest?.path, guest?.kind, guest?.attempts], ["vm-42", "/tmp/x", "file", 1]);
    const { calls } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_PROCESS], calls[GET_PROCESS], calls[CREATE_DIRECTORY], calls[DELETE_PROCESS]], [1, 1, 1, undefined]);
    // One look at the directory tells the sizes of both outputs.
    assert.equal(calls["Vcenter.Vm.Guest.Filesystem.Files_list"], 1);
    await bench.assertTidy();
  });

  it("gives them of a Windows guest", async () => {
    const vm = await bench.windows();
    await bench.load();
    const told = await result(program("C:\\Windows\\System32\\cmd.exe", ["/c", "echo told& type C:\\none& exit 3"], {}, vm));
    assert.deepEqual([told.exitCode, told.stdout], [3, "told\r\n"]);
    assert.notEqual(told.stderr, "");
    await bench.assertTidy(vm);
  });

  it("hands each argument of an array over as it is", async () => {
    await bench.load();
    assert.equal((await result(program("/bin/echo", [...NASTY, 7]))).stdout, `${NASTY.join(" ")} 7\n`);
  });

  it("hands each argument of an array over as it is in a Windows guest, whether cmd.exe stands between or not", async () => {
    const vm = await bench.windows();
    await bench.put("C:\\Tools\\100% & echo.exe", "#!simulator echo\n", {}, vm);
    await bench.load();
    const words = ["a  b", "&", "|", "<>", "^", "(x)", "100%", "%USERNAME%", "!x!", "ü"];
    assert.equal((await result(program("C:\\Tools\\100% & echo.exe", words, {}, vm))).stdout, `${words.join(" ")}\n`);
    await bench.load({ collect: false });
    await bench.done(program("C:\\Simulator\\fail.exe", ["a\\", "x y\\"], {}, vm));
    assert.equal((await bench.commands(vm)).at(-1), String.raw`"C:\Simulator\fail.exe" a\ "x y\\"`);
  });

  it("leaves a text to the shell of the guest", async () => {
    await bench.load();
    assert.equal((await result(program("/bin/echo", '"a  b" $USER;'))).stdout, "");
    assert.equal((await result(program("/bin/echo", '"a  b" $USER'))).stdout, "a  b worker\n");
  });

  it("gives a text to a program of Windows as it stands", async () => {
    const vm = await bench.windows();
    await bench.load();
    const { stdout } = await result(program("C:\\Windows\\System32\\cmd.exe", "/c echo 100% & echo %USERNAME%", {}, vm));
    assert.equal(stdout, "100%\r\nworker\r\n");
  });

  it("starts the program where and with what it should", async () => {
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/srv/a b", type: "DIRECTORY" });
    await bench.load({ workingDirectory: "/srv/a b", environment: "payload.env", environmentType: "msg" });
    const msg = { guest: { vm: "vm-42" }, payload: { program: "/bin/sh", args: ["-c", "pwd; env"], env: { A: "1 = '$B'", N: 2, X: null } } };
    assert.equal((await result(msg)).stdout, "/srv/a b\nA=1 = '$B'\nN=2\n");
  });

  it("collects nothing if it should not, and makes no directory for that", async () => {
    await bench.load({ collect: false });
    const { payload } = await bench.done(program("/opt/simulator/fail", ["4"]));
    const { pid, ...rest } = payload as RunPayload;
    assert.deepEqual([typeof pid, rest], ["number", { exitCode: 4 }]);
    assert.equal(await lab.simulator.calls(CREATE_DIRECTORY), 0);
  });

  it("gives the number of the process if it should not wait, and leaves the process alone", async () => {
    await bench.load({ wait: false });
    const { payload, guest } = await bench.done(program(FOREVER));
    assert.deepEqual([Object.keys(payload as object), guest?.attempts], [["pid"], 1]);
    await lab.red.unload();
    assert.deepEqual(await bench.exitCodes(), [null]);
    assert.deepEqual([await lab.simulator.calls(GET_PROCESS), await lab.simulator.calls(CREATE_DIRECTORY)], [0, 0]);
  });

  it("takes an exit code other than 0 for a failure if it should, and tells all of it", async () => {
    await bench.load({ failOnNonZero: true });
    const { code, message, cause } = await bench.failure(program("/bin/sh", ["-c", "echo told; exit 3"]));
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["ERROR", "program", "done", false]);
    const { pid, ...data } = cause.data as unknown as RunPayload;
    assert.deepEqual([typeof pid, data], ["number", { exitCode: 3, stdout: "told\n", stderr: "" }]);
    assert.match(message, /exit code 3 .*Look at cause\.data\.stderr/);
    assert.equal((await result(program("/bin/echo", ["fine"]))).exitCode, 0);
    await bench.assertTidy();
  });

  it("tells of a long output in an error its end alone, and says so", async () => {
    await bench.load({ failOnNonZero: true });
    const { message, cause } = await bench.failure(program("/bin/sh", ["-c", "/opt/simulator/write 5000; echo the end; echo short >&2; exit 3"]));
    const { stdout, stdoutCut, stderr, stderrCut } = cause.data as unknown as RunPayload & { stdoutCut?: boolean; stderrCut?: boolean };
    assert.deepEqual([stdout.endsWith("the end\n"), stdoutCut, stderr, stderrCut], [true, true, "short\n", undefined]);
    assert.equal(JSON.stringify(stdout).length - 2, 4096);
    assert.match(message, /cause\.data\.stderr and cause\.data\.stdout, which have the last 4 KiB of each\. To get all of it/);
  });

  it("gives no output above the limit, and says how the program ended", async () => {
    await bench.load({ sizeLimit: 0.001 });
    assert.equal((await result(program("/opt/simulator/write", ["1048"]))).stdout.length, 1048);
    await lab.simulator.control("POST", "/counters/reset");
    const { code, message, cause } = await bench.failure(program("/bin/sh", ["-c", "/opt/simulator/write 600; /opt/simulator/write 600; exit 5"]));
    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "path", "done"]);
    const { pid, ...data } = cause.data as unknown as RunPayload;
    assert.deepEqual([typeof pid, data], ["number", { reason: "FILE_TOO_LARGE", limit: 1048, size: 1200, exitCode: 5 }]);
    assert.match(message, /\(VM vm-42 at \S+\): what "\/bin\/sh" wrote has 0\.00114 MiB \(1200 bytes\), and the limit is 0\.000999 MiB \(1048 bytes\)\. Raise/);
    assert.equal((await lab.simulator.counters()).transfers.issued, 0);
    await bench.assertTidy();
  });

  it("reads the output in the encoding of the node", async () => {
    await bench.load({ encoding: "windows-1252" });
    assert.equal((await result(program("/bin/echo", ["ü"]))).stdout, "Ã¼\n");
  });

  it("says so where arguments keep the shell from writing the output", async () => {
    await bench.load();
    const { code, message, cause } = await bench.failure(program("/bin/echo", "a # b"));
    assert.deepEqual([code, cause.subject, cause.outcome, cause.data?.exitCode], ["ERROR", "program", "done", 0]);
    assert.match(message, /a comment or an open quote/);
    await bench.assertTidy();
  });
});
