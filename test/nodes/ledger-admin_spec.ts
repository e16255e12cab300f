import assert from "node:assert/strict";
import { mkdir, rename, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lock } from "../../src/guest/ledger/lock";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, type LedgerLine, ledgerSuite, names, recovering, SOON } from "../support/ledger";
import { CREATE_FILE } from "../support/simulator";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";

interface Listed {
  readonly count: number;
  readonly more: number;
  readonly entries: (LedgerLine & { id: string; connectionGone?: boolean; waitsFor?: string; code?: string; created?: string; nextTry?: string })[];
}

nodeSuite("the admin endpoints of the ledger", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab);
  const at = (): object => ({ payload: { vm: "vm-42", prefix: "job-", parent_path: DIRECTORY } });

  async function listed(): Promise<Listed> {
    const response = await red.helper.request().get("/vcenter-guest/ledger").expect(200);
    assert.ok(response.text.length <= 64 * 1024);
    return response.body as Listed;
  }
  const forget = (id: string) => red.helper.request().post(`/vcenter-guest/ledger/${id}/forget`);
  const remove = (id: string) => red.helper.request().post(`/vcenter-guest/ledger/${id}/remove`);

  it("list what is to be removed, without a secret", async () => {
    await lab.load(keeping(state, "60"));
    assert.deepEqual(await listed(), { count: 0, more: 0, entries: [] });
    const path = await lab.path(at());

    const { count, more, entries } = await listed();

    assert.deepEqual([count, more], [1, 0]);
    const { id, created, due, server, ...rest } = entries[0]!;
    assert.match(id, /^[a-z2-7]{10}$/);
    assert.ok(path.startsWith(`${DIRECTORY}/job-${id}vmware`));
    assert.ok(Math.abs(Date.parse(String(due)) - Date.now() - 3_600_000) < 10_000);
    assert.equal(Date.parse(String(due)) - Date.parse(String(created)), 3_600_000);
    assert.equal(server, new URL(lab.simulator.address.url).host);
    assert.deepEqual(rest, { state: "created", connection: "connection-1", vm: "vm-42", kind: "file", parent: DIRECTORY, prefix: "job-", suffix: "", path });
  });

  it("list what a lost answer has left, and nothing of what somebody has got", async () => {
    red.timings = { ...SOON, sweeps: [3_600_000] };
    await lab.load(recovering(state));
    await lab.path(at());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut", times: null });
    await lab.error(at());

    const { entries } = await listed();

    assert.deepEqual(entries.map((entry) => [entry.state, entry.path, entry.created, entry.parent]), Array(2).fill(["abandoned", undefined, undefined, DIRECTORY]));
    assert.ok(Math.abs(Date.parse(String(entries[0]!.due)) - Date.now() - 3_600_000) < 10_000);
  });

  it("keep what a lost answer may have left and was looked for in vain, and drop what was found", async () => {
    red.timings = { ...SOON, sweeps: [3_600_000] };
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut", times: null });
    await lab.error(at());
    const { entries } = await listed();
    const { id } = entries[0]!;

    await remove(id).expect(200, { id, removed: false });
    assert.deepEqual((await listed()).entries, entries);

    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: `${DIRECTORY}/job-${id}vmware1`, type: "FILE", owner: "worker" });
    await remove(id).expect(200, { id, removed: true });
    assert.deepEqual((await listed()).entries, entries.slice(1));
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("drop an entry whose file is gone", async () => {
    await lab.load(keeping(state, "60"));
    const path = await lab.path(at());
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${path}`);
    const { id } = (await listed()).entries[0]!;
    await remove(id).expect(200, { id, removed: false });
    assert.deepEqual(await state.open(), []);
  });

  it("remove an entry before its time", async () => {
    await lab.load(keeping(state, "60"));
    await lab.path(at());
    const [entry] = (await listed()).entries;

    await remove(entry!.id).expect(200, { id: entry!.id, removed: true });

    assert.deepEqual(await names(lab, DIRECTORY), []);
    assert.deepEqual(await state.open(), []);
    const body: unknown = (await remove(entry!.id).expect(404)).body;
    assert.match((body as { error: string }).error, /no such entry\. It may have been removed already/);
  });

  it("remove nothing that is being created, and tell a failure in a sentence", async () => {
    await lab.load(keeping(state, "60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const path = lab.path(at());
    await lab.called(CREATE_FILE);
    const { id } = (await listed()).entries[0]!;

    await remove(id).expect(409);
    await lab.release();
    await path;
    await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
    const body: unknown = (await remove(id).expect(502)).body;

    assert.equal((body as { code: string }).code, "NOT_ALLOWED_IN_CURRENT_STATE");
    assert.equal((await state.open()).length, 1);
  });

  it("drop an entry, and leave the file in the guest", async () => {
    await lab.load(keeping(state, "60"));
    const path = await lab.path(at());
    const [entry] = (await listed()).entries;

    const { body } = (await forget(entry!.id).expect(200)) as { body: { id: string; forgotten: boolean; note: string } };

    assert.deepEqual([body.id, body.forgotten], [entry!.id, true]);
    assert.ok(body.note.startsWith(`${path} stays in VM vm-42 at `) && body.note.endsWith("Remove it by hand."), body.note);
    assert.deepEqual(await state.open(), []);
    assert.equal((await names(lab, DIRECTORY)).length, 1);
    await forget(entry!.id).expect(404);
  });

  it("drop nothing that is being created", async () => {
    await lab.load(keeping(state, "60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const path = lab.path(at());
    await lab.called(CREATE_FILE);
    const [entry] = (await listed()).entries;
    assert.equal(entry!.created, undefined);
    await forget(entry!.id).expect(409);
    await lab.release();
    await path;
    assert.equal((await state.open()).length, 1);
  });

  it("tell when an entry that waits is tried again", async () => {
    red.timings = { ...SOON, firstPause: 3_600_000, longestPause: 7_200_000 };
    await lab.simulator.fault({ kind: "error", operation: DELETE_FILE, status: 400, error_type: "NOT_ALLOWED_IN_CURRENT_STATE", times: null });
    await lab.load(keeping(state));
    await lab.path(at());
    let [entry] = (await listed()).entries;
    while (entry?.waitsFor !== "retry") {
      [entry] = (await listed()).entries;
    }
    assert.ok(Math.abs(Date.parse(String(entry.nextTry)) - Date.now() - 3_600_000) < 60_000, entry.nextTry);
    const response = await red.helper.request().get("/vcenter-guest/operations").expect(200);
    assert.deepEqual((response.body as { ledger: object }).ledger, { count: 1, failing: 1 });
  });

  it("keep an entry whose end cannot be written, say so, and drop it once it can", async () => {
    await lab.load(keeping(state, "60"));
    await lab.path(at());
    const { id } = (await listed()).entries[0]!;
    await rename(state.file, `${state.file}.kept`);
    await mkdir(`${state.file}.new`);

    for (let tries = 0; tries < 2; tries += 1) {
      const body: unknown = (await forget(id).expect(502)).body;
      assert.match((body as { error: string }).error, /^The entry stays in the ledger, for that could not be written\. .* cannot be kept in .* \(EISDIR\)/);
      assert.deepEqual((await listed()).entries.map((entry) => entry.id), [id]);
    }

    await rmdir(`${state.file}.new`);
    await forget(id).expect(200);
    assert.deepEqual([(await listed()).count, await state.open()], [0, []]);
  });

  it("find nothing where there is no ledger, and open none", async () => {
    await lab.load({ settings: state.settings });

    await remove("aaaaaaaaaa").expect(404);
    await remove("__proto__").expect(404);
    assert.deepEqual((await listed()).count, 0);
    await assert.rejects(state.lines(), /ENOENT/);
  });

  it("say that another process has the ledger, which is opened once that has ended", async () => {
    red.timings = { ...SOON, reopen: 50 };
    await lab.load(keeping(state, "0.01"));
    await lab.path(at());
    await red.unload();
    await state.released();
    const { release } = await lock(join(dirname(state.file), "ledger.lock"));
    await lab.load(keeping(state));
    let response = await red.helper.request().get("/vcenter-guest/ledger");
    while (response.status === 200) {
      // The ledger is tried after the start.
      response = await red.helper.request().get("/vcenter-guest/ledger");
    }
    const { error } = response.body as { error: string };
    assert.deepEqual([response.status, await lab.simulator.calls(DELETE_FILE)], [409, 0]);
    assert.match(error, /Another Node-RED \(process \d+\) uses the ledger/);
    await remove("aaaaaaaaaa").expect(409, { error });

    await release();
    await state.count(0);

    assert.deepEqual(await names(lab, DIRECTORY), []);
    assert.equal((await listed()).count, 0);
    const warnings = red.helper.log().args.filter(([entry]) => String((entry as { msg: unknown }).msg).startsWith("Another Node-RED"));
    assert.equal(warnings.length, 1);
  });

  it("show an entry whose connection is gone as such, and keep within 64 KiB", async () => {
    const entry = { server: "other:443", connection: "gone-1", vm: "vm-1", kind: "file", prefix: "", suffix: "", lifetime: 1, due: 1 };
    const letters = "abcdefghijklmnopqrstuvwxyz234567";
    const mark = (index: number): string => `aaaaaaaa${letters[index >> 5]!}${letters[index & 31]!}`;
    const lines = Array.from({ length: 600 }, (_, index) => JSON.stringify({ ...entry, mark: mark(index), path: `/tmp/${mark(index)}vmware1` }));
    await mkdir(dirname(state.file), { recursive: true });
    await writeFile(state.file, `${lines.join("\n")}\n`);
    await lab.load(keeping(state));
    while ((await listed()).count === 0) {
      // The ledger is read after the start.
    }

    const { count, more, entries } = await listed();

    assert.equal(count, 600);
    assert.ok(more > 0 && more + entries.length === 600);
    assert.ok(entries.every(({ connectionGone }) => connectionGone === true));
    const body: unknown = (await remove(entries[0]!.id).expect(409)).body;
    assert.match((body as { error: string }).error, /connection of this entry is not there, or does not lead to other:443 .*\/forget, and remove the file by hand/);
    await forget(entries[0]!.id).expect(200);
    assert.equal((await listed()).count, 599);
  });
});
