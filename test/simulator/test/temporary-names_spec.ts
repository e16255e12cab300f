import assert from "node:assert/strict";
import { Bench } from "./bench";
import { assertHas, LINUX, useBench, WINDOWS } from "./support";

const numberIn = (path: string): number => Number(/vmware(\d+)/.exec(path.slice(path.lastIndexOf("a-")))?.[1]);

describe("names of temporary files", () => {
  const bench = useBench();

  it("are prefix, vmware, a number without padding, suffix", async () => {
    const path = await bench().path(LINUX, { prefix: "a-", suffix: ".txt", parent_path: "/tmp" });
    assert.match(path, /^\/tmp\/a-vmware(0|[1-9]\d*)\.txt$/);
    assert.match(await bench().path(LINUX, { parent_path: "/tmp" }), /^\/tmp\/vmware\d+$/);
  });

  it("are odd for files, even for directories, at first below 256", async () => {
    for (let index = 0; index < 20; index += 1) {
      const folder = `/tmp/n${String(index)}`;
      await bench().put(LINUX, { path: folder, type: "DIRECTORY" });
      const file = numberIn(await bench().path(LINUX, { prefix: "a-", parent_path: folder }));
      const directory = numberIn(await bench().path(LINUX, { prefix: "a-", parent_path: folder }, "directories"));
      assert.ok(file % 2 === 1 && file < 256, String(file));
      assert.ok(directory % 2 === 0 && directory < 256, String(directory));
    }
  });

  it("grow past what is taken", async () => {
    for (let number = 1; number < 256; number += 2) {
      await bench().put(LINUX, { path: `/tmp/a-vmware${String(number)}`, type: "FILE" });
    }
    assert.ok(numberIn(await bench().path(LINUX, { prefix: "a-", parent_path: "/tmp" })) > 255);
  });

  it("clash without case on Windows", async () => {
    for (let number = 1; number < 256; number += 2) {
      await bench().put(WINDOWS, { path: `C:\\Windows\\Temp\\A-VMWARE${String(number)}`, type: "FILE" });
    }
    const path = await bench().path(WINDOWS, { prefix: "a-", parent_path: "c:\\windows\\temp" });
    assert.ok(numberIn(path) > 255);
    assert.match(path, /^c:\\windows\\temp\\a-vmware/);
  });

  it("are those of a seed", async () => {
    const make = async (seed: number): Promise<string[]> => {
      const own = await Bench.start({ seed, http: true });
      own.token = await own.login();
      const paths = [await own.path("vm-42"), await own.path("vm-42"), await own.path("vm-43")];
      await own.close();
      return paths;
    };
    const first = await make(7);
    assert.deepEqual(await make(7), first);
    assert.notDeepEqual(await make(8), first);
  });

  it("repeat after the seed was set anew", async () => {
    await bench().settings({ seed: 5 });
    const first = await bench().path(LINUX, { parent_path: "/tmp" });
    await bench().deleteFile(LINUX, first);
    await bench().settings({ seed: 5 });
    assert.equal(await bench().path(LINUX, { parent_path: "/tmp" }), first);
  });
});

describe("what is created", () => {
  const bench = useBench();

  it("is an empty private file of the guest user", async () => {
    const path = await bench().path(LINUX);
    const { json } = await bench().look(LINUX, path);
    assertHas(json, { type: "FILE", mode: "0600", owner: "worker", size: 0, entries: [] });
  });

  it("is an empty private directory of the guest user", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    const { json } = await bench().look(LINUX, path);
    assertHas(json, { type: "DIRECTORY", mode: "0700", owner: "worker", size: 0, entries: [] });
  });

  it("belongs to whoever the token stands for", async () => {
    await bench().user(LINUX, "second", { saml_token: "token-2" });
    const credentials = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "token-2" };
    const path = await bench().path(LINUX, { credentials });
    assert.match(path, /^\/tmp\/vmware-second_/);
    assert.equal(((await bench().look(LINUX, path)).json as { owner: string }).owner, "second");
  });
});

