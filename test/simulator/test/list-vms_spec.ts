import assert from "node:assert/strict";
import { LINUX, refused, useBench, WINDOWS } from "./support";

describe("the VM list", () => {
  const bench = useBench();

  const list = async (query = ""): Promise<string[]> => {
    const reply = await bench().call("GET", `/vcenter/vm${query}`);
    assert.equal(reply.status, 200, reply.text);
    return (reply.json as { vm: string }[]).map(({ vm }) => vm);
  };

  it("is complete without filters", async () => {
    const reply = await bench().call("GET", "/vcenter/vm");
    assert.deepEqual((reply.json as unknown[])[0], {
      vm: LINUX,
      name: "edge-01",
      power_state: "POWERED_ON",
      cpu_count: 2,
      memory_size_mib: 4096,
    });
    assert.deepEqual(await list(), ["vm-42", "vm-43", "vm-44"]);
  });

  it("spells the memory as the contract does, or as vSphere 8 if the settings say so", async () => {
    await bench().vm(LINUX, { cpu_count: 8, memory_size_mib: 512 });
    await bench().settings({ memory_field: "memory_size_MiB" });
    const reply = await bench().call("GET", `/vcenter/vm?vms=${LINUX}`);
    const expected = { vm: LINUX, name: "edge-01", power_state: "POWERED_ON", cpu_count: 8, memory_size_MiB: 512 };
    assert.deepEqual(reply.json, [expected]);
  });

  it("places a VM where it is added, or where all others are", async () => {
    const place = { folder: "group-v9", datacenter: "datacenter-9", host: "host-9", cluster: "domain-c8" };
    await bench().control("POST", "/vms", { vm: { vm: "vm-90", ...place, resource_pool: "resgroup-9" } });
    const filters = "folders=group-v9&datacenters=datacenter-9&hosts=host-9&clusters=domain-c8";
    assert.deepEqual(await list(`?${filters}&resource_pools=resgroup-9`), ["vm-90"]);
    const usual = "folders=group-v4&datacenters=datacenter-3&hosts=host-12&clusters=domain-c9";
    assert.deepEqual(await list(`?${usual}&resource_pools=resgroup-10`), ["vm-42", "vm-43", "vm-44"]);
  });

  it("keeps what has one of the values of a filter", async () => {
    assert.deepEqual(await list("?names=edge-01&names=edge-03&names=none"), ["vm-42", "vm-44"]);
    assert.deepEqual(await list("?vms=vm-43"), ["vm-43"]);
    assert.deepEqual(await list("?names=EDGE-01"), []);
  });

  it("keeps what passes every filter", async () => {
    assert.deepEqual(await list("?names=edge-01&names=edge-02&vms=vm-43&vms=vm-44"), ["vm-43"]);
  });

  for (const [parameter, field] of [
    ["folders", "folder"],
    ["datacenters", "datacenter"],
    ["hosts", "host"],
    ["clusters", "cluster"],
    ["resource_pools", "resource_pool"],
  ] as const) {
    it(`filters by ${parameter}`, async () => {
      await bench().vm(WINDOWS, { [field]: "other-1" });
      assert.deepEqual(await list(`?${parameter}=other-1`), [WINDOWS]);
    });
  }

  it("filters by power_states", async () => {
    await bench().vm("vm-43", { power_state: "SUSPENDED" });
    assert.deepEqual(await list("?power_states=SUSPENDED&power_states=POWERED_OFF"), ["vm-43"]);
    refused(await bench().call("GET", "/vcenter/vm?power_states=ASLEEP"), 400, "INVALID_ARGUMENT");
  });

  it("refuses parameters that it does not know", async () => {
    refused(await bench().call("GET", "/vcenter/vm?filter.names=edge-01"), 400, "UNEXPECTED_INPUT");
    refused(await bench().call("GET", "/vcenter/vm?name=edge-01"), 400, "UNEXPECTED_INPUT");
  });

  it("shows no VM that the user may not read", async () => {
    await bench().vm(LINUX, { privileges: { "System.Read": false } });
    assert.deepEqual(await list(), ["vm-43", "vm-44"]);
  });

  it("is refused above 4000 matches", async () => {
    await bench().control("POST", "/vms", { count: 3997, family: "LINUX" });
    assert.equal((await list()).length, 4000);
    await bench().control("POST", "/vms", { count: 1, family: "LINUX" });
    refused(await bench().call("GET", "/vcenter/vm"), 500, "UNABLE_TO_ALLOCATE_RESOURCE");
    assert.deepEqual(await list("?names=edge-4001"), ["vm-4042"]);
  });
});

describe("guest operations", () => {
  const bench = useBench();

  const ready = async (): Promise<unknown[]> => {
    const reply = await bench().call("GET", `/vcenter/vm/${LINUX}/guest/operations`);
    assert.equal(reply.status, 200, reply.text);
    const { guest_operations_ready, interactive_guest_operations_ready } = reply.json as Record<string, boolean>;
    return [guest_operations_ready, interactive_guest_operations_ready];
  };

  it("are ready when Tools run, interactive ones when somebody is logged on", async () => {
    assert.deepEqual(await ready(), [true, false]);
    await bench().vm(LINUX, { interactive_user: "worker" });
    assert.deepEqual(await ready(), [true, true]);
    await bench().vm(LINUX, { tools: "not_running" });
    assert.deepEqual(await ready(), [false, false]);
    await bench().vm(LINUX, { tools: "running", power_state: "POWERED_OFF" });
    assert.deepEqual(await ready(), [false, false]);
  });

  it("are not told of a VM that does not exist or may not be read", async () => {
    refused(await bench().call("GET", "/vcenter/vm/vm-1/guest/operations"), 404, "NOT_FOUND");
    await bench().vm(LINUX, { privileges: { "System.Read": false } });
    refused(await bench().call("GET", `/vcenter/vm/${LINUX}/guest/operations`), 403, "UNAUTHORIZED");
  });
});
