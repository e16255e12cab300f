import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE } from "../support/simulator";
import { outline, type Step, Tester } from "../support/tester";

const REACHED = "settings+ name+ tcp+ tls+ login+ vms+";
const ALL = `${REACHED} power+ tools+ guestLogin+ file+ transfer+ removal+`;

nodeSuite("the test of a connection", (lab) => {
  const tester = new Tester(lab);
  beforeEach(() => lab.load());

  /** Where guests put temporary files of `worker`. */
  async function leftInGuest(vm = "vm-42"): Promise<string[]> {
    const { entries = [] } = await lab.simulator.file(vm, "/tmp");
    const inside = await Promise.all(entries.map(async (name) => (await lab.simulator.file(vm, `/tmp/${name}`)).entries ?? []));
    return inside.flat();
  }
  const hostMap = async (): Promise<string> => (await lab.simulator.esxi()).host_map;

  it("walks the whole way of a message, and leaves nothing", async () => {
    const steps = await tester.test({ vm: "vm-42", hostMap: await hostMap() });

    assert.equal(outline(steps), ALL);
    assert.ok(steps.every(({ detail }) => detail !== ""));
    assert.match(steps[3]!.detail, /Issuer: CN=vCenter simulator test CA\. SHA-256: ([0-9A-F]{2}:){31}[0-9A-F]{2}\.$/);
    assert.match(steps[10]!.detail, /privileges Query, to list, .* find a file again after a lost answer and remove it after a lifetime, and Execute/);
    assert.match(steps[9]!.detail, /vcenter-guest-test-vmware\d+ was made in the guest/);
    const { calls, transfers } = await lab.simulator.counters();
    assert.equal(calls[CREATE_FILE], 1);
    assert.deepEqual([transfers.completed, transfers.sockets.open], [2, 0]);
    assert.deepEqual(await leftInGuest(), []);
    await lab.assertNothingLeft();
  });

  it("finds the VM by its name too", async () => {
    const name = lab.simulator.address.vms[0]!.name;

    const steps = await tester.test({ vm: ` ${name} `, hostMap: await hostMap() });

    assert.equal(outline(steps), ALL);
    assert.match(steps[5]!.detail, /\(vm-42\)/);
  });

  it("without a VM asks for the list of them, and does nothing in a guest", async () => {
    const steps = await tester.test();

    assert.equal(outline(steps), REACHED);
    assert.match(steps[5]!.detail, /sees \d+ VMs/);
    const { guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual(logins, { accepted: 0, refused: 0 });
    await lab.assertNothingLeft();
  });

  it("counts a list that is too long for vCenter as seen", async () => {
    await lab.simulator.control("POST", "/vms", { count: 4000, family: "LINUX" });

    assert.match((await tester.test())[5]!.detail, /more VMs than vCenter lists/);
  });

  interface Row {
    readonly at: string;
    readonly changes: object;
    readonly says: RegExp;
    readonly prepare?: () => Promise<unknown>;
  }
  const rows: Record<string, Row> = {
    "a server that is none": { at: "settings", changes: { server: "https://u@x" }, says: /no user/ },
    "a password that is missing": { at: "settings", changes: { password: "" }, says: /no vCenter user or no password/ },
    "a limit that cannot be": { at: "settings", changes: { maxAttempts: "0" }, says: /whole number above 0/ },
    "a TLS node that is not deployed": { at: "settings", changes: { tls: "new-1" }, says: /TLS configuration.*is not deployed/s },
    "a name that nobody knows": { at: "name", changes: { server: "vcenter.invalid" }, says: /cannot be resolved/ },
    "a port that is closed": { at: "tcp", changes: { server: "127.0.0.1:1" }, says: /accepts no connections.*Check/s },
    "a certificate that is not trusted": { at: "tls", changes: { tls: "" }, says: /not trusted.*Choose a TLS configuration/s },
    "a wrong password": { at: "login", changes: { password: "wrong" }, says: /vCenter refused the login.*Check user and password/s },
    "a VM that is not there": { at: "vms", changes: { vm: "nobody" }, says: /no VM with the name "nobody"/ },
    "a VM that is off": {
      at: "power", changes: {}, says: /not running.*Power it on/s,
      prepare: () => lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" }),
    },
    "a VM without VMware Tools": {
      at: "tools", changes: {}, says: /VMware Tools is not running.*Start or install/s,
      prepare: () => lab.simulator.vm("vm-42", { tools: "not_running" }),
    },
    "a wrong guest password": { at: "guestLogin", changes: { guestPassword: "wrong" }, says: /the guest refused the login.*Check the guest user/s },
    "no guest login": { at: "guestLogin", changes: { guestPassword: "" }, says: /no user or no password in the guest login/ },
    "a guest without space": { at: "file", changes: {}, says: /no space left/, prepare: () => lab.simulator.vm("vm-42", { disk: "full" }) },
    "an ESXi host that is not reached": {
      at: "transfer", changes: { hostMap: "esxi-1.simulator.test=127.0.0.1:1" }, says: /ESXi host.*Host map/s,
    },
  };

  for (const [what, { at, changes, says, prepare }] of Object.entries(rows)) {
    it(`stops at ${what}, says what to do, and leaves nothing`, async () => {
      await prepare?.();

      const steps = await tester.test({ vm: "vm-42", hostMap: await hostMap(), ...changes });

      const index = steps.findIndex(({ step }) => step === at);
      assert.ok(steps.slice(0, index).every(({ step, ok }) => ok === true || (step === "guestLogin" && at === "file")), outline(steps));
      const { ok, detail, remedy } = steps[index]!;
      assert.equal(ok, false);
      assert.match(`${detail} ${remedy}`, says);
      assert.doesNotMatch(`${detail} ${remedy}`, /is left in the guest|may have been written/);
      const later = steps.slice(index + 1).map((step) => ({ ...step }));
      assert.ok(later.every((step) => step.ok === (step.step === "removal" && at === "transfer" ? true : null)), outline(steps));
      assert.deepEqual(await leftInGuest(), []);
      await lab.assertNothingLeft();
    });
  }

  it("offers to pin a certificate of vCenter that no CA vouches for, and takes it then", async () => {
    const { pin } = await tester.failure({ tls: "" });

    assert.equal(pin?.host, "127.0.0.1");
    assert.deepEqual((await lab.simulator.counters()).calls, {});
    const fingerprints = `${pin.host}=${pin.fingerprint}`;
    const steps = await tester.test({ tls: "", fingerprints });
    assert.equal(outline(steps), REACHED);
    assert.match(steps[3]!.detail, new RegExp(`trusted.*${pin.fingerprint}`));
  });

  it("offers to pin one of an ESXi host, and takes it then", async () => {
    await lab.simulator.settings({ esxi_certificate: "self_signed" });
    const body = { vm: "vm-42", hostMap: await hostMap() };

    const { step, pin } = await tester.failure(body);

    assert.equal(step, "transfer");
    assert.equal(pin?.host, "esxi-1.simulator.test");
    assert.equal(outline(await tester.test({ ...body, fingerprints: `${pin.host}=${pin.fingerprint}` })), ALL);
  });

  it("offers to pin none that a CA vouches for, of another host", async () => {
    await lab.simulator.settings({ esxi_certificate: "wrong_name" });

    const { step, pin } = await tester.failure({ vm: "vm-42", hostMap: await hostMap() });

    assert.deepEqual([step, pin], ["transfer", undefined]);
  });

  it("refuses a request that is none", async () => {
    const bodies: object[] = [{}, { id: 1 }, [], { id: "x".repeat(65) }];
    for (const body of bodies) {
      const { status, answer } = await tester.send(body);
      assert.deepEqual([status, typeof answer.error], [400, "string"]);
    }
    const { status, answer } = await tester.send(tester.values({ vm: "x".repeat(300) }));
    assert.equal(status, 400);
    assert.match(answer.error!, /255/);
    await lab.assertNothingSent();
  });

  it("refuses what is not JSON, as a form of another site would send it", async () => {
    const request = lab.red.helper.request().post("/vcenter-guest/connection/test").type("form");
    const { status } = await request.send({ ...tester.values() });
    assert.equal(status, 415);
    await lab.assertNothingSent();
  });

  it("runs once at a time in the whole runtime", async () => {
    await lab.simulator.fault({ operation: "Cis.Session_create", kind: "hang" });
    const first: Promise<Step[]> = tester.test();
    await lab.called("Cis.Session_create");

    const { status, answer } = await tester.send(tester.values());
    const other = await tester.send(tester.values({ id: "other-1", password: "" }));
    await lab.release();

    assert.equal(status, 409);
    assert.match(answer.error!, /under way/);
    assert.equal(other.status, 409);
    assert.equal(outline(await first), REACHED);
    assert.equal(outline(await tester.test()), REACHED);
  });
});
