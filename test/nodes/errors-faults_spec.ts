import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { CREATE_FILE, GUEST_OPERATIONS, LIST_VMS, LOG_IN, SimulatorDriver } from "../support/simulator";
import { assertExpected, errorCredentials, errorFlow, failure, newVm, NODE, takeRequests } from "./error-bench";
import { type FaultRow, FAULTS } from "./error-faults";

/** The most memory for bytes that is in use while something is under way, beyond what was in use before. */
async function peakOf<T>(work: Promise<T>): Promise<{ value: T; bytes: number }> {
  const before = process.memoryUsage().arrayBuffers;
  let peak = before;
  const sample = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers)), 1);
  try {
    return { value: await work, bytes: peak - before };
  } finally {
    clearInterval(sample);
  }
}

describe("an error on the way to vCenter at output 2", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  const load = (): Promise<void> => red.load(errorFlow(simulator), errorCredentials(simulator));
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
  });
  afterEach(() => simulator.control("POST", "/release", {}));
  after(async () => {
    await red.stop();
    await simulator.close();
  });

  /** Answers that drip would hold up whoever closes. */
  async function endAnswers(): Promise<void> {
    await simulator.close();
    simulator = await SimulatorDriver.start({ http: true });
  }

  /** The message after it works as if nothing had been. */
  async function assertRecovered(node: string, payload: object): Promise<void> {
    await simulator.control("POST", "/release", {});
    await simulator.control("DELETE", "/faults");
    const { out, msg } = await red.ask(node, { payload }, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(msg.error));
  }

  describe("of the call that creates", () => {
    before(load);
    after(async () => {
      assert.equal(red.arrived("failed").length, FAULTS.length + 1, "one error for each message");
      await endAnswers();
      await red.unload();
    });

    for (const row of FAULTS) {
      it(`tells of ${row.title}: ${row.code}, ${row.subject}, ${row.outcome}`, async () => {
        const vm = await newVm(simulator, "LINUX");
        await simulator.fault({ ...row.fault, operation: CREATE_FILE, vm });
        const node = row.isEndless === true ? NODE.short : NODE.file;
        const { value: error, bytes } = await peakOf(failure(red, node, { vm, parent_path: "/tmp" }));
        const requests = await takeRequests(simulator);

        assertExpected(error, row);
        assert.equal(requests(CREATE_FILE).length, 1, "one call");
        assert.equal(requests(GUEST_OPERATIONS).length, row.code === "SERVICE_UNAVAILABLE" ? 1 : 0, "questions about Tools");
        assert.equal(error.cause.operationId, requests(CREATE_FILE)[0]?.headers["vapi-ctx-opid"]);
        assert.ok(bytes < 48 * 2 ** 20, `${bytes} bytes`);
        // A late answer keeps the turn of its VM, a refusal latches the login there.
        const isTaken = row.isEndless === true || row.code === "UNAUTHENTICATED";
        await assertRecovered(NODE.file, { vm: isTaken ? await newVm(simulator, "LINUX") : vm });
        await takeRequests(simulator);
      });
    }

    it("follows no redirect, to nowhere", async () => {
      const vm = await newVm(simulator, "LINUX");
      await simulator.fault({ kind: "answer", status: 307, headers: { location: "/api/elsewhere" }, operation: CREATE_FILE, vm });
      await failure(red, NODE.file, { vm });
      assert.deepEqual((await simulator.requests()).map(({ operation }) => operation), [CREATE_FILE]);
      await takeRequests(simulator);
    });
  });

  describe("of the login", () => {
    beforeEach(load);
    afterEach(async () => {
      await endAnswers();
      await red.unload();
    });

    for (const row of FAULTS) {
      const subject = row.ofLogin ?? row.subject;
      it(`tells of ${row.title}: ${row.code}, ${subject}, not_done`, async () => {
        await simulator.fault({ ...row.fault, times: 1, operation: LOG_IN });
        const node = row.isEndless === true ? NODE.short : NODE.file;
        await assertRead(node, { vm: "vm-42" }, { ...row, subject }, "session.create");
        if (subject === "session") {
          // A refused login is tried again after a deploy.
          await red.unload();
          await load();
        }
        await assertRecovered(NODE.file, { vm: "vm-42" });
        await takeRequests(simulator);
      });
    }
  });

  describe("of the lookup of a name", () => {
    before(load);
    after(() => red.unload());

    for (const row of FAULTS) {
      const subject = row.ofList ?? row.subject;
      it(`tells of ${row.title}: ${row.code}, ${subject}, not_done`, async () => {
        const vm = await newVm(simulator, "LINUX");
        await simulator.fault({ ...row.fault, operation: LIST_VMS });
        const node = row.isEndless === true ? NODE.shortByName : NODE.byName;
        const payload = { vm: `name of ${vm}` };
        await assertRead(node, payload, { ...row, subject }, "vm.list");
        await assertRecovered(NODE.byName, payload);
        await takeRequests(simulator);
      });
    }
  });

  /** A call that only reads does nothing in the guest, and nothing is sent after it. */
  async function assertRead(node: string, payload: Record<string, unknown>, row: FaultRow, operation: string): Promise<void> {
    const error = await failure(red, node, payload);
    const requests = await takeRequests(simulator);
    assertExpected(error, { ...row, outcome: "not_done", says: [/\./, /\./] });
    assert.equal(error.cause.operation, row.isEndless === true && operation === "session.create" ? "files.createTemporary" : operation);
    assert.equal(requests(CREATE_FILE).length + requests(GUEST_OPERATIONS).length, 0);
    assert.doesNotMatch(error.message, /may have been created|Look whether it happened/);
  }
});
