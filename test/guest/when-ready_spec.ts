import assert from "node:assert/strict";
import sinon from "sinon";
import { Job, type Phase } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import { Slot } from "../../src/guest/slot";
import type { Work } from "../../src/guest/work";
import { VCenterError } from "../../src/vcenter/error";
import { callError, CREDENTIALS, poolOf, runWork, stubClient, type StubClient, type WorkChanges } from "./stubs";

const DOWN = { guest_operations_ready: false, interactive_guest_operations_ready: false };
const READY = { guest_operations_ready: true, interactive_guest_operations_ready: false };

describe("a job that waits for VMware Tools", () => {
  let clock: sinon.SinonFakeTimers;
  let client: StubClient;
  let pool: Pool;
  let areReady: boolean;
  let sent: string[];
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    client = stubClient();
    pool = poolOf(client);
    areReady = false;
    sent = [];
    client.guestOperations.callsFake(() => Promise.resolve(areReady ? READY : DOWN));
  });
  afterEach(() => clock.restore());

  interface Wait {
    how?: string;
    at?: number;
  }

  /** How it ends, and when. */
  function run(name: string, waitForTools: number, changes: WorkChanges = {}, job = new Job()): Wait {
    const wait: Wait = {};
    const send: Work<string>["send"] = (_credentials, flight) => {
      sent.push(name);
      flight.begin("id");
      return areReady ? Promise.resolve("/tmp/x") : Promise.reject(callError("SERVICE_UNAVAILABLE", { retryable: true, status: 503, messages: [] }));
    };
    runWork(pool, job, { waitForTools, send, ...changes }).then(
      (how) => Object.assign(wait, { how, at: clock.now }),
      (error: unknown) => {
        assert.ok(error instanceof VCenterError);
        Object.assign(wait, { how: `${error.code} ${error.cause.subject}`, at: clock.now });
      },
    );
    return wait;
  }

  it("is not repeated where it has no patience", async () => {
    const phases: Phase[] = [];
    const wait = run("a", 0, {}, new Job({ changed: (phase) => phases.push(phase) }));
    await clock.tickAsync(1);
    assert.deepEqual([wait.how, sent, phases], ["SERVICE_UNAVAILABLE tools", ["a"], ["running"]]);
    assert.equal(clock.countTimers(), 0);
    sinon.assert.calledOnce(client.guestOperations);
  });

  it("goes on when they are ready, and shows meanwhile that it waits", async () => {
    const phases: Phase[] = [];
    const job = new Job({ changed: (phase) => phases.push(phase) });
    const wait = run("a", 600_000, {}, job);
    await clock.tickAsync(300_000);
    assert.deepEqual([wait, sent, job.phase], [{}, ["a"], "waiting"]);
    areReady = true;
    await clock.tickAsync(5_000);
    assert.deepEqual([wait.how, sent], ["/tmp/x", ["a", "a"]]);
    assert.deepEqual(phases, ["running", "waiting", "running"]);
  });

  it("asks after 1, 2, 4 and then every 5 s", async () => {
    const asked: number[] = [];
    client.guestOperations.callsFake(() => {
      asked.push(clock.now / 1_000);
      return Promise.resolve(DOWN);
    });
    run("a", 600_000);
    await clock.tickAsync(20_000);
    assert.deepEqual(asked, [0, 1, 3, 7, 12, 17]);
  });

  it("does not use up its time limit, and holds no slot", async () => {
    pool = poolOf(client, { maxConcurrent: 1 });
    const wait = run("a", 600_000, { timeout: 2_000 });
    await clock.tickAsync(100_000);
    assert.deepEqual(wait, {});
    const other = run("b", 0, { vm: "vm-43" });
    await clock.tickAsync(1);
    assert.equal(other.how, "SERVICE_UNAVAILABLE tools");
    areReady = true;
    await clock.tickAsync(5_000);
    assert.equal(wait.how, "/tmp/x");
  });

  it("ends when the VM has been not ready for so long, and who waits behind it ends too, without a call", async () => {
    const waits = [run("a", 60_000), run("b", 60_000), run("c", 60_000)];
    await clock.tickAsync(59_900);
    assert.deepEqual(waits, [{}, {}, {}]);
    await clock.tickAsync(200);
    assert.deepEqual(waits.map(({ how }) => how), Array(3).fill("SERVICE_UNAVAILABLE tools"));
    assert.deepEqual(sent, ["a"]);
  });

  it("ends also who still waits behind it when another VM is seen not ready", async () => {
    pool = poolOf(client, { maxConcurrent: 1 });
    run("a", 10_000);
    const behind = run("b", 10_000);
    await clock.tickAsync(9_900);
    const slot = new Slot(pool.turns.slots);
    await slot.takeSlot(new Job());
    await clock.tickAsync(200);
    pool.tools.notReadySince("vm-43");
    assert.deepEqual(behind, {});
    slot.rest();
    await clock.tickAsync(1);
    assert.deepEqual([behind.how, sent], ["SERVICE_UNAVAILABLE tools", ["a"]]);
  });

  it("does not end who waits behind it with another login: that one may not need the desktop", async () => {
    const interactive = { ...CREDENTIALS, interactive_session: true };
    const first = run("a", 10_000, { loginName: "desktop", credentials: () => interactive });
    const second = run("b", 10_000);
    await clock.tickAsync(9_999);
    areReady = true;
    await clock.tickAsync(1);
    assert.deepEqual([first.how, second.how], ["SERVICE_UNAVAILABLE tools", "/tmp/x"]);
  });

  it("shares its patience with the others of the VM: it counts from when the VM was first seen so", async () => {
    pool = poolOf(client, { maxConcurrentPerVm: 9 });
    const first = run("a", 60_000);
    await clock.tickAsync(40_000);
    const second = run("b", 60_000);
    const patient = run("c", 90_000);
    const before = client.guestOperations.callCount;
    await clock.tickAsync(19_000);
    assert.ok(client.guestOperations.callCount - before <= 5, "each asks for itself");
    await clock.tickAsync(2_000);
    assert.deepEqual([first.how, second.how, patient], ["SERVICE_UNAVAILABLE tools", "SERVICE_UNAVAILABLE tools", {}]);
    await clock.tickAsync(30_000);
    assert.equal(patient.how, "SERVICE_UNAVAILABLE tools");
  });

  it("begins anew for who comes after it has ended in vain", async () => {
    run("a", 10_000);
    await clock.tickAsync(11_000);
    const later = run("b", 10_000);
    await clock.tickAsync(6_000);
    assert.deepEqual([later, sent], [{}, ["a", "b"]]);
    areReady = true;
    await clock.tickAsync(2_000);
    assert.equal(later.how, "/tmp/x");
  });

  it("waits for the desktop of its user where it works there", async () => {
    client.guestOperations.resolves(READY);
    const wait = run("a", 60_000, { credentials: () => ({ type: "USERNAME_PASSWORD", interactive_session: true }) });
    await clock.tickAsync(30_000);
    assert.deepEqual(wait, {});
    areReady = true;
    client.guestOperations.resolves({ ...READY, interactive_guest_operations_ready: true });
    await clock.tickAsync(5_000);
    assert.equal(wait.how, "/tmp/x");
  });

  it("ends with its job, and then asks no more", async () => {
    const job = new Job();
    const wait = run("a", 600_000, {}, job);
    await clock.tickAsync(10_000);
    job.end("RESET");
    await clock.tickAsync(6_000);
    assert.equal(wait.how, "CANCELED server");
    const asked = client.guestOperations.callCount;
    await clock.tickAsync(60_000);
    assert.equal(client.guestOperations.callCount, asked);
    assert.equal(clock.countTimers(), 0);
  });

  it("leaves no timer when the pool has ended", async () => {
    run("a", 600_000);
    await clock.tickAsync(10_000);
    void pool.close();
    await clock.tickAsync(20_000);
    assert.equal(clock.countTimers(), 0);
  });
});
