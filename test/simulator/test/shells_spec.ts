import assert from "node:assert/strict";
import { run, text } from "./processes";
import { LINUX, useBench, WINDOWS } from "./support";

const SH = "/bin/sh";
const CMD = "C:\\Windows\\System32\\cmd.exe";

describe("sh of a Linux guest", () => {
  const bench = useBench();

  /** Runs a line, and gives its code with what it wrote into /tmp/out and /tmp/err. */
  const sh = async (line: string, more: Record<string, unknown> = {}): Promise<unknown[]> => {
    const quoted = `'${line.replaceAll("'", "'\\''")}'`;
    const code = await run(bench(), LINUX, SH, `-c ${quoted} > /tmp/out 2> /tmp/err`, more);
    return [code, await text(bench(), LINUX, "/tmp/out"), await text(bench(), LINUX, "/tmp/err")];
  };

  for (const [line, ...expected] of [
    ["echo a  b", 0, "a b\n", ""],
    ["echo 'a  b' \"c  'd'\" e\\ f", 0, "a  b c  'd' e f\n", ""],
    ["echo one; echo two", 0, "one\ntwo\n", ""],
    ["echo one\necho two # three", 0, "one\ntwo\n", ""],
    ["true && echo yes", 0, "yes\n", ""],
    ["false && echo no", 1, "", ""],
    ["false || echo yes", 0, "yes\n", ""],
    ["false && echo no; echo yes", 0, "yes\n", ""],
    ["exit 7; echo no", 7, "", ""],
    ["(echo a; exit 3)", 3, "a\n", ""],
    ["(echo a; cat /none) 2>&1", 1, "a\ncat: /none: No such file or directory\n", ""],
    ["echo a 1>&2", 0, "", "a\n"],
    ["cat /etc/hosts /none", 1, "127.0.0.1 localhost\n", "cat: /none: No such file or directory\n"],
    ["cat /root/x", 1, "", "cat: /root/x: Permission denied\n"],
    ["nothing", 127, "", "bash: nothing: command not found\n"],
    ["/etc", 126, "", "bash: /etc: Is a directory\n"],
    ["/etc/hosts", 126, "", "bash: /etc/hosts: Permission denied\n"],
    ["/none", 127, "", "bash: /none: No such file or directory\n"],
    ["echo a > /etc/x", 1, "", "bash: /etc/x: Permission denied\n"],
    ["echo a > /dev/null", 0, "", ""],
    ["echo $USER '$USER' \"${USER}\"$NONE", 0, "worker $USER worker\n", ""],
    ["cd /etc && pwd && cat hosts", 0, "/etc\n127.0.0.1 localhost\n", ""],
    ["echo a | cat", 2, "", "bash: syntax error near unexpected token `|'\n"],
    ["echo \"$(pwd)\"", 2, "", "bash: syntax error near unexpected token `$'\n"],
    ["echo '$(pwd)' *", 0, "$(pwd) *\n", ""],
    ["echo 'a", 2, "", "bash: unexpected EOF while looking for matching `''\n"],
    ["/opt/simulator/fail 9", 9, "", ""],
    ["/bin/bash -c 'echo deep'", 0, "deep\n", ""],
  ] as const) {
    it(`does ${JSON.stringify(line)}`, async () => {
      assert.deepEqual(await sh(line), expected);
    });
  }

  it("writes files that are the user's, anew or at the end", async () => {
    await sh("echo a > /tmp/f; echo b > /tmp/f; echo c >> /tmp/f");
    assert.equal(await text(bench(), LINUX, "/tmp/f"), "b\nc\n");
    const entry = (await bench().look(LINUX, "/tmp/f")).json as Record<string, unknown>;
    assert.deepEqual([entry["owner"], entry["mode"], entry["size"]], ["worker", "0644", 4]);
  });

  it("sends both outputs to one file, in their order", async () => {
    await sh("(echo a; echo b >&2; echo c) > /tmp/both 2>&1");
    assert.equal(await text(bench(), LINUX, "/tmp/both"), "a\nb\nc\n");
  });

  it("respects the mode of a file that is there", async () => {
    await bench().put(LINUX, { path: "/tmp/theirs", type: "FILE", mode: "0644", owner: "root", content: "x" });
    assert.deepEqual(await sh("echo a > /tmp/theirs"), [1, "", "bash: /tmp/theirs: Permission denied\n"]);
    await bench().put(LINUX, { path: "/tmp/secret", type: "FILE", mode: "0600", owner: "root", content: "x" });
    assert.deepEqual(await sh("cat /tmp/secret"), [1, "", "cat: /tmp/secret: Permission denied\n"]);
  });

  it("writes nothing on a full disk", async () => {
    await sh("true");
    await bench().vm(LINUX, { disk: "full" });
    assert.equal(await run(bench(), LINUX, SH, "-c 'echo a > /tmp/out'"), 1);
    assert.equal(await text(bench(), LINUX, "/tmp/out"), "");
  });

  it("runs with the environment and the directory that are given", async () => {
    const more = { environment_variables: { A: "1", B: "two words" }, working_directory: "/tmp" };
    assert.deepEqual(await sh("pwd; env; echo $B > here", more), [0, "/tmp\nA=1\nB=two words\n", ""]);
    assert.equal(await text(bench(), LINUX, "/tmp/here"), "two words\n");
    assert.deepEqual((await sh("pwd"))[1], "/home/worker\n");
  });

  it("runs scripts, by name or as they are", async () => {
    const script = "#!/bin/sh\n# a comment\necho from a script\nexit 4\n";
    await bench().put(LINUX, { path: "/tmp/script", type: "FILE", mode: "0755", owner: "worker", content: script });
    assert.deepEqual(await sh("sh /tmp/script"), [4, "from a script\n", ""]);
    assert.equal(await run(bench(), LINUX, "/tmp/script"), 4);
  });

  it("stands between every program and its arguments, as Tools have it", async () => {
    await run(bench(), LINUX, "/bin/cat", "/etc/hosts > /tmp/copy");
    assert.equal(await text(bench(), LINUX, "/tmp/copy"), "127.0.0.1 localhost\n");
    await run(bench(), LINUX, "/opt/simulator/write", "200001 > /tmp/much");
    assert.equal((await text(bench(), LINUX, "/tmp/much")).length, 200_001);
  });
});

