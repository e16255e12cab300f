import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, ledgerSuite, names, restart, SHORT } from "../support/ledger";
import { CREATE_FILE } from "../support/simulator";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";

nodeSuite("a creation with a lifetime whose answer was lost", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab, ["vm-42", "vm-43"]);
  const timeOut = deadlines();
  const inDirectory = () => ({ payload: { vm: "vm-42", prefix: "j.b+", suffix: ".(x)", parent_path: DIRECTORY } });
  const inDefault = () => ({ payload: { vm: "vm-42", prefix: "j.b+", suffix: ".(x)" } });

  const put = (path: string): Promise<unknown> =>
    lab.simulator.control("PUT", "/vms/vm-42/files", { path, type: "FILE", owner: "worker", mode: "0600" });

  async function lose(msg: object): Promise<void> {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const { cause } = await lab.error(msg);
    assert.equal(cause.outcome, "unknown");
  }

  it("is found by its mark and removed, and its neighbours stay", async () => {
    await lab.load(keeping(state, "0.01"));
    await lose(inDirectory());
    const [name = ""] = await names(lab, DIRECTORY);
    const { mark } = (await state.open())[0]!;
    const others = [
      name.replace(mark, "aaaaaaaaaa"),
      name.replace("vmware", "vmware-"),
      name.replace("j.b+", "jxbb"),
      `x${name}`,
      `${name}x`,
      mark,
    ];
    await Promise.all(others.map((other) => put(`${DIRECTORY}/${other}`)));

    await state.count(0);

    assert.deepEqual((await names(lab, DIRECTORY)).sort(), others.sort());
    assert.equal(await lab.simulator.calls(DELETE_FILE), 1);
  });

  it("is found and removed where the parent path is a link to a directory", async () => {
    await lab.load(keeping(state));
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/tmp/link", type: "SYMLINK", target: DIRECTORY });
    await lose({ payload: { vm: "vm-42", parent_path: "/tmp/link" } });
    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("is found in the guest's own directory by a probe, of which nothing is left", async () => {
    await lab.load(keeping(state, "60"));
    const path = await lab.path(inDefault());
    const directory = path.slice(0, path.lastIndexOf("/"));
    await lab.deploy("full", keeping(state));
    await lose(inDefault());
    assert.equal((await names(lab, directory)).length, 2);

    await state.count(1);

    assert.deepEqual(await names(lab, directory), [path.slice(directory.length + 1)]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 3);
  });

  it("is found in the directory that VMware Tools had before its restart", async () => {
    await lab.load(keeping(state, "0.01"));
    await lose(inDefault());
    const [before = ""] = (await names(lab, "/tmp")).filter((name) => name.startsWith("vmware-worker_"));
    assert.equal((await names(lab, `/tmp/${before}`)).length, 1);
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.simulator.vm("vm-42", { tools: "running" });

    await state.count(0);

    const directories = (await names(lab, "/tmp")).filter((name) => name.startsWith("vmware-worker_"));
    assert.equal(directories.length, 2);
    assert.deepEqual((await Promise.all(directories.map((name) => names(lab, `/tmp/${name}`)))).flat(), []);
  });

  it("is found after a restart although the probe before it was killed", async () => {
    await lab.load(keeping(state, "0.005"));
    await lose(inDefault());
    await lab.simulator.fault({ operation: LIST, kind: "error", error_type: "RESOURCE_BUSY", times: null });
    await lab.called(LIST);
    await lab.simulator.control("DELETE", "/faults");

    await restart(lab, state, keeping(state));
    await state.count(0);

    const [directory = ""] = (await names(lab, "/tmp")).filter((name) => name.startsWith("vmware-worker_"));
    assert.deepEqual(await names(lab, `/tmp/${directory}`), []);
  });

  it("is searched twice where nothing is found, and then forgotten", async () => {
    await lab.load(keeping(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });
    await lab.error(inDirectory());

    await state.count(0);

    assert.deepEqual([await lab.simulator.calls(LIST), await lab.simulator.calls(DELETE_FILE)], [2, 0]);
  });

  it("leaves no entry where surely nothing was done", async () => {
    await lab.load(keeping(state, "60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", error_type: "NOT_FOUND", status: 404 });

    await lab.error(inDirectory());

    assert.deepEqual((await state.lines()).map((line) => line.state), ["intent", "closed"]);
  });

  /** The time of a message runs out while its creation hangs. */
  async function late(): Promise<void> {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const error = lab.error(inDirectory());
    await lab.called(CREATE_FILE);
    timeOut();
    await error;
  }

  it("leaves no entry where the file came late and was deleted", async () => {
    await lab.load(keeping(state, "60", { connection: { timeout: LIMIT } }));
    await late();

    await lab.release();
    await state.count(0);

    assert.deepEqual(await names(lab, DIRECTORY), []);
    assert.deepEqual((await state.lines()).map((line) => line.state), ["intent", "created", "closed"]);
  });

  it("stays an entry where the file came late and could not be deleted, and goes when its time has come", async () => {
    await lab.load(keeping(state, "0.01", { connection: { timeout: LIMIT } }));
    await lab.simulator.fault({ operation: DELETE_FILE, kind: "error", error_type: "UNAUTHORIZED", status: 403 });
    await late();

    await lab.release();
    await state.count(0);

    assert.deepEqual(await names(lab, DIRECTORY), []);
    assert.equal(await lab.simulator.calls(DELETE_FILE), 2);
    assert.equal(red.logged("WARN").length, 1);
  });

  it("is not searched while its request is under way", async () => {
    await lab.load(keeping(state, SHORT));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", work: "after" });
    const path = lab.path(inDirectory());
    await lab.called(CREATE_FILE);
    // What is due later, in another VM, is removed.
    await lab.path({ payload: { vm: "vm-43", parent_path: DIRECTORY } });
    await state.count(1);
    assert.equal(await lab.simulator.calls(LIST), 1);

    await lab.release();
    await path;
    await state.count(0);
  });
});
