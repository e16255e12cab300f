import assert from "node:assert/strict";
import { Bench } from "./bench";
import { endAll, exitCode, get, info, list, run, start, terminate, tryStart } from "./processes";
import { eventually, LINUX, refused, useBench, WINDOWS } from "./support";

const FOREVER = "/opt/simulator/forever";

describe("processes of a guest", () => {
  const bench = useBench();
  const pidOf = (body: unknown): unknown => (body as { data?: { pid?: number } }).data?.pid;
  const asRoot = async (vm = LINUX): Promise<Record<string, unknown>> => {
    await bench().user(vm, "root", { password: "secret", admin: true });
    return bench().credentials({ user_name: "root", password: "secret" });
  };

  it("are started, seen while they run, and seen when they have ended", async () => {
    const pid = await start(bench(), LINUX, FOREVER, "a 'b c'");
    const running = await info(bench(), LINUX, pid);
    assert.deepEqual(
      { ...running, started: null },
      { name: "forever", owner: "worker", command: `"${FOREVER}" a 'b c'`, started: null },
    );
    assert.equal((await terminate(bench(), LINUX, pid)).status, 204);
    const ended = await info(bench(), LINUX, pid);
    assert.equal(ended.exit_code, -1);
    assert.ok(ended.finished !== undefined && ended.finished >= running.started);
  });

  it("end with the code of their program", async () => {
    assert.equal(await run(bench(), LINUX, "/bin/true"), 0);
    assert.equal(await run(bench(), LINUX, "/bin/false"), 1);
    assert.equal(await run(bench(), LINUX, "/opt/simulator/fail", "42"), 42);
    assert.equal(await run(bench(), WINDOWS, "C:\\Simulator\\fail.exe", "-7"), -7);
  });

  it("run on the real clock", async () => {
    const started = performance.now();
    assert.equal(await run(bench(), LINUX, "/bin/sleep", "0.2"), 0);
    assert.ok(performance.now() - started >= 190);
  });

  it("are listed, those of the system too, ended ones for 5 minutes", async () => {
    const pid = await start(bench(), LINUX, "/bin/true");
    await exitCode(bench(), LINUX, pid);
    const running = await start(bench(), LINUX, FOREVER);
    const names = (await list(bench(), LINUX)).map(({ name, owner }) => `${name} ${owner}`);
    assert.deepEqual(names, ["true worker", "forever worker", "vmtoolsd root"]);
    assert.ok((await list(bench(), LINUX)).some((process) => process.pid === pid));
    await bench().advance(299);
    assert.equal((await get(bench(), LINUX, pid)).status, 200);
    await bench().advance(2);
    bench().token = await bench().login();
    assert.equal(pidOf(refused(await get(bench(), LINUX, pid), 404, "NOT_FOUND")), pid);
    assert.equal((await info(bench(), LINUX, running)).finished, undefined);
  });

  it("that nobody knows are NOT_FOUND with their pid", async () => {
    assert.equal(pidOf(refused(await get(bench(), LINUX, 4711), 404, "NOT_FOUND")), 4711);
    assert.equal(pidOf(refused(await terminate(bench(), LINUX, 4711), 404, "NOT_FOUND")), 4711);
    const pid = await start(bench(), LINUX, "/bin/true");
    await exitCode(bench(), LINUX, pid);
    assert.equal(pidOf(refused(await terminate(bench(), LINUX, pid), 404, "NOT_FOUND")), pid);
    assert.equal(pidOf(refused(await get(bench(), "vm-1", 4711), 404, "NOT_FOUND")), undefined);
    refused(await get(bench(), LINUX, "x"), 400, "INVALID_ARGUMENT");
  });

  it("of others are ended by an administrator only, the service of Tools by nobody", async () => {
    const root = await asRoot();
    const pid = await start(bench(), LINUX, FOREVER, undefined, {}, root);
    assert.equal((await info(bench(), LINUX, pid)).owner, "root");
    refused(await terminate(bench(), LINUX, pid), 403, "UNAUTHORIZED");
    const own = await start(bench(), LINUX, FOREVER);
    assert.equal((await terminate(bench(), LINUX, own, root)).status, 204);
    const service = (await list(bench(), LINUX)).find(({ name }) => name === "vmtoolsd")?.pid ?? 0;
    refused(await terminate(bench(), LINUX, service, root), 403, "UNAUTHORIZED");
  });

  it("end by the control API, all or those of a VM", async () => {
    const linux = await start(bench(), LINUX, FOREVER);
    const windows = await start(bench(), WINDOWS, "C:\\Simulator\\forever.exe");
    assert.equal(await endAll(bench(), { vm: WINDOWS, exit_code: 3 }), 1);
    assert.equal((await info(bench(), WINDOWS, windows)).exit_code, 3);
    assert.equal((await info(bench(), LINUX, linux)).finished, undefined);
    assert.equal(await endAll(bench()), 1);
    assert.equal((await info(bench(), LINUX, linux)).exit_code, -1);
    assert.equal((await bench().tryControl("POST", "/processes/end", { vm: "vm-1" })).status, 404);
  });

  it("end in a Windows guest by taskkill too, those of the same user", async () => {
    const taskkill = (pid: number): Promise<number | undefined> =>
      run(bench(), WINDOWS, "C:\\Windows\\System32\\taskkill.exe", `/F /T /PID ${String(pid)}`);
    const pid = await start(bench(), WINDOWS, "C:\\Simulator\\forever.exe");
    assert.equal(await taskkill(pid), 0);
    assert.equal((await info(bench(), WINDOWS, pid)).exit_code, 1);
    assert.equal(await taskkill(pid), 128);
    const others = await start(bench(), WINDOWS, "C:\\Simulator\\forever.exe", undefined, {}, await asRoot(WINDOWS));
    assert.equal(await taskkill(others), 1);
  });

  it("end with the VM, and are forgotten by the next run of Tools", async () => {
    const pid = await start(bench(), LINUX, FOREVER);
    await bench().vm(LINUX, { power_state: "POWERED_OFF" });
    refused(await get(bench(), LINUX, pid), 400, "NOT_ALLOWED_IN_CURRENT_STATE");
    assert.equal(await endAll(bench()), 0);
    await bench().vm(LINUX, { power_state: "POWERED_ON" });
    refused(await get(bench(), LINUX, pid), 404, "NOT_FOUND");
  });

  it("write on until they are terminated", async () => {
    const pid = await start(bench(), LINUX, "/opt/simulator/write", "1000000000000 > /tmp/big");
    await eventually(() => bench().look(LINUX, "/tmp/big"), ({ json }) => (json as { size: number }).size > 100_000);
    assert.equal((await terminate(bench(), LINUX, pid)).status, 204);
    assert.equal((await info(bench(), LINUX, pid)).exit_code, -1);
  });
});

