import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { closeNodes, errorCredentials, errorFlow, newVm, NODE, takeRequests, UNWIRED } from "./error-bench";
import { FAULTS } from "./error-faults";
import { loginHook, LOGINS_OF_ROWS, ROWS } from "./error-rows";
import { Witness } from "./witness";

const VCENTER = "Canary-vc-81c0f7d2";
const GUEST = "Canary-guest-5b1e93aa";

const canaries: Canary[] = [
  { name: "vCenter password", secret: VCENTER },
  { name: "guest password", secret: GUEST },
  ...LOGINS_OF_ROWS.flatMap(({ name, password, token }) => [
    ...(password === undefined ? [] : [{ name: `password of ${name}`, secret: password }]),
    ...(token === undefined ? [] : [{ name: `token of ${name}`, secret: token }]),
  ]),
];

describe("a secret stands nowhere but in its request", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  let witness: Witness;
  const sent = new Set<string>();

  async function load(): Promise<void> {
    const flow = [...errorFlow(simulator, LOGINS_OF_ROWS), UNWIRED];
    const credentials = errorCredentials(simulator, LOGINS_OF_ROWS);
    Object.assign(credentials["connection-1"]!, { password: VCENTER, guestPassword: GUEST });
    await red.load(flow, credentials, { vcenterConnectionGuestLogin: loginHook });
    witness = new Witness(red, flow);
  }

  async function reload(): Promise<void> {
    witness.leave();
    await red.unload();
    await load();
  }

  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await simulator.control("PUT", `/accounts/${encodeURIComponent(simulator.address.username)}`, { password: VCENTER });
    await red.start();
    await load();
  });
  after(async () => {
    witness.leave();
    // An answer that drips would hold up whoever closes.
    await simulator.close();
    await red.unload();
    await red.stop();
  });

  /** Session tokens and Basic headers are secrets too: those that the simulator has seen. */
  async function learnSent(vm?: string): Promise<void> {
    const requests = await simulator.requests();
    assert.ok(vm === undefined || requests.some((request) => request.vm === vm), "no latch has taken the server's place");
    for (const { headers } of requests) {
      const { authorization = "", "vmware-api-session-id": token = "" } = headers;
      [authorization.replace("Basic ", ""), token].filter((secret) => secret !== "").forEach((secret) => sent.add(secret));
    }
    await takeRequests(simulator);
  }

  async function assertSecret(vm: string): Promise<void> {
    await learnSent(vm);
    const all = [...canaries, ...[...sent].map((secret, index) => ({ name: `sent ${index}`, secret }))];
    const news = witness.news();
    assert.match(news, /vcenter-guest-temp-file/, "something was shown");
    assert.deepEqual(found(news, all), []);
  }

  /** Once with output 2 wired, once without. */
  async function sendTwice(payload: object, node: string = NODE.file): Promise<void> {
    await red.ask(node, { payload }, "ok", "failed");
    const ended = red.ended(UNWIRED.id).length;
    red.send(UNWIRED.id, { payload: { ...payload, vm: "vm-no" } });
    red.send(UNWIRED.id, { payload });
    await red.endings(UNWIRED.id, ended + 2);
  }

  it("although its requests do hold it", async () => {
    const vm = await newVm(simulator, "LINUX");
    await simulator.user(vm, "worker", { password: GUEST });
    await red.ask(NODE.file, { payload: { vm } }, "ok");
    const requests = JSON.stringify(await simulator.requests());
    assert.deepEqual(found(requests, canaries.slice(0, 2)), ["vCenter password", "guest password"]);
    await learnSent();
    assert.equal(sent.size, 2, "a session token and a Basic header");
    assert.match(red.ended("temp-1").length.toString(), /[1-9]/);
    witness.news();
  });

  it("nor when a deploy ends what is running", async () => {
    const vm = await newVm(simulator, "LINUX");
    await simulator.fault({ kind: "hang", operation: "*", vm, times: 2 });
    red.send(NODE.file, { payload: { vm } });
    red.send(UNWIRED.id, { payload: { vm } });
    while ((await simulator.requests()).filter((request) => request.vm === vm).length < 2) {
      // Both are under way when they are.
    }
    await closeNodes(red, simulator);
    await assertSecret(vm);
    await reload();
  });

  for (const { condition, family = "LINUX", ...row } of ROWS) {
    it(`when a guest answers to ${condition} (${family})`, async () => {
      const vm = await newVm(simulator, family, row.vm);
      if (row.login === undefined) {
        await simulator.user(vm, "worker", { password: GUEST });
      } else {
        // A login that was refused by three guests would not be tried by the next one.
        await reload();
      }
      await row.prepare?.(simulator, vm);
      const login = row.login === undefined ? {} : { guest_login: row.login.name };
      await sendTwice({ vm, ...row.payload, ...login });
      await assertSecret(vm);
    });
  }

  for (const { title, fault, isEndless = false } of FAULTS) {
    it(`when vCenter gives ${title}`, async () => {
      const vm = await newVm(simulator, "LINUX");
      await simulator.user(vm, "worker", { password: GUEST });
      // A login that is known to be right is used by both messages at once.
      await red.ask(NODE.file, { payload: { vm } }, "ok", "failed");
      await simulator.fault({ ...fault, times: isEndless ? 1 : null, vm });
      await sendTwice({ vm }, isEndless ? NODE.short : NODE.file);
      await simulator.control("POST", "/release", {});
      await simulator.control("DELETE", "/faults");
      await assertSecret(vm);
    });
  }
});

