import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { ledgerSuite, names, recovering, SOON } from "../support/ledger";
import { anywhere, counted, creations, DELETE_FILE, GET, LIST, LOOK_YOURSELF, PATTERN } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";

const WAITING = "vcenter-guest-temp-file.status.waiting";
const GONE = { status: 404, error_type: "NOT_FOUND", data: { reason: "FILE_NOT_FOUND", file_path: "/gone" } };

nodeSuite("the directory that the guest chooses, with recover", (lab) => {
  const state = ledgerSuite(lab);
  const timeOut = deadlines();

  /** The private directory of the guest user. */
  async function home(): Promise<string> {
    const [name = ""] = (await names(lab, "/tmp")).filter((one) => one.startsWith("vmware-worker_"));
    return `/tmp/${name}`;
  }

  it("is learned by one probe for a VM and a login, and each message names it", async () => {
    await lab.load(recovering(state));

    const paths = [await lab.path(anywhere()), await lab.path(anywhere()), await lab.path(anywhere())];

    const directory = await home();
    assert.deepEqual(await creations(lab), ["probe", directory, directory, directory]);
    assert.deepEqual((await names(lab, directory)).sort(), paths.map((path) => path.slice(directory.length + 1)).sort());
    assert.equal(await counted(lab), "4 created, 0 listed, 3 looked at, 1 deleted");
    assert.deepEqual(await state.open(), []);
  });

  it("is learned again for another login, and in another VM", async () => {
    await lab.simulator.user("vm-42", "backup", { password: "Test-Only-Backup-1!", writable: ["/tmp"] });
    const login = { id: "login-1", type: "vcenter-guest-login", name: "backup", connection: "connection-1", guestCredentialType: "USERNAME_PASSWORD", interactiveSession: false };
    const credentials = { "login-1": { guestUsername: "backup", guestPassword: "Test-Only-Backup-1!" } };
    await lab.load(recovering(state, { more: [login], credentials }));

    for (const payload of [{ vm: "vm-42" }, { vm: "vm-42", guest_login: "backup" }, { vm: "vm-43" }, { vm: "vm-42", guest_login: "backup" }]) {
      await lab.path({ payload });
    }

    assert.equal((await creations(lab)).filter((creation) => creation === "probe").length, 3);
  });

  it("is learned once for messages at once", async () => {
    await lab.load(recovering(state, { connection: { maxConcurrentPerVm: 3, maxConcurrent: 2 } }));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const asked = [lab.red.ask("temp-1", anywhere(), "ok", "failed")];
    await lab.called(CREATE_FILE);
    lab.red.send("temp-1", anywhere());
    lab.red.send("temp-1", anywhere());
    await lab.release();

    await Promise.all(asked);
    await lab.called(CREATE_FILE, 4);
    assert.deepEqual((await creations(lab)).filter((creation) => creation === "probe").length, 1);
  });

  it("finds what was lost there without another probe", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

    const { msg } = await lab.ask(anywhere());

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.equal(await counted(lab), "3 created, 1 listed, 3 looked at, 1 deleted");
  });

  it("is that of Windows, where nobody is asked whose it is", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost", after: 1 });

    const { msg } = await lab.ask({ payload: { vm: "vm-44" } });

    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.match(String(msg.payload), /^C:\\Users\\worker\\AppData\\Local\\Temp\\[a-z2-7]{10}vmware\d+$/);
    assert.equal(await counted(lab), "2 created, 1 listed, 0 looked at, 1 deleted");
  });

  it("is learned anew where it is gone, and the message goes there", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    const before = await home();
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${before}`);
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.simulator.vm("vm-42", { tools: "running" });

    const path = await lab.path(anywhere());

    const now = await home();
    assert.notEqual(now, before);
    assert.ok(path.startsWith(now));
    assert.deepEqual(await creations(lab), ["probe", before, "probe", now]);
  });

  it("is learned anew once by messages at once that find it gone", async () => {
    await lab.load(recovering(state, { connection: { maxConcurrentPerVm: 3 } }));
    await lab.path(anywhere());
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${await home()}`);
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.simulator.vm("vm-42", { tools: "running" });
    await lab.simulator.fault({ operation: GET, kind: "hang", times: 3 });

    for (let number = 0; number < 3; number += 1) {
      lab.red.send("temp-1", anywhere());
    }
    // The owner of the first probe was asked for, too.
    await lab.called(GET, 1 + 3);
    await lab.release();
    await lab.red.arrivals("ok", 1 + 3);

    assert.equal((await creations(lab)).filter((creation) => creation === "probe").length, 2);
  });

  for (const permissions of ["0770", "0707", ""]) {
    it(`is learned anew where others may use it, or nobody says who: mode "${permissions}"`, async () => {
      await lab.load(recovering(state));
      await lab.path(anywhere());
      const time = "2026-01-31T12:00:00.000Z";
      const attributes = { last_modified: time, last_accessed: time, posix_attributes: { owner: 1000, group: 1000, permissions } };
      const body = JSON.stringify({ type: "DIRECTORY", size: 4096, attributes });
      await lab.simulator.fault({ operation: GET, kind: "answer", status: 200, headers: { "content-type": "application/json" }, body });
      await lab.path(anywhere());
      assert.deepEqual(await creations(lab), ["probe", await home(), "probe", await home()]);
    });
  }

  it("is not named any more, but the message served, where the right to look at it was taken away", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: GET, kind: "error", status: 403, error_type: "UNAUTHORIZED", times: null });
    await lab.path(anywhere());
    assert.deepEqual(await creations(lab), ["probe", await home(), "probe", "none"]);
  });

  it("is learned anew where a stranger has made one of its name after a restart of the guest", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    const before = await home();
    await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${before}`);
    await lab.simulator.vm("vm-42", { power_state: "POWERED_ON" });
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: before, type: "DIRECTORY", owner: "mallory", mode: "0777" });

    const path = await lab.path(anywhere());

    const { owner, mode } = await lab.simulator.file("vm-42", path.slice(0, path.lastIndexOf("/")));
    assert.deepEqual([owner, mode], ["worker", "0700"], path);
    assert.deepEqual(await names(lab, before), []);
  });

  it("is left to the guest where it is gone twice: nothing is recovered then, but what is lost is deleted", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", after: 1, ...GONE });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", after: 3, ...GONE });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost", after: 4 });

    const { message, cause } = await lab.error(anywhere());

    assert.doesNotMatch(message, LOOK_YOURSELF);
    assert.match(message, / was gone twice, so nobody could look for it\. What it made, if anything, is removed later, so the message may be sent again\.$/);
    const directory = await home();
    assert.deepEqual((await creations(lab)).slice(0, 5), ["probe", directory, "probe", directory, "none"]);
    assert.deepEqual([cause.outcome, cause.data], ["unknown", undefined]);
    await state.count(0);
    assert.deepEqual(await names(lab, directory), []);
  });

  it("is not created in anew when it goes after a lost answer: unknown", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "error", ...GONE });

    const { code, cause } = await lab.error(anywhere());

    assert.deepEqual([code, cause.outcome, (await creations(lab)).length], ["NOT_FOUND", "unknown", 3]);
  });

  it("is not given up for a VM that is gone", async () => {
    await lab.load(recovering(state));
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", status: 404, error_type: "NOT_FOUND" });
    const { cause } = await lab.error(anywhere());
    assert.deepEqual([cause.subject, (await creations(lab)).length], ["vm", 3]);
  });

  it("is not learned by a probe whose answer is lost: not done, and the probe is deleted", async () => {
    lab.red.timings = { ...SOON, sweeps: [10] };
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

    const { code, message, cause } = await lab.error(anywhere());

    assert.deepEqual([code, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "not_done", 0]);
    assert.match(message, /\. Check the network to vCenter\. That was only a probe.* The file itself was not created, so send the message again\.$/);
    assert.deepEqual((await creations(lab))[0], "probe");
    await state.count(0);
    assert.deepEqual(await names(lab, await home()), []);
  });

  it("is not learned within the time limit: not done, and the late probe is deleted", async () => {
    await lab.load(recovering(state, { connection: { timeout: LIMIT } }));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const error = lab.error(anywhere());
    await lab.called(CREATE_FILE);
    timeOut();

    const { code, cause } = await error;

    assert.deepEqual([code, cause.outcome], ["TIMED_OUT", "not_done"]);
    await lab.release();
    await state.count(0);
    assert.deepEqual(await names(lab, await home()), []);
    assert.equal(await lab.simulator.calls(DELETE_FILE), 1);
  });

  it("is learned when VMware Tools have started: the message waits for them, and its time does not run", async () => {
    await lab.load(recovering(state, { connection: { timeout: LIMIT, waitForTools: 300 } }));
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    const path = lab.path(anywhere());
    await lab.red.until(() => lab.red.statuses("temp-1").some((status) => status !== undefined && "text" in status && status.text === WAITING));
    assert.equal(timeOut(), 0);
    await lab.simulator.vm("vm-42", { tools: "running" });
    await path;
    assert.deepEqual(await creations(lab), ["probe", "probe", await home()]);
  });

  it("is used although its probe cannot be deleted now: that is done later", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: DELETE_FILE, kind: "error", status: 500, error_type: "ERROR" });
    const path = await lab.path(anywhere());
    await state.count(0);
    assert.deepEqual(await names(lab, await home()), [path.slice((await home()).length + 1)]);
  });

  it("is used although nobody can be asked whose a file is there, with one warning", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: GET, kind: "error", status: 403, error_type: "UNAUTHORIZED", times: null });

    await lab.path(anywhere());
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const { code, cause } = await lab.error(anywhere());

    assert.equal(lab.red.logged("WARN").filter((text) => /^"Find it again when the answer is lost" will not work in VM vm-42\. Could not ask whose a new file is \(/.test(text)).length, 1);
    assert.deepEqual([code, cause.outcome, cause.data?.parentPath], ["UNAUTHORIZED", "unknown", await home()]);
    assert.match(String(cause.data?.pattern), PATTERN);
    assert.deepEqual(await creations(lab), ["probe", "none", "none", "none"]);
  });

  it("is used although a proxy does not let anybody ask whose a file is there, with a warning that names it", async () => {
    await lab.load(recovering(state));
    await lab.simulator.settings({ refuse_encoded_slash: true });

    await lab.path(anywhere());

    assert.match(lab.red.logged("WARN").join(), /will not work in VM vm-42\. Nobody can be asked there whose a new file is, since a proxy refuses paths of the guest in a URL\./);
  });
});
