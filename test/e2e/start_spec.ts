import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { Agent, request } from "undici";
import { allGone, NpmRun } from "./npm-run";
import { printedBy, type Printed } from "./npm-start";
import { tryPort } from "./ports";

interface GuestFile {
  type: string;
  mode: string;
  size: number;
}

async function guestFile({ simulator, ca, vm }: Printed, path: string): Promise<GuestFile> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(ca) } });
  const url = new URL(`/_simulator/vms/${vm}/files?path=${encodeURIComponent(path)}`, simulator);
  const { statusCode, body } = await request(url, { dispatcher });
  const text = await body.text();
  await dispatcher.close();
  assert.equal(statusCode, 200, text);
  return JSON.parse(text) as GuestFile;
}

function assertTemporary({ type, mode, size }: GuestFile): void {
  assert.deepEqual({ type, mode: parseInt(mode, 8), size }, { type: "FILE", mode: 0o600, size: 0 });
}

async function post(url: string, body: URLSearchParams): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: "POST", body });
  return { status: response.status, text: await response.text() };
}

/** A start takes twice as long with a build, which the first one makes. */
const NO_BUILD = ["start", "--", "--no-build"];

describe("npm start", function () {
  this.timeout(240_000);
  let start: NpmRun;

  afterEach(() => start.end());

  it("creates a file, prints a line that creates one more, and Ctrl-C ends everything", async () => {
    start = await NpmRun.start(["start"]);
    const printed = await printedBy(start);
    assertTemporary(await guestFile(printed, printed.path));

    const { url, body } = printed.curl;
    const more = await post(url, body);
    assert.equal(more.status, 201);
    assert.match(more.text, /^\/\S*\/demo-vmware\d+\.txt$/);
    assert.notEqual(more.text, printed.path);
    assertTemporary(await guestFile(printed, more.text));

    const failed = await post(url, new URLSearchParams({ vm: "vm-that-is-not-there" }));
    assert.equal(failed.status, 404);
    const error = JSON.parse(failed.text) as { code: string; cause: { subject: string } };
    assert.deepEqual([error.code, error.cause.subject], ["NOT_FOUND", "vm"]);

    assert.equal((await fetch(printed.editor)).status, 200);
    const processes = start.processes();
    assert.ok(processes.length >= 3, "npm started the demo, which started the simulator and Node-RED");
    start.pressCtrlC();
    await allGone(processes);
    // npm itself ends by the signal when its shell does.
    assert.ok([0, "SIGINT"].includes(await start.exited));
    assert.deepEqual(await start.leftovers(), []);
  });

  it("takes PORT for the editor, and ends with its npm", async () => {
    const port = await tryPort(0);
    start = await NpmRun.start(NO_BUILD, { PORT: String(port) });
    const { editor } = await printedBy(start);
    assert.equal(editor, `http://127.0.0.1:${port}/`);
    const processes = start.processes();
    start.npm.kill("SIGTERM");
    await allGone(processes);
    assert.deepEqual(await start.leftovers(), []);
  });

  it("ends with a sentence when Node-RED dies", async () => {
    start = await NpmRun.start(NO_BUILD);
    await printedBy(start);
    const processes = start.processes();
    const nodeRed = processes.find(({ command }) => /red\.js|^node-red$/.test(command));
    assert.ok(nodeRed);
    process.kill(nodeRed.pid, "SIGKILL");
    assert.equal(await start.exited, 1);
    assert.match(start.output, /^Node-RED ended unexpectedly, so the demo ends too\./m);
    await allGone(processes);
    assert.deepEqual(await start.leftovers(), []);
  });

  it("leaves no server behind when it is killed itself", async () => {
    start = await NpmRun.start(NO_BUILD);
    await printedBy(start);
    const processes = start.processes();
    const demo = processes.find(({ command }) => /^node .*test\/demo\/start\.ts --no-build$/.test(command));
    assert.ok(demo);
    process.kill(demo.pid, "SIGKILL");
    await allGone(processes);
  });

  it("says so when PORT is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    start = await NpmRun.start(["start"], { PORT: String(port) });
    assert.equal(await start.exited, 1);
    assert.match(start.output, new RegExp(`^Port ${port} is taken by another program\\. Set PORT to another one`, "m"));
    server.close();
  });

  for (const text of ["eighty", "0", "65536", "80.5", "-1"]) {
    it(`says so when PORT is ${text}`, async () => {
      start = await NpmRun.start(["start"], { PORT: text });
      assert.equal(await start.exited, 1);
      assert.ok(start.output.includes(`PORT is "${text}", but must be a number from 1 to 65535.`), start.output);
      assert.ok(!start.output.includes("    at "), "no stack");
    });
  }
});

describe("npm run simulator", function () {
  this.timeout(120_000);
  let run: NpmRun;

  afterEach(() => run.end());

  it("prints one line of JSON and nothing else, and ends with its npm", async () => {
    run = await NpmRun.start(["run", "--silent", "simulator", "--", "--port", "0"]);
    const [line] = await run.printed(/^.*\n/);
    assert.deepEqual(Object.keys(JSON.parse(line) as object), [
      "url",
      "ca",
      "username",
      "password",
      "guestUsername",
      "guestPassword",
      "vms",
    ]);
    const processes = run.processes();
    run.npm.kill("SIGTERM");
    await allGone(processes);
    await run.exited;
    assert.equal(run.output, line);
    assert.deepEqual(await run.leftovers(), []);
  });
});
