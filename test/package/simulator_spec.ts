import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { repositoryRoot, ServerProcess } from "../e2e/server-process";
import type { SimulatorFacts } from "../e2e/simulator-process";
import { until } from "../e2e/until";
import { npm } from "./npm";

interface Manifest {
  name: string;
  dependencies: Record<string, string>;
  bin: Record<string, string>;
}

const run = promisify(execFile);
const source = join(repositoryRoot, "test", "simulator");
const { name, dependencies, bin } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest;

describe("the packed simulator in an empty folder", function () {
  this.timeout(120_000);
  let folder: string;
  let program: string;
  let server: ServerProcess | undefined;

  /** As npx has it: the packed file, what it names as its dependencies and nothing else, and its program. */
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "vcenter-guest-simulator-package-"));
    await npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], source);
    const packed = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    assert.ok(packed);
    const modules = join(folder, "node_modules");
    await mkdir(join(modules, name), { recursive: true });
    await run("tar", ["-xzf", join(folder, packed), "--strip-components=1", "-C", join(modules, name)]);
    for (const dependency of Object.keys(dependencies)) {
      const link = join(modules, dependency);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(repositoryRoot, "node_modules", dependency), link, "junction");
    }
    await npm(["rebuild", "--ignore-scripts", name], folder);
    program = join(modules, ".bin", Object.keys(bin)[0]!);
  });

  after(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("is a program that says what it can do", async () => {
    const { stdout } = await run(program, ["--help"], { cwd: folder, shell: process.platform === "win32" });
    assert.match(stdout, /--port/);
  });

  it("prints its line of JSON and opens a session", async () => {
    server = new ServerProcess(program, ["--port", "0"], folder);
    const line = await until("the line", () => /^\{.*\}\n/.exec(server!.log)?.[0], { ms: 20_000 });
    const { url, ca, username, password } = JSON.parse(line) as SimulatorFacts;
    const dispatcher = new Agent({ connect: { ca: readFileSync(ca!) } });

    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const { statusCode, body } = await request(new URL("/api/session", url), { dispatcher, method: "POST", headers: { authorization } });

    assert.equal(typeof (await body.json()), "string");
    assert.equal(statusCode, 201);
    await dispatcher.close();
    assert.equal(server.log, line);
  });
});
