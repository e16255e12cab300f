import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, GUEST_OPERATIONS, LIST_VMS } from "../support/simulator";

nodeSuite("a VM given by its name", (lab) => {
  const byName = { tempFile: { vmBy: "name" } };
  const edge = { payload: { vm: "edge-01" } };

  it("is resolved to its id, which msg.guest holds", async () => {
    await lab.load(byName);

    const { msg } = await lab.ask({ ...edge });

    assert.equal(msg.guest?.vm, "vm-42");
    assert.equal(msg.guest.attempts, 1);
    const [, lookup, creation] = await lab.simulator.requests();
    assert.equal(lookup!.path, "/api/vcenter/vm?names=edge-01");
    assert.equal(creation!.vm, "vm-42");
  });

  it("may hold any character", async () => {
    await lab.load(byName);
    const name = "Büro & Labor #7 + 日本/?=%20 🙂";
    await lab.simulator.control("POST", "/vms", { vm: { vm: "vm-900", name } });

    const { msg } = await lab.ask({ payload: { vm: name } });

    assert.equal(msg.guest?.vm, "vm-900");
  });

  for (const name of ["__proto__", "constructor", "toString"]) {
    it(`may be the name of something inherited: ${name}`, async () => {
      await lab.load(byName);
      await lab.simulator.control("POST", "/vms", { vm: { vm: "vm-900", name } });

      assert.equal((await lab.ask({ payload: { vm: name } })).msg.guest?.vm, "vm-900");
    });
  }

  it("that several VMs have is refused with their ids", async () => {
    await lab.load(byName);
    await lab.simulator.control("POST", "/vms", { vm: { vm: "vm-900", name: "edge-01" } });

    const { code, cause } = await lab.error({ ...edge });

    assert.equal(code, "INVALID_ARGUMENT");
    assert.equal(cause.subject, "vm");
    assert.equal(cause.outcome, "not_done");
    assert.deepEqual(cause.data, { candidates: ["vm-42", "vm-900"] });
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("that no VM has is not found", async () => {
    await lab.load(byName);

    const { code, message, cause } = await lab.error({ payload: { vm: "edge-77" } });

    assert.equal(code, "NOT_FOUND");
    assert.equal(cause.subject, "vm");
    assert.equal(cause.outcome, "not_done");
    assert.equal(cause.attempts, 0);
    assert.match(message, /"edge-77"/);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("is looked up once for messages that follow each other", async () => {
    await lab.load(byName);

    await lab.path({ ...edge });
    await lab.path({ ...edge });
    await lab.path({ payload: { vm: "edge-02" } });

    assert.equal(await lab.simulator.calls(LIST_VMS), 2);
  });

  it("is looked up once for 50 messages that arrive together", async () => {
    await lab.load(byName);

    for (let index = 0; index < 50; index += 1) {
      lab.red.send("temp-1", { payload: { vm: "edge-01" } });
    }
    const messages = await lab.red.arrivals("ok", 50);

    assert.equal(new Set(messages.map(({ payload }) => payload)).size, 50);
    const { calls, sessions } = await lab.simulator.counters();
    assert.equal(calls[LIST_VMS], 1);
    assert.equal(sessions.created, 1);
  });

  it("is looked up anew when vCenter no longer has the VM that it meant", async () => {
    await lab.load(byName);
    await lab.path({ ...edge });
    await lab.simulator.control("DELETE", "/vms/vm-42");
    await lab.simulator.control("POST", "/vms", { vm: { vm: "vm-900", name: "edge-01" } });

    assert.equal((await lab.error({ ...edge })).code, "NOT_FOUND");
    const { msg } = await lab.ask({ ...edge });

    assert.equal(msg.guest?.vm, "vm-900");
    assert.equal(await lab.simulator.calls(LIST_VMS), 2);
  });

  it("whose lookup failed is looked up anew", async () => {
    await lab.load({ ...byName, connection: { maxAttempts: 1 } });
    await lab.simulator.fault({ operation: LIST_VMS, kind: "bad_gateway" });

    const { code, cause } = await lab.error({ ...edge });
    await lab.path({ ...edge });

    assert.equal(code, "SERVICE_UNAVAILABLE");
    assert.equal(cause.operation, "vm.list");
    assert.equal(cause.outcome, "not_done");
  });

  it("is an id where the node says so, whatever VMs are called", async () => {
    await lab.load();
    await lab.simulator.control("POST", "/vms", { vm: { vm: "vm-900", name: "vm-42" } });

    assert.equal((await lab.ask()).msg.guest?.vm, "vm-42");
    assert.equal(await lab.simulator.calls(LIST_VMS), 0);
    assert.equal(await lab.simulator.calls(GUEST_OPERATIONS), 0);
  });
});

nodeSuite("a VM that msg.guest names", (lab) => {
  const server = (): string => new URL(lab.simulator.address.url).host;

  for (const vm of ["guest.vm", "msg.guest.vm", "guest['vm']"]) {
    it(`is an id whatever vmBy says: ${vm}`, async () => {
      await lab.load({ tempFile: { vm, vmBy: "name" } });

      const { msg } = await lab.ask({ payload: 1, guest: { vm: "vm-42", server: server() } });

      assert.equal(msg.guest?.vm, "vm-42");
      assert.equal(await lab.simulator.calls(LIST_VMS), 0);
    });

    it(`of another vCenter is refused: ${vm}`, async () => {
      await lab.load({ tempFile: { vm } });

      const { code, cause, message } = await lab.error({ payload: 1, guest: { vm: "vm-42", server: "other:443" } });

      assert.equal(code, "INVALID_ARGUMENT");
      assert.equal(cause.subject, "configuration");
      assert.match(message, new RegExp(`other:443.*${server()}`));
      await lab.assertNothingSent();
    });
  }

  for (const guest of [{ vm: "vm-42" }, { vm: "vm-42", server: undefined }, { vm: "vm-42", server: null }]) {
    it(`is taken where the vCenter is not told: ${JSON.stringify(guest)}`, async () => {
      await lab.load({ tempFile: { vm: "guest.vm" } });

      assert.equal((await lab.ask({ payload: 1, guest })).out, "ok");
    });
  }

  for (const wrong of ["", 443, {}]) {
    it(`is refused where the vCenter makes no sense: ${JSON.stringify(wrong)}`, async () => {
      await lab.load({ tempFile: { vm: "guest.vm" } });

      const { cause } = await lab.error({ payload: 1, guest: { vm: "vm-42", server: wrong } });

      assert.equal(cause.subject, "configuration");
    });
  }

  it("is missing without msg.guest", async () => {
    await lab.load({ tempFile: { vm: "guest.vm" } });

    const { code, message } = await lab.error({ payload: 1 });

    assert.equal(code, "INVALID_ARGUMENT");
    assert.match(message, /VM \(msg\.guest\.vm\) is missing/);
  });

  it("does not bind a node that reads the VM elsewhere", async () => {
    await lab.load({ tempFile: { vmBy: "name" } });

    const { out, msg } = await lab.ask({ payload: { vm: "edge-01" }, guest: { vm: "vm-1", server: "other:443" } });

    assert.equal(out, "ok");
    assert.equal(msg.guest?.vm, "vm-42");
    assert.equal(msg.guest.server, server());
  });

  it("is what the node before has found, so that nodes chain without settings", async () => {
    const next = { ...lab.flow().find(({ id }) => id === "temp-1")!, id: "temp-2", vm: "guest.vm", wires: [["end"], []] };
    const end = { id: "end", type: "helper", z: "tab-1", x: 1, y: 1, wires: [] };
    await lab.load({ tempFile: { vmBy: "name" }, wires: [["temp-2"], ["failed"]], more: [next, end] });

    lab.red.send("temp-1", { payload: { vm: "edge-02" } });
    const [msg] = await lab.red.arrivals("end");

    assert.equal(msg?.guest?.vm, "vm-43");
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
  });
});
