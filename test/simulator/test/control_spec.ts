import assert from "node:assert/strict";
import { Bench } from "./bench";
import { assertHas, CREATE_FILE, eventually, LINUX, useBench, WINDOWS } from "./support";

describe("the control interface", () => {
  const bench = useBench();

  const says = async (method: string, path: string, body: unknown, status: number, text: RegExp): Promise<void> => {
    const reply = await bench().tryControl(method, path, body);
    assert.equal(reply.status, status, reply.text);
    assert.match((reply.json as { error: string }).error, text);
  };

  it("refuses unknown fields and values with a sentence", async () => {
    await says("PATCH", "/settings", { sesion_limit: 1 }, 400, /Unknown field "sesion_limit"/);
    await says("PATCH", "/settings", { lockout: { failure: 1 } }, 400, /Unknown field "failure" in lockout/);
    await says("PATCH", "/settings", { latency_ms: "fast" }, 400, /latency_ms must be number/);
    await says("PATCH", `/vms/${LINUX}`, { tools: "asleep" }, 400, /tools must be equal to one of.*not_running/);
    await says("PATCH", `/vms/${LINUX}`, { family: "WINDOWS" }, 400, /Unknown field "family"/);
    await says("PATCH", `/vms/${LINUX}`, { tools_conf: { CreateTempFile: true } }, 400, /CreateTempFile/);
    await says("PATCH", `/vms/${LINUX}`, { privileges: { Modify: false } }, 400, /Modify/);
    await says("POST", "/faults", { kind: "explode" }, 400, /kind must be equal to one of/);
    await says("POST", "/faults", { kind: "lost", operation: "createTemporary" }, 400, /no operation "createTemporary"/);
    await says("POST", "/faults", { kind: "lost", status: 500 }, 400, /Unknown field "status"/);
    await says("POST", "/faults", { kind: "answer", headers: { "a b": "c" } }, 400, /"a b" is no header/);
    await says("POST", "/clock", { advance_ms: -1 }, 400, /advance_ms/);
    await says("POST", "/vms", { vm: { vm: LINUX } }, 400, /There is a VM vm-42 already/);
    await says("PUT", `/vms/${LINUX}/users/x`, { passwort: "p" }, 400, /passwort/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "tmp/x", type: "FILE" }, 400, /absolute/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/tmp/../x", type: "FILE" }, 400, /dots/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/tmp/x", type: "SYMLINK" }, 400, /target/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/etc/hosts/x", type: "FILE" }, 400, /NOT_A_DIRECTORY/);
    await says("POST", "/reset", "{", 400, /not JSON/);
    await says("PATCH", "/vms/vm-1", {}, 404, /no VM vm-1/);
    await says("GET", "/nothing", undefined, 404, /no GET/);
    await says("GET", `/vms/${LINUX}/files?path=/none`, undefined, 404, /no \/none/);
  });

  it("shows the state in one object", async () => {
    await bench().fault({ kind: "lost", after: 3 });
    const state = (await bench().control("GET", "/state")) as Record<string, never>;
    assert.deepEqual(Object.keys(state).sort(), [
      "accounts",
      "clock",
      "counters",
      "faults",
      "sessions",
      "settings",
      "vms",
    ]);
    const { settings, vms, sessions, accounts, faults } = state as unknown as {
      settings: Record<string, unknown>;
      vms: { vm: string; users: { name: string }[] }[];
      sessions: { token: string }[];
      accounts: { name: string; locked: boolean }[];
      faults: { kind: string }[];
    };
    assert.equal(settings["session_limit"], 550);
    assert.deepEqual(vms.map(({ vm }) => vm), ["vm-42", "vm-43", "vm-44"]);
    assert.equal(vms[0]?.users[0]?.name, "worker");
    assert.equal(sessions[0]?.token, bench().token);
    assert.deepEqual([accounts[0]?.name, accounts[0]?.locked], ["operator@vsphere.local", false]);
    assert.equal(faults[0]?.kind, "lost");
  });

  it("resets everything", async () => {
    const fresh = await bench().control("GET", "/state");
    await bench().settings({ latency_ms: 1, seed: 3, lockout: { failures: 1 } });
    await bench().vm(LINUX, { disk: "full", tools_conf: { disabled: true } });
    await bench().user(LINUX, "worker", { password: "other" });
    await bench().put(LINUX, { path: "/tmp/x", type: "FILE" });
    await bench().control("DELETE", `/vms/${WINDOWS}`);
    await bench().control("POST", "/vms", { count: 2, family: "LINUX" });
    await bench().fault({ kind: "lost", operation: CREATE_FILE });
    await bench().advance(1_000_000);
    await bench().tryLogin(undefined, "wrong");
    await bench().reset();
    const pick = (state: unknown): unknown => {
      const { settings, vms, accounts, faults } = state as Record<string, unknown>;
      return { settings, accounts, faults, vms: (vms as object[]).map((vm) => ({ ...vm, tools_pid: 0 })) };
    };
    assert.deepEqual(pick(await bench().control("GET", "/state")), pick(fresh));
    assert.equal((await bench().look(LINUX, "/tmp/x")).status, 404);
    assert.deepEqual((await bench().counters()).calls, { "Cis.Session_create": 1 });
  });

  it("adds VMs under the next ids, or one as it is described", async () => {
    assert.deepEqual(await bench().control("POST", "/vms", { count: 2, family: "WINDOWS" }), [
      { vm: "vm-45", name: "edge-04", family: "WINDOWS" },
      { vm: "vm-46", name: "edge-05", family: "WINDOWS" },
    ]);
    const described = { vm: "vm-7", name: "odd one", family: "LINUX", power_state: "SUSPENDED" };
    assert.deepEqual(await bench().control("POST", "/vms", { vm: described }), [
      { vm: "vm-7", name: "odd one", family: "LINUX" },
    ]);
    assert.equal((await bench().temporary("vm-45")).status, 200);
    assert.equal((await bench().temporary("vm-7")).status, 400);
  });

  it("removes a VM", async () => {
    await bench().control("DELETE", `/vms/${LINUX}`);
    assert.equal((await bench().temporary(LINUX)).status, 404);
  });

  it("merges what it is given for a VM and a user", async () => {
    await bench().vm(LINUX, { tools_conf: { DeleteFileInGuest: true } });
    await bench().vm(LINUX, { tools_conf: { CreateTemporaryFileInGuest: false } });
    const { vms } = (await bench().control("GET", "/state")) as { vms: { tools_conf: unknown }[] };
    assert.deepEqual(vms[0]?.tools_conf, { DeleteFileInGuest: true, CreateTemporaryFileInGuest: false });
    const first = (await bench().user(LINUX, "new", { password: "p" })) as { uid: number; home: string };
    const second = (await bench().user(LINUX, "new", { locked: true })) as object;
    assert.deepEqual([first.uid, first.home], [1001, "/home/new"]);
    assert.deepEqual(second, { ...first, locked: true });
    assert.equal((await bench().look(LINUX, "/home/new")).status, 200);
  });

  it("puts, shows and removes files of a guest", async () => {
    const path = "/srv/a/b.txt";
    const put = await bench().put(LINUX, { path, type: "FILE", mode: "0640", owner: "worker", content: "hü" });
    assertHas(put, { type: "FILE", mode: "0640", owner: "worker", size: 3, entries: [] });
    assert.deepEqual(await bench().entries(LINUX, "/srv/a"), ["b.txt"]);
    await bench().put(LINUX, { path, type: "SYMLINK", target: "/etc/hosts" });
    assert.equal(((await bench().look(LINUX, path)).json as { target: string }).target, "/etc/hosts");
    await bench().control("DELETE", `/vms/${LINUX}/files?path=/srv`);
    assert.equal((await bench().look(LINUX, "/srv")).status, 404);
  });

  it("shows and sets all attributes of a file", async () => {
    const times = { last_modified: "2024-01-01T00:00:00.500Z", last_accessed: "2024-01-02T00:00:00.000Z" };
    const given = { ...times, created: "2023-12-31T00:00:00.000Z", hidden: true, read_only: true };
    assertHas(await bench().put(WINDOWS, { path: "C:\\a", type: "FILE", ...given }), { ...given, group: "SYSTEM" });
    const owned = await bench().put(LINUX, { path: "/srv/a", type: "DIRECTORY", owner: "worker" });
    assertHas(owned, { group: "worker", hidden: false, read_only: false });
    assertHas(await bench().put(LINUX, { path: "/srv/a", type: "DIRECTORY", group: "staff" }), { group: "staff" });
    const { now } = (await bench().control("POST", "/clock", { advance_ms: 0 })) as { now: number };
    const made = (owned as { created: string }).created;
    assert.ok(Date.parse(made) <= now && Date.parse(made) > now - 60_000, made);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/srv/b", type: "FILE", hidden: false }, 400, /Windows/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/srv/b", type: "FILE", created: "now" }, 400, /created/);
    await says("PUT", `/vms/${LINUX}/files`, { path: "/srv/b", type: "FILE", created: "2024-13-01T00:00:00Z" }, 400, /no time/);
    await says("PATCH", "/settings", { refuse_encoded_slash: 500 }, 400, /refuse_encoded_slash/);
  });

  it("counts from zero after a counters reset, and goes on with the sessions that are open", async () => {
    await bench().temporary(LINUX);
    await bench().control("POST", "/counters/reset");
    assert.deepEqual(await bench().requests(), []);
    const { calls, guest_logins, sessions } = await bench().counters();
    assert.deepEqual({ calls, guest_logins, sessions }, {
      calls: {},
      guest_logins: { accepted: 0, refused: 0 },
      sessions: { open: 1, created: 0, deleted: 0, expired: 0 },
    });
  });

  it("counts the client's connections and not its own", async () => {
    await bench().control("POST", "/counters/reset");
    const { open } = (await bench().counters()).sockets;
    const agents = [bench().newAgent(), bench().newAgent()];
    for (const agent of agents) {
      await bench().send("GET", "/api/session", undefined, {}, agent);
      await bench().send("GET", "/api/session", undefined, {}, agent);
    }
    await bench().send("GET", "/_simulator/counters", undefined, {}, bench().newAgent());
    assert.deepEqual((await bench().counters()).sockets, { open: open + 2, opened: 2 });
    agents[0]?.destroy();
    await eventually(() => bench().counters(), ({ sockets }) => sockets.open === open + 1);
  });

  it("waits with every answer as long as latency_ms says", async () => {
    await bench().settings({ latency_ms: 150 });
    const started = performance.now();
    await bench().call("GET", "/vcenter/vm");
    assert.ok(performance.now() - started >= 149);
  });
});

