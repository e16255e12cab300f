import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_DIRECTORY, CREATE_FILE } from "../support/simulator";

nodeSuite("vcenter-guest-temp-file", (lab) => {
  it("creates a file from the smallest message", async () => {
    await lab.load();

    const path = await lab.path({ payload: { vm: "vm-42" } });

    assert.match(path, /^\/tmp\/vmware-worker_\d+-\d+\/vmware\d+$/);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
    const { type, mode, size } = await lab.simulator.file("vm-42", path);
    assert.deepEqual({ type, mode, size }, { type: "FILE", mode: "0600", size: 0 });
  });

  it("creates a file from a full message", async () => {
    await lab.load();

    const path = await lab.path({ payload: { vm: "vm-42", prefix: "job-", suffix: ".json", parent_path: "/var/tmp" } });

    assert.match(path, /^\/var\/tmp\/job-vmware\d+\.json$/);
    assert.equal((await lab.simulator.file("vm-42", path)).owner, "worker");
  });

  it("creates a directory", async () => {
    await lab.load({ tempFile: { kind: "directory" } });

    const { out, msg } = await lab.ask({ payload: { vm: "vm-42", prefix: "d" } });

    assert.equal(out, "ok", JSON.stringify(msg.error));
    assert.equal(msg.guest?.kind, "directory");
    assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).type, "DIRECTORY");
    assert.equal(await lab.simulator.calls(CREATE_DIRECTORY), 1);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("makes text of numbers and takes null and an empty parent path for missing", async () => {
    await lab.load();

    const path = await lab.path({ payload: { vm: "vm-42", prefix: 7, suffix: null, parent_path: "" } });

    assert.match(path, /^\/tmp\/vmware-worker_\d+-\d+\/7vmware\d+$/);
    const request = (await lab.simulator.requests()).at(-1)!;
    const { credentials: _secret, ...body } = request.body as Record<string, unknown>;
    assert.deepEqual(body, { prefix: "7", suffix: "" });
  });

  it("keeps the bytes of names that are not ASCII", async () => {
    await lab.load();

    const path = await lab.path({ payload: { vm: "vm-42", prefix: "größe-日本-🙂-", parent_path: "/tmp" } });

    assert.match(path, /^\/tmp\/größe-日本-🙂-vmware\d+$/u);
    assert.equal((await lab.simulator.file("vm-42", path)).type, "FILE");
  });

  it("works in a Windows guest", async () => {
    await lab.load();
    const [windows] = (await lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];

    const path = await lab.path({ payload: { vm: windows!.vm, prefix: "a", parent_path: "C:\\Windows\\Temp" } });

    assert.match(path, /^C:\\Windows\\Temp\\avmware\d+$/);
  });
});
