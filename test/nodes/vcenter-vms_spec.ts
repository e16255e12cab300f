import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { VmSummary } from "../../src/vcenter/client";
import { VMS_DEFAULTS } from "../support/flow";
import { type Lab, nodeSuite, type Setup } from "../support/lab";
import { manyVms } from "../support/load";
import type { FlowNode, Msg } from "../support/node-red";
import { CREATE_FILE, LIST_VMS, LOG_IN, LOG_OUT } from "../support/simulator";

const PLACE = { z: "tab-1", x: 100, y: 200 };

/** `vms-1` with `ok` and `failed` behind it, beside the usual flow. */
function withVms(changes: object = {}, { more = [], ...setup }: Setup = {}): Setup {
  const node: FlowNode = { id: "vms-1", type: "vcenter-vms", ...PLACE, ...VMS_DEFAULTS, wires: [["ok"], ["failed"]], ...changes };
  return { ...setup, more: [node, ...more] };
}

async function found({ red }: Lab, msg: object = {}): Promise<VmSummary[]> {
  const { out, msg: result } = await red.ask("vms-1", msg, "ok", "failed");
  assert.equal(out, "ok", JSON.stringify(result.error));
  return result.payload as VmSummary[];
}

async function failure({ red }: Lab, msg: object = {}): Promise<NonNullable<Msg["error"]>> {
  const { out, msg: result } = await red.ask("vms-1", msg, "ok", "failed");
  assert.equal(out, "failed", inspect(result.payload));
  return result.error!;
}

const ids = (vms: readonly VmSummary[]): string[] => vms.map(({ vm }) => vm);

