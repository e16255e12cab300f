import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, LOG_IN } from "../support/simulator";
import { outline, Tester } from "../support/tester";
import { CREATE_TRANSFER } from "../support/transfers";

nodeSuite("the deadline of a connection's test", (lab) => {
  const tester = new Tester(lab);
  before(() => {
    lab.red.testTimes = { steps: 1_500, answer: 2_500 };
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

  it("ends one that vCenter does not answer, and leaves no session", async () => {
    await lab.simulator.fault({ operation: LOG_IN, kind: "hang" });
    const begun = performance.now();

    const { step, detail } = await tester.failure();

    assert.ok(performance.now() - begun < 4_000);
    assert.equal(step, "login");
    assert.match(detail, /no answer within the timeout/);
    await lab.release();
    await lab.assertNothingLeft();
  });

  it("ends one in a guest, and removes the file that comes too late", async () => {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });

    const { step, detail } = await tester.failure({ vm: "vm-42" });

    assert.equal(step, "file");
    assert.match(detail, /no answer within the timeout/);
    await lab.release();
    await lab.assertNothingLeft();
    assert.deepEqual(await leftInGuest(), []);
  });

  it("awaits that file longer than a connection that closes does", async () => {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    await tester.failure({ vm: "vm-42" });
    const { status } = await tester.send(tester.values());
    assert.equal(status, 409, "it is still under way");

    // A pool that closes gives up after 5 s: only the clock tells that this one does not.
    const answered = performance.now();
    await lab.counters(() => performance.now() - answered > 5_500);
    await lab.release();

    await lab.assertNothingLeft();
    assert.deepEqual(await leftInGuest(), []);
  });

  it("does not keep a login that comes as late", async () => {
    await lab.simulator.fault({ operation: LOG_IN, kind: "hang" });
    await tester.failure();
    const answered = performance.now();
    await lab.counters(() => performance.now() - answered > 5_500);

    await lab.release();

    const { sessions } = await lab.counters(({ sessions: { created, open } }) => created === 1 && open === 0);
    assert.equal(sessions.deleted, 1);
    await lab.assertNothingLeft();
  });
});

nodeSuite("a connection's test when the flows stop", (lab) => {
  const tester = new Tester(lab);

  it("ends, and leaves no file and no session behind", async () => {
    const { host_map: hostMap } = await lab.simulator.esxi();
    await lab.load();
    await lab.simulator.fault({ operation: CREATE_TRANSFER, kind: "hang" });
    const testing = tester.test({ id: "new-1", vm: "vm-42", hostMap });
    await lab.called(CREATE_TRANSFER);

    await lab.deploy("full");

    const { sessions } = await lab.simulator.counters();
    assert.equal(sessions.open, 0);
    const { entries = [] } = await lab.simulator.file("vm-42", "/tmp");
    assert.equal(entries.length, 1);
    assert.deepEqual((await lab.simulator.file("vm-42", `/tmp/${entries[0]!}`)).entries, []);
    assert.match(outline(await testing), /transfer- removal\+$/);
  });
});
