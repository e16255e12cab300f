import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const CLI = join(dirname(require.resolve("@vcenter-guest/simulator")), "cli.js");

interface Run {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

describe("vcenter-guest-simulator", () => {
  const runs: Run[] = [];

  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
  });

  const run = (...args: string[]): Run => runIn(tmpdir(), ...args);

  const runIn = (folder: string, ...args: string[]): Run => {
    const { NODE_V8_COVERAGE: dropped, ...rest } = process.env;
    const env = { ...rest, TMPDIR: folder };
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    const ended = once(child, "close").then(([code, signal]: (number | string | null)[]) => ({
      code: code as number | null,
      signal: signal as string | null,
    }));
    const started = { child, stdout: () => output.stdout, stderr: () => output.stderr, ended };
    runs.push(started);
    return started;
  };

  const firstLine = async ({ child, stdout, ended }: Run): Promise<Record<string, unknown>> => {
    while (!stdout().includes("\n") && child.exitCode === null) {
      await Promise.race([once(child.stdout!, "data"), ended]);
    }
    return JSON.parse(stdout().split("\n")[0] ?? "") as Record<string, unknown>;
  };

  it("is executable and says so itself", () => {
    accessSync(CLI, constants.X_OK);
    assert.match(readFileSync(CLI, "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`writes one line of JSON, serves, and ends well on ${signal}, with nothing left`, async () => {
      const simulator = run("--port", "0", "--vms", "4", "--seed", "1");
      const line = await firstLine(simulator);
      assert.deepEqual(Object.keys(line), [
        "url",
        "ca",
        "username",
        "password",
        "guestUsername",
        "guestPassword",
        "vms",
      ]);
      assert.equal((line["vms"] as unknown[]).length, 4);
      assert.equal(await statusOf(`${String(line["url"])}/api/session`, String(line["ca"])), 401);
      const folder = dirname(String(line["ca"]));
      assert.ok(existsSync(folder));
      simulator.child.kill(signal);
      assert.deepEqual(await simulator.ended, { code: 0, signal: null });
      assert.equal(simulator.stdout(), `${JSON.stringify(line)}\n`);
      assert.equal(simulator.stderr(), "");
      assert.equal(existsSync(folder), false);
    });
  }

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`leaves nothing when ${signal} comes again and again while it ends`, async () => {
      const simulator = run("--port", "0", "--vms", "50");
      const folder = dirname(String((await firstLine(simulator))["ca"]));
      const { child } = simulator;
      while (existsSync(folder) && child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await simulator.ended;
      assert.equal(existsSync(folder), false);
    });
  }

  it("speaks http on demand", async () => {
    const line = await firstLine(run("--port", "0", "--http"));
    assert.match(String(line["url"]), /^http:/);
    assert.equal(line["ca"], null);
    assert.equal((await fetch(`${String(line["url"])}/api/session`)).status, 401);
  });

  it("ends with one sentence when its port is taken", async () => {
    const first = await firstLine(run("--port", "0", "--http"));
    const { port } = new URL(String(first["url"]));
    const folder = mkdtempSync(join(tmpdir(), "cli-spec-"));
    const second = runIn(folder, "--port", port);
    assert.deepEqual(await second.ended, { code: 1, signal: null });
    assert.equal(second.stdout(), "");
    assert.match(second.stderr(), new RegExp(`^Port ${port} is in use[^\\n]*\\.\\n$`));
    assert.deepEqual(readdirSync(folder), []);
    rmdirSync(folder);
  });

  it("ends with one sentence when it does not understand its arguments", async () => {
    for (const args of [["--prot", "1"], ["--port", "x"], ["--port", "65536"], ["--vms", "-1"], ["--seed"]]) {
      const wrong = run(...args);
      assert.equal((await wrong.ended).code, 1, args.join(" "));
      assert.equal(wrong.stdout(), "");
      assert.match(wrong.stderr(), /^[^\n]+\n$/);
    }
  });

  it("explains itself", async () => {
    const help = run("--help");
    assert.equal((await help.ended).code, 0);
    for (const option of ["--port", "--http", "--vms", "--seed", "--help", "8943"]) {
      assert.ok(help.stdout().includes(option), option);
    }
  });
});

function statusOf(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { ca: readFileSync(ca), agent: false } as const;
    request(url, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
