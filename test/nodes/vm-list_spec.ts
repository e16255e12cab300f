import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { LIST_VMS } from "../support/simulator";

interface Listed {
  readonly count: number;
  readonly more: number;
  readonly vms: { readonly vm: string; readonly name: string; readonly power_state: string }[];
  readonly isByWholeName: boolean;
  readonly error?: string;
  readonly code?: string;
}

nodeSuite("the list of VMs for the editor", (lab) => {
  async function list(filter = "", id = "connection-1"): Promise<{ status: number; text: string; listed: Listed }> {
    const { status, text } = await lab.red.helper.request().post(`/vcenter-guest/connection/${id}/vms`).query({ filter });
    return { status, text, listed: JSON.parse(text) as Listed };
  }

  it("has names, ids and power states, in the order of the names", async () => {
    await lab.load();
    await lab.simulator.vm("vm-42", { name: "zeta", power_state: "POWERED_OFF" });

    const { status, listed } = await list();

    const names = listed.vms.map(({ name }) => name);
    assert.deepEqual([status, listed.more, listed.count], [200, 0, names.length]);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(listed.vms.at(-1), { vm: "vm-42", name: "zeta", power_state: "POWERED_OFF" });
  });

  it("is filtered by a part of the name, or by the id", async () => {
    await lab.load();
    await lab.simulator.vm("vm-42", { name: "Line 7 press" });

    for (const filter of ["line 7", "PRESS", "vm-42", " press "]) {
      const { listed } = await list(filter);
      assert.deepEqual(listed.vms.map(({ vm }) => vm), ["vm-42"], filter);
    }
    assert.equal((await list("nothing")).listed.count, 0);
  });

  it("keeps within 64 KiB, and finds a name where there are more VMs than vCenter lists", async () => {
    await lab.load();
    await lab.simulator.control("POST", "/vms", { count: 3000, family: "LINUX" });
    const { text, listed } = await list();
    assert.ok(text.length <= 64 * 1024);
    assert.ok(listed.more > 0 && listed.more + listed.vms.length === listed.count && listed.count > 3000);
    await lab.simulator.control("POST", "/vms", { count: 1500, family: "LINUX" });
    await lab.simulator.vm("vm-42", { name: "press" });

    const found = [(await list()).listed, (await list("press")).listed, (await list("pres")).listed];

    assert.deepEqual(found.map(({ vms }) => vms.map(({ vm }) => vm)), [[], ["vm-42"], []]);
    assert.deepEqual([listed, ...found].map(({ isByWholeName }) => isByWholeName), [false, true, true, true]);
  });

  it("is none of a connection that is not deployed, and asks nobody", async () => {
    await lab.load();

    for (const id of ["gone-1", "temp-1", "__proto__"]) {
      const { status, listed } = await list("", id);
      assert.equal(status, 404);
      assert.match(listed.error!, /not deployed\. Deploy it/);
    }
    await lab.assertNothingSent();
  });

  it("tells a failure in a sentence, and uses the session of the connection", async () => {
    await lab.load();
    await lab.path();
    await list();
    assert.equal((await lab.simulator.counters()).sessions.created, 1);
    await lab.simulator.fault({ operation: LIST_VMS, kind: "error", status: 403, error_type: "UNAUTHORIZED" });

    const { status, listed } = await list();

    assert.deepEqual([status, listed.code], [502, "UNAUTHORIZED"]);
    assert.match(listed.error!, /System\.Read/);
    await lab.red.unload();
    await lab.assertNothingLeft();
  });
});
