import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import sinon from "sinon";
import { lock } from "../../src/guest/ledger/lock";
import { ownOwner } from "../../src/guest/ledger/owner";
import { FILES_DEFAULTS } from "../support/flow";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, ledgerSuite, names } from "../support/ledger";
import { CREATE_DIRECTORY, CREATE_FILE } from "../support/simulator";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const DELETE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_delete";
const MOVE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_move";

nodeSuite("vcenter-guest-temp-file with a lifetime", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab);
  const payload = (more: object = {}): object => ({ payload: { vm: "vm-42", prefix: "job-", suffix: ".json", parent_path: DIRECTORY, ...more } });

  it("is removed after it, by its name with a mark, and by nothing else", async () => {
    await lab.load(keeping(state));

    const path = await lab.path(payload());

    assert.match(path, /^\/tmp\/kept\/job-[a-z2-7]{10}vmware\d+\.json$/);
    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
    const { calls } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[DELETE_FILE]], [1, 1]);
    assert.deepEqual((await state.lines()).map((line) => line.state), ["intent", "created", "closed"]);
  });

  it("is removed with all that is in it: a directory", async () => {
    await lab.load(keeping(state, "0.002", { tempFile: { kind: "directory" } }));

    const path = await lab.path(payload());
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: `${path}/a/b`, type: "FILE", owner: "worker", mode: "0600" });

    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
    const { calls } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_DIRECTORY], calls[DELETE_DIRECTORY]], [1, 1]);
  });

  it("is removed where a proxy refuses a path in the URL", async () => {
    await lab.simulator.settings({ refuse_encoded_slash: true });
    await lab.load(keeping(state));

    await lab.path(payload());

    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("is removed there although the last step fails again and again, and the log tells what is left until then", async () => {
    await lab.simulator.settings({ refuse_encoded_slash: true });
    await lab.simulator.fault({ operation: DELETE_DIRECTORY, kind: "error", times: 5 });
    await lab.load(keeping(state));
    const path = await lab.path(payload());

    await state.count(0);

    assert.deepEqual(await names(lab, DIRECTORY), []);
    const { calls } = await lab.simulator.counters();
    assert.deepEqual([calls[MOVE_FILE], calls[DELETE_DIRECTORY]], [1, 6]);
    const texts = red.helper.log().args.map(([entry]) => String((entry as { msg: unknown }).msg));
    const mark = /job-[a-z2-7]{10}/.exec(path)?.[0];
    assert.deepEqual(texts.filter((text) => new RegExp(`^${DIRECTORY}/${mark}vmware\\d+\\.json may be left behind in VM vm-42`).test(text)).length, 1);
  });

  it("is on record before the request, with its path before the message goes on, for nobody else to read", async () => {
    await lab.load(keeping(state, "60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", work: "after" });

    const path = lab.path(payload());
    await lab.called(CREATE_FILE);
    const [intent] = await state.lines();
    assert.deepEqual([intent?.state, intent?.vm, intent?.parent, intent?.path], ["intent", "vm-42", DIRECTORY, undefined]);
    await lab.release();
    const created = [await path, (await state.open())[0]?.path];

    assert.equal(created[0], created[1]);
    assert.equal((await stat(state.file)).mode & 0o777, 0o600);
    const text = JSON.stringify(await state.lines());
    const { password, guestPassword, url } = lab.simulator.address;
    assert.ok(![password, guestPassword].some((secret) => text.includes(secret)));
    assert.equal((await state.lines())[0]?.server, new URL(url).host);
    assert.deepEqual((await names(lab, DIRECTORY)).length, 1);
  });

  it("waits for the disk before the request, and before the message goes on", async () => {
    await lab.load(keeping(state, "60"));
    await lab.path(payload());
    const handle = await open(state.file);
    await handle.close();
    const syncs: (() => void)[] = [];
    const stub = sinon.stub(Object.getPrototypeOf(handle) as FileHandle, "datasync").callsFake(() => new Promise((resolve) => syncs.push(resolve)));
    const synced = async (count: number): Promise<void> => {
      while (syncs.length < count) {
        await pause(5);
      }
      await pause(100);
    };
    try {
      const path = lab.path(payload());
      await synced(1);
      assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
      syncs[0]!();
      await synced(2);
      assert.deepEqual([await lab.simulator.calls(CREATE_FILE), red.arrived("ok").length], [2, 1]);
      syncs[1]!();
      await path;
    } finally {
      stub.restore();
    }
  });

  it("has another mark for each request", async () => {
    await lab.load(keeping(state, "60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", error_type: "RESOURCE_BUSY", times: 2 });

    await lab.path(payload());
    await lab.path(payload());

    const bodies = (await lab.simulator.requests()).filter(({ operation }) => operation === CREATE_FILE).map(({ body }) => body);
    const prefixes = new Set((bodies as { prefix: string }[]).map(({ prefix }) => prefix));
    assert.equal(prefixes.size, 4);
    assert.equal((await state.open()).length, 2);
  });

  it("has 10 bytes less for prefix and suffix", async () => {
    await lab.load(keeping(state, "60"));

    const { code, message } = await lab.error(payload({ prefix: "p".repeat(225) }));

    assert.equal(code, "INVALID_ARGUMENT");
    assert.match(message, /230 bytes .* at most 229 /);
    await lab.path(payload({ prefix: "p".repeat(224) }));
  });

  for (const lifetime of ["0", "-1", "", "soon", "1e9"]) {
    it(`is refused before anything is sent if it is "${lifetime}"`, async () => {
      await lab.load(keeping(state, lifetime, { tempFile: { lifetimeType: "str" } }));

      const { code, cause, message } = await lab.error(payload());

      assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "message", "not_done"]);
      assert.match(message, /number of minutes above 0/);
      await lab.assertNothingSent();
    });
  }

  it("is refused before anything is sent where the ledger cannot be written", async () => {
    await lab.load(keeping(state));
    writeFileSync(join(state.path, "state"), "a file, no directory");

    const { code, cause, message } = await lab.error(payload());

    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
    assert.match(message, /cannot be kept in .*vcenterConnectionStateDir/);
    await lab.assertNothingSent();
  });

  it("is refused before anything is sent where another process has the ledger", async () => {
    await lab.load(keeping(state));
    await mkdir(join(state.path, "state"));
    const path = join(state.path, "state", "ledger.lock");
    const { release } = await lock(path);

    const { code, cause, message } = await lab.error(payload());

    assert.deepEqual([code, cause.subject], ["INVALID_ARGUMENT", "configuration"]);
    assert.match(message, new RegExp(`Another Node-RED \\(process ${process.pid}\\) uses the ledger`));
    await lab.assertNothingSent();
    // Whoever had it is gone.
    await release();
    writeFileSync(path, JSON.stringify({ ...(await ownOwner()), pid: 2 ** 22 + 1 }));
    await lab.path(payload());
  });

  it("leaves no trace with the removal that is the user's", async () => {
    await lab.load({ settings: state.settings });

    assert.match(await lab.path(payload()), /^\/tmp\/kept\/job-vmware\d+\.json$/);
    assert.equal(existsSync(join(state.path, "state")), false);
  });

  for (const [what, changes, msg, calls] of [
    ["deleted it", { operation: "delete" }, (path: string) => ({ guest: { vm: "vm-42", path } }), [DELETE_FILE, 1]],
    ["deleted what it was in", { operation: "delete", recursive: true }, () => ({ guest: { vm: "vm-42", path: DIRECTORY } }), [DELETE_FILE, 0]],
    ["moved it", { operation: "move" }, (path: string) => ({ guest: { vm: "vm-42", path }, payload: { new_path: "/tmp/mine" } }), [MOVE_FILE, 1]],
  ] as const) {
    it(`is not removed by us once a message has ${what}`, async () => {
      const files = { id: "files-1", type: "vcenter-guest-files", z: "tab-1", ...FILES_DEFAULTS, ...changes, wires: [["ok"], ["failed"]] };
      await lab.load(keeping(state, "0.01", { more: [files] }));
      const path = await lab.path(payload());

      const { out, msg: result } = await red.ask("files-1", msg(path), "ok", "failed");

      assert.equal(out, "ok", JSON.stringify(result.error));
      assert.deepEqual(await state.open(), []);
      const [operation, times] = calls;
      assert.equal(await lab.simulator.calls(operation), times);
    });
  }

  const LINK = "/tmp/link";
  for (const [what, changes, msg] of [
    ["deleted a link to where it is", { operation: "delete" }, () => ({ guest: { vm: "vm-42", path: LINK } })],
    ["moved a link to where it is", { operation: "move" }, () => ({ guest: { vm: "vm-42", path: LINK }, payload: { new_path: "/tmp/other" } })],
    ["moved it onto itself", { operation: "move" }, (path: string) => ({ guest: { vm: "vm-42", path }, payload: { new_path: path.replaceAll("/", "/./") } })],
  ] as const) {
    it(`is removed although a message has ${what}`, async () => {
      await lab.simulator.control("PUT", "/vms/vm-42/files", { path: LINK, type: "SYMLINK", target: DIRECTORY, owner: "worker" });
      const files = { id: "files-1", type: "vcenter-guest-files", z: "tab-1", ...FILES_DEFAULTS, ...changes, wires: [["ok"], ["failed"]] };
      await lab.load(keeping(state, "0.02", { more: [files] }));
      const path = await lab.path(payload({ parent_path: LINK }));

      const { out, msg: result } = await red.ask("files-1", msg(path), "ok", "failed");
      assert.equal(out, "ok", JSON.stringify(result.error));
      assert.equal((await state.open()).length, 1);
      // The link is not there any more: whoever looks for the file needs it.
      await lab.simulator.control("PUT", "/vms/vm-42/files", { path: LINK, type: "SYMLINK", target: DIRECTORY, owner: "worker" });
      await state.count(0);

      assert.deepEqual(await names(lab, DIRECTORY), []);
    });
  }
});