nodeSuite("vcenter-vms", (lab) => {
  const { red } = lab;

  it("finds all VMs by one call, without a guest login", async () => {
    await lab.load(withVms());

    const vms = await found(lab, { payload: {}, guest: { vm: "vm-7" }, topic: "t" });

    const { calls, guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [LIST_VMS]: 1 });
    assert.deepEqual([logins.accepted, logins.refused], [0, 0]);
    assert.ok(ids(vms).includes("vm-42") && ids(vms).includes("vm-43"));
    const { vm, name, power_state: state, cpu_count: cpus, memory_size_mib: memory } = vms[0]!;
    assert.deepEqual([vm, name, state, typeof cpus, typeof memory], ["vm-42", "edge-01", "POWERED_ON", "number", "number"]);
    const [{ guest, topic } = {}] = red.arrived("ok");
    assert.deepEqual([guest, topic], [{ vm: "vm-7" }, "t"]);
  });

  it("gives the memory by one name, however this vCenter spells it", async () => {
    await lab.simulator.settings({ memory_field: "memory_size_MiB" });
    await lab.load(withVms());
    const [first] = await found(lab);
    assert.deepEqual([first?.memory_size_mib, "memory_size_MiB" in first!], [4096, false]);
  });

  it("leaves all filters to vCenter in this one call, but the pattern", async () => {
    const [inAll = "", ...others] = await manyVms(lab, 8);
    const place = { folder: "group-v9", cluster: "domain-c9", host: "host-9", datacenter: "datacenter-9", resource_pool: "resgroup-9" };
    await lab.simulator.vm(inAll, { ...place, name: "line 1, left", power_state: "SUSPENDED" });
    for (const [index, [field]] of Object.entries(place).entries()) {
      await lab.simulator.vm(others[index]!, { ...place, [field]: "other", name: `line ${index}`, power_state: "SUSPENDED" });
    }
    await lab.simulator.vm(others[5]!, { ...place, name: "line 5", power_state: "POWERED_OFF" });
    await lab.simulator.vm(others[6]!, { ...place, name: "x line", power_state: "SUSPENDED" });
    const where = { folders: "group-v9, none", clusters: "domain-c9", hosts: "host-9", datacenters: "datacenter-9", resourcePools: "resgroup-9" };
    await lab.load(withVms({ ...where, powerState: "SUSPENDED", pattern: "line*" }));

    assert.deepEqual(ids(await found(lab)), [inAll]);

    assert.equal(await lab.simulator.calls(LIST_VMS), 1);
    const [{ path } = { path: "" }] = (await lab.simulator.requests()).filter(({ operation }) => operation === LIST_VMS);
    const query = new URL(path, "http://vcenter").searchParams;
    assert.deepEqual([query.getAll("folders"), query.getAll("power_states")], [["group-v9", "none"], ["SUSPENDED"]]);
  });

  const NAMES: [what: string, names: unknown, expected: string[]][] = [
    ["one name", "edge-01", ["vm-42"]],
    ["several names", ["edge-01", "edge-02", "nobody"], ["vm-42", "vm-43"]],
    ["a name that no VM has", "nobody", []],
    ["a number", 7, []],
  ];
  for (const [what, names, expected] of NAMES) {
    it(`finds by ${what}`, async () => {
      await lab.load(withVms());
      assert.deepEqual(ids(await found(lab, { payload: { names } })), expected);
    });
  }

  it("finds none for an empty list, and asks nobody", async () => {
    await lab.load(withVms());
    assert.deepEqual(await found(lab, { payload: { names: [] } }), []);
    await lab.assertNothingSent();
  });

  it("takes no VM that was not asked for, whatever is answered", async () => {
    await lab.load(withVms({ powerState: "POWERED_ON" }));
    const vms = [
      { vm: "vm-1", name: "edge-01", power_state: "POWERED_ON" },
      { vm: "vm-2", name: "other", power_state: "POWERED_ON" },
      { vm: "vm-3", name: "edge-01", power_state: "POWERED_OFF" },
      { vm: "vm-4", name: "edge-01" },
    ];
    await lab.simulator.fault({ operation: LIST_VMS, kind: "answer", status: 200, body: JSON.stringify(vms) });
    assert.deepEqual(ids(await found(lab, { payload: { names: "edge-01" } })), ["vm-1"]);
  });

  it("is followed by Split and a temporary file in each of the VMs, all as they come out of the palette", async () => {
    const vms = [...(await manyVms(lab, 5)), ...lab.simulator.address.vms.map(({ vm }) => vm)];
    const split: FlowNode = { id: "split-1", type: "split", ...PLACE, name: "", splt: "\\n", spltType: "str", arraySplt: 1, arraySpltType: "len", stream: false, addname: "", property: "payload", wires: [["temp-1"]] };
    const setup = withVms({ names: "edge-*", wires: [["split-1"], ["failed"]], pattern: "edge-*", namesType: "msg" });
    await lab.load({ ...setup, more: [...setup.more!, split] });

    red.send("vms-1", {});
    const done = await red.arrivals("ok", vms.length);

    const { calls } = await lab.simulator.counters();
    assert.equal(calls[LIST_VMS], 1);
    assert.equal(calls[CREATE_FILE], vms.length);
    assert.deepEqual(done.map(({ guest }) => guest?.vm).sort(), vms.sort());
  });

  it("says to narrow the filters where more match than vCenter lists", async () => {
    await manyVms(lab, 4_000);
    await lab.load(withVms());
    const { code, message, cause } = await failure(lab);
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["UNABLE_TO_ALLOCATE_RESOURCE", "message", "not_done", false]);
    assert.match(message, /^Could not look up VMs \(127\.0\.0\.1:\d+\): .*[Nn]arrow/);
    assert.deepEqual([cause.operation, cause.attempts, "vm" in cause], ["vm.list", 1, false]);
  });

  it("is told of a refused login, and does not try it again", async () => {
    await lab.load(withVms({}, { secrets: { password: "wrong" } }));
    for (let count = 0; count < 5; count += 1) {
      const { code, cause } = await failure(lab);
      assert.deepEqual([code, cause.subject], ["UNAUTHENTICATED", "session"]);
    }
    assert.equal(await lab.simulator.calls(LOG_IN), 1);
  });

  it("tells that the vCenter user may not, and asks once", async () => {
    await lab.load(withVms());
    await lab.simulator.fault({ operation: LIST_VMS, kind: "error", status: 403, error_type: "UNAUTHORIZED", times: null });
    const { code, message, cause } = await failure(lab);
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["UNAUTHORIZED", "permission", "not_done", false]);
    assert.match(message, /^Could not look up VMs \(127\.0\.0\.1:\d+\): /);
    assert.equal(await lab.simulator.calls(LIST_VMS), 1);
  });

  it("logs in once anew when its session has ended", async () => {
    await lab.load(withVms());
    await found(lab);
    await lab.simulator.control("DELETE", "/sessions");
    await found(lab);
    assert.equal(await lab.simulator.calls(LOG_IN), 2);
  });

  for (const kind of ["lost", "bad_gateway", "cut"]) {
    it(`asks again where there is no answer: ${kind}`, async () => {
      await lab.load(withVms());
      await lab.simulator.fault({ operation: LIST_VMS, kind });
      await found(lab);
      assert.equal(await lab.simulator.calls(LIST_VMS), 2);
    });
  }

  it("takes part in the calls at once of its connection, and ends when it has waited too long for that", async () => {
    await lab.load(withVms({}, { connection: { maxConcurrent: 1, queueTimeout: 0.4 } }));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    red.send("temp-1", { payload: { vm: "vm-42" } });
    await lab.called(CREATE_FILE);

    const { code, cause } = await failure(lab);

    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "queue", "not_done", 0]);
    assert.equal(await lab.simulator.calls(LIST_VMS), 0);
    await lab.release();
    await red.arrivals("ok");
  });

  it("ends at its own timeout, and gives its slot back", async () => {
    await lab.load(withVms({ timeout: 0.3 }, { connection: { maxConcurrent: 1 } }));
    await lab.path();
    await lab.simulator.fault({ operation: LIST_VMS, kind: "hang" });

    const { code, cause } = await failure(lab);

    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "server", "not_done", 1]);
    assert.equal(cause.operationId, (await lab.simulator.requests()).at(-1)!.headers["vapi-ctx-opid"]);
    await lab.path();
  });

  it("ends by msg.reset, what waits and what is under way", async () => {
    await lab.load(withVms({}, { connection: { maxConcurrent: 1 } }));
    await lab.simulator.fault({ operation: LIST_VMS, kind: "hang" });
    red.send("vms-1", { number: 0 });
    red.send("vms-1", { number: 1 });
    await lab.called(LIST_VMS);

    red.send("vms-1", { reset: true });

    const failed = await red.arrivals("failed", 2);
    assert.deepEqual(failed.map(({ error }) => `${error?.code} ${String(error?.cause.subject)}`).sort(), ["CANCELED queue", "CANCELED server"]);
    assert.equal(red.ended("vms-1").length, 3);
  });

  it("is canceled by a deploy, and leaves nothing behind", async () => {
    await lab.load(withVms());
    await lab.simulator.fault({ operation: LIST_VMS, kind: "hang" });
    red.send("vms-1", {});
    await lab.called(LIST_VMS);

    await lab.deploy("full", withVms({ name: "new" }));

    assert.deepEqual(red.ended("vms-1").map(({ error }) => error?.code), ["CANCELED"]);
    assert.deepEqual(red.logged("WARN").length, 1);
    assert.equal(await lab.simulator.calls(LOG_OUT), 1);
    await red.unload();
    await lab.assertNothingLeft();
  });

  it("hands its error to a Catch node where nothing is wired to output 2", async () => {
    await lab.load(withVms({ wires: [["ok"], []], powerState: "ON" }));
    red.send("vms-1", {});
    const [{ error } = {}] = await red.endings("vms-1");
    assert.equal(error?.code, "INVALID_ARGUMENT");
  });

  it("shows what it does", async () => {
    await lab.load(withVms());
    await found(lab);
    await red.until(() => red.statuses("vms-1").length === 2);
    assert.deepEqual(red.statuses("vms-1"), [{ fill: "blue", shape: "dot", text: "vcenter-vms.status.running" }, {}]);
  });
});