describe("cmd.exe of a Windows guest", () => {
  const bench = useBench();
  const OUT = "C:\\Windows\\Temp\\out.txt";
  const ERR = "C:\\Windows\\Temp\\err.txt";

  const cmd = async (line: string, more: Record<string, unknown> = {}): Promise<unknown[]> => {
    const code = await run(bench(), WINDOWS, CMD, `/c "(${line}) > ${OUT} 2> ${ERR}"`, more);
    return [code, await text(bench(), WINDOWS, OUT), await text(bench(), WINDOWS, ERR)];
  };

  const NOT_FOUND = "The system cannot find the file specified.\r\n";
  for (const [line, ...expected] of [
    ["echo a  b", 0, "a  b\r\n", ""],
    ['echo "a & b" c^&d', 0, '"a & b" c&d\r\n', ""],
    ["echo one& echo two", 0, "one\r\ntwo\r\n", ""],
    ["exit 0 && echo no", 0, "", ""],
    ["C:\\Simulator\\fail.exe 5 && echo no", 5, "", ""],
    ["fail 5 || echo yes", 0, "yes\r\n", ""],
    ["type C:\\none.txt", 1, "", NOT_FOUND],
    ["type C:\\none.txt 2>&1", 1, NOT_FOUND, ""],
    ["echo a>&2", 0, "", "a\r\n"],
    ["echo a> C:\\x.txt", 1, "", "Access is denied.\r\n"],
    ["echo %UserName% %none%", 0, "worker %none%\r\n", ""],
    ["cd C:\\Windows& cd", 0, "C:\\Windows\r\n", ""],
    ["exit /b 7", 7, "", ""],
    ["cmd /d /s /c \"echo deep\"", 0, "deep\r\n", ""],
    ["nothing", 1, "", "'nothing' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"],
  ] as const) {
    it(`does ${JSON.stringify(line)}`, async () => {
      assert.deepEqual(await cmd(line), expected);
    });
  }

  it("keeps the space in front of a redirection, as it does", async () => {
    await run(bench(), WINDOWS, CMD, `/c echo a > ${OUT}`);
    assert.equal(await text(bench(), WINDOWS, OUT), "a \r\n");
    await run(bench(), WINDOWS, CMD, `/c echo b>> "${OUT}"`);
    assert.equal(await text(bench(), WINDOWS, OUT), "a \r\nb\r\n");
  });

  it("takes a quoted program for a program", async () => {
    const content = "@echo off\r\necho %1 from a batch file> C:\\Windows\\Temp\\batch.txt\r\nexit /b 6\r\n";
    await bench().put(WINDOWS, { path: "C:\\Program Files\\run me.cmd", type: "FILE", content });
    assert.equal(await run(bench(), WINDOWS, CMD, '/c "C:\\Program Files\\run me.cmd"'), 6);
    assert.match(await text(bench(), WINDOWS, "C:\\Windows\\Temp\\batch.txt"), /from a batch file\r\n$/);
  });

  it("is what redirects: Tools do not", async () => {
    assert.equal(await run(bench(), WINDOWS, "C:\\Simulator\\write.exe", `10 > ${OUT}`), 0);
    assert.equal((await bench().look(WINDOWS, OUT)).status, 404);
  });

  it("runs with the environment and the directory that are given", async () => {
    const more = { environment_variables: { A: "1" }, working_directory: "C:\\Windows\\Temp" };
    assert.deepEqual(await cmd("cd& set& echo %a%", more), [0, "C:\\Windows\\Temp\r\nA=1\r\n1\r\n", ""]);
    assert.equal((await cmd("cd"))[1], "C:\\Windows\\System32\r\n");
  });
});
