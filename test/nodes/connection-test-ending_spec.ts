import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, LOG_IN } from "../support/simulator";
import { outline, type Step, Tester } from "../support/tester";
import { CREATE_TRANSFER } from "../support/transfers";

/** How long a pool that closes waits, in seconds. */
const AT_A_CLOSE = { from: 4.9, to: 5 };

nodeSuite("the deadline of a connection's test", (lab) => {
  const tester = new Tester(lab);
  const timeOut = deadlines();
  before(() => {
    lab.red.testTimes = { steps: (LIMIT - 1) * 1000, answer: LIMIT * 1000 };
  });
  after(() => {
    lab.red.testTimes = undefined;
  });
  beforeEach(() => lab.load());

  async function leftInGuest(): Promise<string[]> {
    const { entries = [] } = await lab.simulator.file("vm-42", "/tmp");
    const inside = await Promise.all(entries.map(async (name) => (await lab.simulator.file("vm-42", `/tmp/${name}`)).entries ?? []));
    return inside.flat();
  }

  /** The step whose call vCenter does not answer, once its time is over. */
  async function late(operation: string, changes?: object): Promise<Step> {
    await lab.simulator.fault({ operation, kind: "hang" });
    const failed = tester.failure(changes);
    await lab.called(operation);
    timeOut();
    return failed;
  }

  /** A pool that closed would wait for late answers first, and then for its login. */
  async function outliveAClose(): Promise<void> {
    for (let waits = 1; waits <= 2; waits += 1) {
      timeOut(AT_A_CLOSE);
      const { status } = await tester.send(tester.values());
      assert.equal(status, 409, "it is still under way");
    }
  }

  it("ends one that vCenter does not answer, and leaves no session", async () => {
    const { step, detail } = await late(LOG_IN);

    assert.equal(step, "login");
    assert.match(detail, /no answer within the timeout/);
    await lab.release();
    await lab.assertNothingLeft();
  });

  it("ends one in a guest, and removes the file that comes too late", async () => {
    const { step, detail } = await late(CREATE_FILE, { vm: "vm-42" });

    assert.equal(step, "file");
    assert.match(detail, /no answer within the timeout/);
    await lab.release();
    await lab.assertNothingLeft();
    assert.deepEqual(await leftInGuest(), []);
  });

  it("awaits that file longer than a connection that closes does", async () => {
    await late(CREATE_FILE, { vm: "vm-42" });

    await outliveAClose();

    await lab.release();

    await lab.assertNothingLeft();
    assert.deepEqual(await leftInGuest(), []);
  });

  it("does not keep a login that comes as late", async () => {
    await late(LOG_IN);

    await outliveAClose();

    await lab.release();

    const { sessions } = await lab.counters(({ sessions: { created, open } }) => created === 1 && open === 0);
    assert.equal(sessions.deleted, 1);
    await lab.assertNothingLeft();
  });
});

nodeSuite("a connection's test when the flows stop", (lab) => {
  const tester = new Tester(lab);
  const timeOut = deadlines();

  it("ends, and leaves no file and no session behind", async () => {
    const { host_map: hostMap } = await lab.simulator.esxi();
    await lab.load();
    await lab.simulator.fault({ operation: CREATE_TRANSFER, kind: "hang" });
    const testing = tester.test({ id: "new-1", vm: "vm-42", hostMap });
    await lab.called(CREATE_TRANSFER);

    const deployed = lab.deploy("full");
    while (timeOut(AT_A_CLOSE) === 0) {
      await pause(5);
    }
    await deployed;

    const { sessions } = await lab.simulator.counters();
    assert.equal(sessions.open, 0);
    const { entries = [] } = await lab.simulator.file("vm-42", "/tmp");
    assert.equal(entries.length, 1);
    assert.deepEqual((await lab.simulator.file("vm-42", `/tmp/${entries[0]!}`)).entries, []);
    assert.match(outline(await testing), /transfer- removal\+$/);
  });
});