describe("the default directory", () => {
  const bench = useBench();
  const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
  const defaultOf = async (change: Record<string, unknown> = {}): Promise<string> =>
    directoryOf(await bench().path(LINUX, change));

  it("of Linux is private, per user, and the same for an empty parent and none", async () => {
    const path = await defaultOf();
    assert.match(path, /^\/tmp\/vmware-worker_\d+-\d+$/);
    assert.equal(await defaultOf({ parent_path: "" }), path);
    const { json } = await bench().look(LINUX, path);
    assertHas(json, { type: "DIRECTORY", mode: "0700", owner: "worker", size: 0 });
    await bench().user(LINUX, "second", { password: "p" });
    const other = await defaultOf({ credentials: bench().credentials({ user_name: "second", password: "p" }) });
    assert.match(other, /^\/tmp\/vmware-second_/);
  });

  it("is made again under its name when it was deleted", async () => {
    const path = await defaultOf();
    await bench().control("DELETE", `/vms/${LINUX}/files?path=${encodeURIComponent(path)}`);
    assert.equal(await defaultOf(), path);
  });

  for (const [what, order] of [
    ["a link", { type: "SYMLINK", target: "/home/worker", mode: "0700", owner: "worker" }],
    ["somebody else's", { type: "DIRECTORY", mode: "0700", owner: "second" }],
    ["open to others", { type: "DIRECTORY", mode: "0777", owner: "worker" }],
  ] as const) {
    it(`is another one when that of its name is ${what}`, async () => {
      const path = await defaultOf();
      await bench().control("DELETE", `/vms/${LINUX}/files?path=${encodeURIComponent(path)}`);
      await bench().put(LINUX, { path, ...order });
      const other = await defaultOf();
      assert.match(other, /^\/tmp\/vmware-worker_/);
      assert.notEqual(other, path);
    });
  }

  it("is a new one after a restart of Tools, and the old one stays behind", async () => {
    const path = await defaultOf();
    await bench().vm(LINUX, { tools: "not_running" });
    await bench().vm(LINUX, { tools: "running" });
    const next = await defaultOf();
    assert.notEqual(next.replace(/.*worker_/, "").split("-")[0], path.replace(/.*worker_/, "").split("-")[0]);
    assert.notEqual(next.split("-").at(-1), path.split("-").at(-1));
    assert.equal((await bench().look(LINUX, path)).status, 200);
    await bench().vm(LINUX, { tools: "running" });
    assert.equal(await defaultOf(), next, "no restart if Tools ran before");
  });

  it("is a new one after the guest was off", async () => {
    const path = await defaultOf();
    await bench().vm(LINUX, { power_state: "POWERED_OFF" });
    await bench().vm(LINUX, { power_state: "POWERED_ON" });
    assert.notEqual(await defaultOf(), path);
  });

  it("stands in the first writable place: /tmp, the home, the root", async () => {
    await bench().user(LINUX, "worker", { writable: [] });
    assert.match(await defaultOf(), /^\/home\/worker\/vmware-worker_/);
    await bench().user(LINUX, "homeless", { password: "p", home: null, writable: ["/"] });
    await bench().put(LINUX, { path: "/tmp", type: "DIRECTORY", mode: "0755", owner: "root" });
    const path = await defaultOf({ credentials: bench().credentials({ user_name: "homeless", password: "p" }) });
    assert.match(path, /^\/vmware-homeless_/);
  });

  it("of Windows is the temp folder of the profile, or of the system without one", async () => {
    assert.match(await bench().path(WINDOWS), /^C:\\Users\\worker\\AppData\\Local\\Temp\\vmware\d+$/);
    await bench().user(WINDOWS, "service", { password: "p", home: null });
    const credentials = bench().credentials({ user_name: "SERVICE", password: "p" });
    assert.match(await bench().path(WINDOWS, { credentials }), /^C:\\Windows\\Temp\\vmware\d+$/);
  });
});
