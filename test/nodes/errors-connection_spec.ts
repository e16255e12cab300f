import assert from "node:assert/strict";
import { usualFlow } from "../support/flow";
import { TestRed } from "../support/node-red";
import { CREATE_FILE, GUEST_OPERATIONS, LIST_VMS, LOG_IN, SimulatorDriver } from "../support/simulator";
import { assertExpected, errorCredentials, errorFlow, type Expected, failure, newVm, NODE, SHORT_MS, takeRequests } from "./error-bench";
import { FAULTS } from "./error-faults";

const unreachable = { code: "RESOURCE_INACCESSIBLE", subject: "network", outcome: "not_done", retryable: true } as const;
const remedy = /Check the server in the connection node, the network and its proxy, and that vCenter is running/;

describe("an error of the connection at output 2", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
    await red.start();
  });
  beforeEach(() => simulator.reset());
  afterEach(() => red.unload());
  after(async () => {
    await red.stop();
    await simulator.close();
  });

  const FAULTS_OF_CONNECTIONS: Record<string, RegExp> = {
    tls_reset: /(reset|closed) (the|a) connection before it stood \(\w+\)/,
    refuse_connection: /(reset|closed) (the|a) connection before it stood \(\w+\)/,
  };
  for (const [kind, cause] of Object.entries(FAULTS_OF_CONNECTIONS)) {
    it(`tells of ${kind}, once, and the next message works`, async () => {
      await red.load(errorFlow(simulator), errorCredentials(simulator));
      await simulator.fault({ kind });
      const error = await failure(red, NODE.file, { vm: "vm-42" });
      assertExpected(error, { ...unreachable, says: [cause, remedy] });
      const { calls, sockets } = await simulator.counters();
      assert.deepEqual(calls, {});
      assert.ok(sockets.opened <= 1, `${sockets.opened} connections`);
      assert.equal((await red.ask(NODE.file, { payload: { vm: "vm-42" } }, "ok", "failed")).out, "ok");
    });
  }

  it("tells that nothing listens", async () => {
    const gone = await SimulatorDriver.start();
    await gone.close();
    await red.load(usualFlow(simulator.address, { connection: { server: gone.address.url, maxAttempts: 1 } }), errorCredentials(simulator));
    const error = await failure(red, NODE.file, { vm: "vm-42" });
    assertExpected(error, { ...unreachable, says: [/accepts no connections at this address \(ECONNREFUSED\)/, remedy] });
  });

  it("tells of a certificate of an unknown CA", async () => {
    await red.load(usualFlow(simulator.address, { connection: { tls: "" } }), errorCredentials(simulator));
    const error = await failure(red, NODE.file, { vm: "vm-42" });
    const says = [/the certificate of the server is not trusted/, /Choose a TLS configuration with the CA certificate/] as const;
    assertExpected(error, { code: "UNVERIFIED_PEER", subject: "certificate", outcome: "not_done", retryable: false, says });
    assert.deepEqual((await simulator.counters()).calls, {});
  });
});

describe("an error of vCenter itself at output 2", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
  });
  beforeEach(() => simulator.reset());
  afterEach(() => red.unload());
  after(async () => {
    await red.stop();
    await simulator.close();
  });

  const refusal = { outcome: "not_done", subject: "session" } as const;
  const ROWS: [title: string, prepare: () => Promise<unknown>, Expected, operation: string][] = [
    [
      "its login refused",
      () => simulator.control("PUT", `/accounts/${encodeURIComponent(simulator.address.username)}`, { password: "changed" }),
      { ...refusal, code: "UNAUTHENTICATED", retryable: false, status: 401, says: [/vCenter refused the login/, /Check user and password in the connection node/] },
      LOG_IN,
    ],
    [
      "its sessions used up",
      () => simulator.settings({ session_limit: 0 }),
      { ...refusal, code: "SERVICE_UNAVAILABLE", retryable: true, status: 503, says: [/no further session/, /Close other sessions/] },
      LOG_IN,
    ],
    [
      "too many VMs of the name",
      () => simulator.fault({ kind: "error", operation: LIST_VMS, status: 500, error_type: "UNABLE_TO_ALLOCATE_RESOURCE" }),
      {
        code: "UNABLE_TO_ALLOCATE_RESOURCE",
        subject: "message",
        outcome: "not_done",
        retryable: false,
        status: 500,
        says: [/more VMs match than vCenter lists/, /Narrow the filter/],
      },
      LIST_VMS,
    ],
  ];
  for (const [title, prepare, expected, operation] of ROWS) {
    it(`tells of ${title}`, async () => {
      await red.load(errorFlow(simulator), errorCredentials(simulator));
      await prepare();
      assertExpected(await failure(red, NODE.byName, { vm: "edge-01" }), expected);
      const requests = await takeRequests(simulator);
      assert.deepEqual([requests(operation).length, requests(CREATE_FILE).length, requests(GUEST_OPERATIONS).length], [1, 0, 0]);
    });
  }
});

describe("the question about Tools", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
    await red.load(errorFlow(simulator, [], { connection: { maxConcurrentPerVm: 3 } }), errorCredentials(simulator));
  });
  afterEach(() => simulator.control("POST", "/release", {}));
  after(async () => {
    await red.unload();
    await red.stop();
    await simulator.close();
  });

  // A 401 is no answer but a sign of a dead session: then it is asked again in a new one.
  for (const { title, fault } of FAULTS.filter(({ code }) => code !== "UNAUTHENTICATED")) {
    it(`blames nobody but the server, within the timeout, when it gets ${title}`, async () => {
      const vm = await newVm(simulator, "LINUX", { tools: "not_running" });
      await simulator.fault({ ...fault, operation: GUEST_OPERATIONS, vm });
      const begun = performance.now();
      const { code, cause } = await failure(red, NODE.short, { vm });
      assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["SERVICE_UNAVAILABLE", "server", "not_done", true]);
      assert.ok(performance.now() - begun < SHORT_MS + 2_000);
      const requests = await takeRequests(simulator);
      assert.deepEqual([requests(CREATE_FILE).length, requests(GUEST_OPERATIONS).length], [1, 1]);
    });
  }

  it("is asked once for all messages that wait for the answer", async () => {
    const vm = await newVm(simulator, "LINUX", { tools: "not_running" });
    await simulator.fault({ kind: "hang", operation: GUEST_OPERATIONS, vm });
    const answers = Array.from({ length: 3 }, () => red.ask(NODE.file, { payload: { vm } }, "ok", "failed"));
    for (let created = 0; created < 3; ) {
      created = (await simulator.requests()).filter(({ operation, status }) => operation === CREATE_FILE && status === 503).length;
    }
    // What has been answered has arrived when further answers have.
    await simulator.counters();
    await simulator.counters();
    await simulator.control("POST", "/release", {});
    for (const { msg } of await Promise.all(answers)) {
      assert.equal(msg.error?.cause.subject, "tools");
    }
    assert.equal((await takeRequests(simulator))(GUEST_OPERATIONS).length, 1);
  });
});