describe("processes of a simulator that ends", () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

  it("end with it, and leave no timer", async () => {
    const bench = await Bench.start({ http: true });
    bench.token = await bench.login();
    const before = timers();
    for (const text of ["1000000", "infinity"]) {
      await start(bench, LINUX, "/bin/sleep", text);
    }
    await eventually(() => Promise.resolve(timers()), (count) => count >= before + 2);
    await bench.close();
    await eventually(() => Promise.resolve(timers()), (count) => count <= before);
  });
});

describe("starting a program", () => {
  const bench = useBench();

  it("needs a program that is there and may be run", async () => {
    const missing = refused(await tryStart(bench(), LINUX, { path: "/bin/none" }), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    assert.equal(missing.data?.file_path, "/bin/none");
    await bench().put(LINUX, { path: "/tmp/plain", type: "FILE", mode: "0644", owner: "worker" });
    refused(await tryStart(bench(), LINUX, { path: "/tmp/plain" }), 403, "UNAUTHORIZED");
    await bench().put(LINUX, { path: "/tmp/others", type: "FILE", mode: "0700", owner: "root" });
    refused(await tryStart(bench(), LINUX, { path: "/tmp/others" }), 403, "UNAUTHORIZED");
    refused(await tryStart(bench(), LINUX, { path: "/root/x" }), 403, "UNAUTHORIZED");
    await bench().put(WINDOWS, { path: "C:\\Windows\\Temp\\plain.txt", type: "FILE" });
    refused(await tryStart(bench(), WINDOWS, { path: "C:\\Windows\\Temp\\plain.txt" }), 500, "ERROR");
  });

  it("needs a working directory that is one", async () => {
    for (const working_directory of ["/tmp/none", "/etc/hosts", "/tmp/none/x"]) {
      const reply = await tryStart(bench(), LINUX, { path: "/bin/pwd", working_directory });
      refused(reply, 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    }
    assert.equal(await run(bench(), LINUX, "/bin/pwd", "", { working_directory: "" }), 0);
  });

  it("minimized is for Windows", async () => {
    const spec = { path: "/bin/true", start_minimized: true };
    const body = refused(await tryStart(bench(), LINUX, spec), 400, "INVALID_ARGUMENT");
    assert.equal(body.data, undefined);
    assert.equal((await tryStart(bench(), LINUX, { ...spec, start_minimized: false })).status, 201);
    const windows = { path: "C:\\Windows\\System32\\cmd.exe", arguments: "/c exit 0", start_minimized: true };
    assert.equal((await tryStart(bench(), WINDOWS, windows)).status, 201);
  });

  it("needs the login, the privilege, and Tools that allow it", async () => {
    const spec = { path: "/bin/none", working_directory: "/none" };
    const wrong = bench().credentials({ password: "wrong" });
    refused(await tryStart(bench(), LINUX, spec, wrong), 401, "UNAUTHENTICATED");
    await bench().vm(LINUX, { tools_conf: { StartProgramInGuest: true } });
    refused(await tryStart(bench(), LINUX, spec, wrong), 400, "UNSUPPORTED");
    await bench().vm(LINUX, { privileges: { "VirtualMachine.GuestOperations.Execute": false } });
    refused(await tryStart(bench(), LINUX, spec), 403, "UNAUTHORIZED");
    refused(await terminate(bench(), LINUX, 1), 403, "UNAUTHORIZED");
    assert.equal((await list(bench(), LINUX)).length, 1);
    await bench().vm(LINUX, { privileges: { "VirtualMachine.GuestOperations.Query": false } });
    refused(await get(bench(), LINUX, 1), 403, "UNAUTHORIZED");
    refused(await tryStart(bench(), LINUX, {}), 400, "INVALID_ARGUMENT");
    refused(await tryStart(bench(), LINUX, { ...spec, shell: true }), 400, "UNEXPECTED_INPUT");
  });
});
