import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { onlyConnection, tryNow } from "../support/operations";
import { CREATE_FILE } from "../support/simulator";
import { outline, STORED, Tester } from "../support/tester";

const REACHED = "settings+ name+ tcp+ tls+ login+ vms+";

nodeSuite("a login that is refused in a connection's test", (lab) => {
  const tester = new Tester(lab);
  beforeEach(() => lab.load());
  const account = (password: string): Promise<unknown> =>
    lab.simulator.control("PUT", `/accounts/${encodeURIComponent(lab.simulator.address.username)}`, { password });
  const refused = async (): Promise<number> => (await lab.simulator.counters()).refused_logins;
  const refusedByGuest = async (): Promise<number> => (await lab.simulator.counters()).guest_logins.refused;

  it("is tried once a click, and not for ever", async () => {
    for (const times of [1, 2, 2, 2]) {
      const { step } = await tester.failure({ password: "wrong" });
      assert.deepEqual([step, await refused()], ["login", times]);
    }
    const { detail, remedy } = await tester.failure({ password: "wrong" });
    assert.match(detail, /This login was refused, or not answered, the last 2 times .* so nothing was sent/);
    assert.match(remedy, /Correct user or password, or try again after/);
    assert.equal(outline(await tester.test()), REACHED);
  });

  it("locks no account with other passwords either, at vCenter or in guests", async () => {
    const { username, guestUsername } = lab.simulator.address;
    const guesses = ["1", "2", "3", "4", "5", "6"];
    for (const password of guesses) {
      await tester.failure({ password, username: Number(password) % 2 === 0 ? username : username.toUpperCase() });
    }
    const { detail } = await tester.failure();
    assert.match(detail, /This user was refused, or not answered, the last 3 times/);
    assert.equal(await refused(), 3);
    await lab.path();

    await lab.red.unload();
    await lab.load();
    for (const guestPassword of guesses) {
      await tester.failure({ vm: Number(guestPassword) % 2 === 0 ? "vm-42" : "vm-43", guestPassword, guestUsername: guestUsername.toUpperCase() });
    }
    assert.equal(await refusedByGuest(), 3);
  });

  it("is tried no more often by tests at once, under several ids", async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `new-${index}`);

    const all = await Promise.all(ids.map((id) => tester.send(tester.values({ id, password: "wrong" }))));

    assert.deepEqual(all.map(({ status }) => status).sort(), [200, ...Array<number>(7).fill(409)]);
    assert.equal(await refused(), 1);
  });

  it("counts together with those that are tried now", async () => {
    await account("changed");
    await tester.failure();
    assert.equal((await tryNow(lab, "login")).status, 502);

    const { status, error, retryAt } = await tryNow(lab, "login");

    assert.equal(status, 409);
    assert.match(error!, /so nothing was sent/);
    assert.ok(Date.parse(retryAt!) > Date.now());
    assert.equal((await tester.failure()).step, "login");
    assert.equal(await refused(), 2);
  });

  it("is shown and can be tried now, of a guest", async () => {
    const { guestUsername, guestPassword } = lab.simulator.address;
    await lab.simulator.user("vm-42", guestUsername, { password: "changed" });
    await tester.failure({ vm: "vm-42" });
    const shown = (await onlyConnection(lab)).guestLogins.list.map(({ vm, connection, login }) => [vm, connection, login]);
    assert.deepEqual(shown, [["vm-42", "connection-1", ""]]);
    await lab.simulator.user("vm-42", guestUsername, { password: guestPassword });

    assert.equal((await tryNow(lab, "guest-login", { vm: "vm-42" })).status, 200);

    await lab.path();
    assert.deepEqual((await onlyConnection(lab)).guestLogins.list, []);
  });

  it("while the connection is signed in is not tried now, and that is said", async () => {
    await lab.path();
    await account("changed");
    await tester.failure();

    const { status, error } = await tryNow(lab, "login");

    assert.equal(status, 409);
    assert.match(error!, /still signed in.*nothing was tried/);
    assert.equal(await refused(), 1);
    await lab.path();
  });

  it("is tried once a click in a guest, and not for ever", async () => {
    for (const [index, times] of [1, 2, 2, 2].entries()) {
      const { step } = await tester.failure({ vm: index % 2 === 0 ? "vm-42" : "vm-43", guestPassword: "wrong" });
      assert.deepEqual([step, await refusedByGuest()], ["guestLogin", times]);
    }
  });

  it("is not tried by messages then, and one that is taken lets them go on", async () => {
    await account("changed");
    assert.equal((await tester.failure()).step, "login");

    assert.equal((await lab.error()).cause.subject, "session");
    assert.equal(await refused(), 1);
    await account(lab.simulator.address.password);
    assert.equal((await lab.error()).cause.subject, "session");
    assert.equal(outline(await tester.test({ password: STORED })), REACHED);

    await lab.path();
  });

  it("is not tried by messages in a guest then, and one that is taken lets them go on", async () => {
    const { guestUsername, guestPassword } = lab.simulator.address;
    await lab.simulator.user("vm-42", guestUsername, { password: "changed" });
    assert.equal((await tester.failure({ vm: "vm-42" })).step, "guestLogin");

    assert.equal((await lab.error()).cause.subject, "guest-login");
    assert.equal(await refusedByGuest(), 1);
    await lab.simulator.user("vm-42", guestUsername, { password: guestPassword });
    assert.equal((await lab.error()).cause.subject, "guest-login");
    assert.match(outline(await tester.test({ vm: "vm-42" })), /guestLogin\+/);

    await lab.path();
  });

  it("does not keep off, or let in, who has another password", async () => {
    await tester.failure({ password: "wrong" });
    await tester.failure({ vm: "vm-42", guestPassword: "wrong" });
    await lab.path();

    await lab.red.unload();
    await lab.load({ secrets: { password: "other" } });
    await lab.error();
    assert.equal(outline(await tester.test()), REACHED);
    const before = await refused();
    assert.equal((await lab.error()).cause.subject, "session");
    assert.equal(await refused(), before);
  });

  it("ends no message that waits with another one", async () => {
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm: "vm-42" });
    const asked = (parent?: string): void => {
      lab.red.send("temp-1", { payload: { vm: "vm-42", parent_path: parent } });
    };
    asked("/no/such/directory");
    await lab.called(CREATE_FILE, 2);
    asked();
    asked();

    assert.equal((await tester.failure({ password: STORED, vm: "vm-42", guestPassword: "wrong" })).step, "guestLogin");
    assert.deepEqual((await onlyConnection(lab)).guestLogins.list, []);
    await lab.release();

    await lab.red.arrivals("ok", 3);
    assert.deepEqual((await lab.red.arrivals("failed")).map(({ error }) => error?.code), ["NOT_FOUND"]);
  });

  it("lets go on only the VM that was tried", async () => {
    const { guestUsername, guestPassword } = lab.simulator.address;
    const password = (text: string) => Promise.all(["vm-42", "vm-43"].map((vm) => lab.simulator.user(vm, guestUsername, { password: text })));
    await password("changed");
    await lab.error({ payload: { vm: "vm-42" } });
    await lab.error({ payload: { vm: "vm-43" } });
    await password(guestPassword);

    await tester.test({ vm: "vm-42" });

    await lab.path({ payload: { vm: "vm-42" } });
    assert.equal((await lab.error({ payload: { vm: "vm-43" } })).cause.subject, "guest-login");
  });
});
