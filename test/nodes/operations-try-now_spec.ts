import assert from "node:assert/strict";
import { frontSuite, manyVms } from "../support/load";
import { forgetAll, onlyConnection, tryNow } from "../support/operations";
import { CREATE_FILE, LOG_IN } from "../support/simulator";

const of = (vm: string): object => ({ payload: { vm } });
const DONE = { status: 200, error: undefined };

frontSuite("try now in the operations view", "both", (lab, front) => {
  beforeEach(() => {
    forgetAll(lab);
  });

  const account = (password: string): Promise<unknown> =>
    lab.simulator.control("PUT", `/accounts/${encodeURIComponent(lab.simulator.address.username)}`, { password });
  const calls = (operation: string): Promise<number> => lab.simulator.calls(operation);
  const failures = async (...vms: string[]): Promise<string[]> => {
    const errors = [];
    for (const vm of vms) {
      errors.push(await lab.error(of(vm)));
    }
    return errors.map(({ cause }) => cause.subject as string);
  };

  describe("of the vCenter login", () => {
    it("tries it once, and says whether it was refused again", async () => {
      await lab.load();
      await account("changed");
      const { cause, message } = await lab.error();
      assert.deepEqual((await onlyConnection(lab)).login, { state: "refused", retryAt: cause.data?.retryAt, sentence: message });

      const again = await tryNow(lab, "login");

      assert.equal(again.status, 502);
      assert.match(String(again.error), /^Could not log in to vCenter .* It is not tried again before /);
      assert.equal(await calls(LOG_IN), 2);
      await lab.error();
      assert.equal(await calls(LOG_IN), 2, "the latch is closed again");

      await account(lab.simulator.address.password);
      assert.deepEqual(await tryNow(lab, "login"), DONE);
      assert.equal((await onlyConnection(lab)).login?.state, "signedIn");
      await lab.path();
      assert.equal(await calls(LOG_IN), 3);
      assert.equal((await tryNow(lab, "login")).status, 409);
      assert.equal(await calls(LOG_IN), 3);
    });

    it("tells a session limit from a refusal", async () => {
      await lab.load();
      const body = JSON.stringify({ error_type: "SERVICE_UNAVAILABLE", messages: [] });
      const headers = { "content-type": "application/json" };
      await lab.simulator.fault({ kind: "answer", operation: LOG_IN, status: 503, headers, body });
      await lab.error();

      const { login } = await onlyConnection(lab);

      assert.equal(login?.state, "sessionLimit");
      assert.ok(Date.parse(login.retryAt!) > Date.now());
      assert.deepEqual(await tryNow(lab, "login"), DONE);
    });
  });

  describe("of a guest login", () => {
    it("lets it be tried on that VM alone", async () => {
      await lab.load({ secrets: { guestPassword: "wrong" } });
      await failures("vm-42", "vm-43");
      const { list } = (await onlyConnection(lab)).guestLogins;
      assert.deepEqual(list.map(({ vm, login, connection }) => [vm, login, connection]), [
        ["vm-42", "", "connection-1"],
        ["vm-43", "", "connection-1"],
      ]);
      assert.ok(list.every(({ retryAt }) => Date.parse(retryAt!) > Date.now()));
      await lab.simulator.user("vm-42", "worker", { password: "wrong" });

      assert.deepEqual(await tryNow(lab, "guest-login", { vm: "vm-42" }), DONE);

      assert.deepEqual((await onlyConnection(lab)).guestLogins.list.map(({ retryAt }) => retryAt === undefined), [true, false]);
      assert.equal(await calls(CREATE_FILE), 2, "nothing is sent for it");
      await failures("vm-43");
      assert.equal(await calls(CREATE_FILE), 2);
      await lab.path(of("vm-42"));
      assert.equal(await calls(CREATE_FILE), 3);
      assert.deepEqual((await onlyConnection(lab)).guestLogins.list.map(({ vm }) => vm), ["vm-43"]);
      assert.equal((await tryNow(lab, "guest-login", { vm: "vm-42" })).status, 404);
    });

    it("that is refused on all VMs lets one be tried", async () => {
      await lab.load({ secrets: { guestPassword: "wrong" } });
      const [fourth = ""] = await manyVms(lab, 1);
      await failures("vm-42", "vm-43", "vm-44", fourth);
      const refused = (await onlyConnection(lab)).guestLogins.list.map(({ vm }) => vm);
      assert.deepEqual(refused, [undefined, "vm-42", "vm-43", "vm-44"]);
      assert.equal(await calls(CREATE_FILE), 3);

      assert.deepEqual(await tryNow(lab, "guest-login"), DONE);

      assert.deepEqual(await failures("vm-42", fourth, fourth), Array(3).fill("guest-login"));
      assert.equal(await calls(CREATE_FILE), 4, "not on a VM where it is refused, and once on another");
    });

    it("asks for nothing that was not refused", async () => {
      await lab.load();
      await lab.path();
      for (const body of [{}, { vm: "vm-42" }, { vm: {} }, { login: ["x"] }, { connection: 1 }, { vm: "__proto__" }]) {
        assert.equal((await tryNow(lab, "guest-login", body)).status, 404, JSON.stringify(body));
      }
    });
  });

  it("asks a vCenter that does not answer at once, and only while it does not", async () => {
    await lab.load({ connection: { server: front().url } });
    await lab.path();
    assert.equal((await tryNow(lab, "probe")).status, 409);
    await front().switch("bad gateway");
    const { outage: before } = await onlyConnection(lab);
    await failures(...Array<string>(5).fill("vm-42"));
    const { outage } = await onlyConnection(lab);
    assert.equal(before, undefined);
    assert.ok(Math.abs(outage!.since - Date.now()) < 20_000);
    const probes = (): number => front().met.filter(({ line }) => line === "GET /api/session").length;
    const asked = probes();

    const still = await tryNow(lab, "probe");

    assert.deepEqual(still, { status: 502, error: "vCenter still does not answer: a proxy in front of it answers HTTP 502." });
    assert.equal(probes(), asked + 1);
    assert.match(String((await onlyConnection(lab)).outage?.why), /HTTP 502/);
    await front().switch("pass");
    assert.deepEqual(await tryNow(lab, "probe"), DONE);
    assert.equal((await onlyConnection(lab)).outage, undefined);
    await lab.path();
  });
});