describe("startSimulator", () => {
  it("starts several in one process, with https and http, and closes them for good", async () => {
    const benches = [await Bench.start(), await Bench.start({ http: true, vms: 5 })] as const;
    const [secure, plain] = benches;
    assert.match(secure.simulator.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.match(plain.simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(plain.simulator.address.ca, null);
    assert.deepEqual(plain.simulator.address.vms.at(-1), { vm: "vm-46", name: "edge-05", family: "LINUX" });
    for (const bench of benches) {
      bench.token = await bench.login();
      assert.equal((await bench.temporary(LINUX)).status, 200);
      await bench.close();
      await bench.simulator.close();
      await assert.rejects(bench.login(), { code: "ECONNREFUSED" });
    }
  });

  it("closes while calls hang, wait and stream", async () => {
    const bench = await Bench.start();
    bench.token = await bench.login();
    await bench.vm(LINUX, { latency_ms: 1_000_000 });
    const calls = [bench.temporary(LINUX), bench.temporary(LINUX)];
    for (const kind of ["hang", "endless", "drip"]) {
      await bench.fault({ kind, operation: CREATE_FILE, vm: WINDOWS });
      calls.push(bench.temporary(WINDOWS));
    }
    const settled = Promise.allSettled(calls);
    await eventually(() => bench.counters(), (counters) => counters.calls[CREATE_FILE] === 5);
    await bench.close();
    assert.ok((await settled).every(({ status }) => status === "rejected"));
  });

  it("refuses a port that is taken", async () => {
    const bench = await Bench.start();
    const port = Number(new URL(bench.simulator.url).port);
    await assert.rejects(Bench.start({ port }), { code: "EADDRINUSE" });
    await bench.close();
  });
});