describe("a secret that is planted is found", () => {
  const red = new TestRed("node-red");
  const planted: Canary = { name: "planted", secret: 'pl"anted\\ Canary77e1' };
  let simulator: SimulatorDriver;
  let witness: Witness;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
    const flow = errorFlow(simulator);
    await red.load(flow, errorCredentials(simulator));
    witness = new Witness(red, flow);
  });
  after(async () => {
    witness.leave();
    await red.unload();
    await red.stop();
    await simulator.close();
  });

  const node = (id: string): ReturnType<TestRed["helper"]["getNode"]> => red.helper.getNode(id);
  const PLACES: Record<string, () => unknown> = {
    "in a message": () => red.ask("temp-1", { payload: { vm: "vm-42" }, deep: [{ secret: planted.secret }] }, "ok"),
    "in an error": () => red.ask("temp-1", { payload: { vm: "vm-1" }, [planted.secret]: 1 }, "failed"),
    "in a status": () => node("temp-1").status({ text: planted.secret }),
    "in a line of the log": () => node("temp-1").warn(planted.secret),
    "in an object of the log": () => node("temp-1").error(new Error("x", { cause: planted.secret })),
    "in a warning of the process": async () => {
      process.emitWarning(planted.secret);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  for (const [title, plant] of Object.entries(PLACES)) {
    it(title, async () => {
      assert.deepEqual(found(witness.news(), [planted]), []);
      await plant();
      assert.deepEqual(found(witness.news(), [planted]), ["planted"]);
    });
  }

  it("in a node, and in what belongs to a connection", () => {
    const { connection } = node("connection-1") as unknown as { connection: object };
    for (const [index, target] of [node("temp-1"), connection].entries()) {
      const own = { name: "own", secret: `CanaryOfNode${index}` };
      assert.deepEqual(found(witness.own(), [own]), []);
      assert.deepEqual(found(witness.nodes(), [own]), []);
      Object.defineProperty(target, "planted", { value: { deep: own.secret } });
      assert.deepEqual(found(witness.nodes(), [own]), ["own"]);
      assert.deepEqual(found(witness.own(), [own]), ["own"]);
    }
  });

  it("in the pool of a connection", () => {
    const { connection } = node("connection-1") as unknown as { connection: { pool: object } };
    const own = { name: "own", secret: "CanaryOfPool" };
    Object.defineProperty(connection.pool, "planted", { value: { deep: own.secret } });
    assert.deepEqual(found(witness.own(), [own]), ["own"]);
  });
});
