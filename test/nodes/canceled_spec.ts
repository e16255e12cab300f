import assert from "node:assert/strict";
import { Lab, nodeSuite } from "../support/lab";
import { now } from "../support/load";
import { type FlowNode, onOneNodeRed } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE, LOG_IN, SimulatorDriver } from "../support/simulator";

const place = { z: "tab-1", x: 100, y: 200 };
const catchNodes: FlowNode[] = [
  { id: "c1", type: "catch", ...place, name: "", scope: null, uncaught: false, wires: [["caught"]] },
  { id: "caught", type: "helper", ...place, wires: [] },
];

nodeSuite("a message under way when its node closes", (lab) => {
  const { red } = lab;
  const never = (): Promise<never> => new Promise(() => undefined);
  afterEach(() => lab.simulator.control("POST", "/release", {}));

  /** The creation in that VM is answered at last, but by an error that leaves it open whether it has been done. */
  async function hangAndFail(vm: string): Promise<void> {
    await lab.simulator.vm(vm, { disk: "link_loop" });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm });
  }

  const assertNothingCameOut = (): void => assert.deepEqual([red.arrived("ok"), red.arrived("failed")], [[], []]);

  for (const type of ["full", "flows", "nodes"] as const) {
    it(`ends once by done with CANCELED, without send; the log has one line: deploy "${type}"`, async () => {
      await lab.load();
      await hangAndFail("vm-42");
      const sent = { payload: { vm: "vm-42" } };
      red.send("temp-1", sent);
      await lab.called(CREATE_FILE);
      const opid = (await lab.simulator.requests()).at(-1)!.headers["vapi-ctx-opid"];

      await lab.releasedBy(lab.deploy(type, { connection: { name: "new" }, tempFile: { name: "new" } }));

      const endings = red.ended("temp-1");
      assert.deepEqual(endings.map(({ error }) => error?.code), ["CANCELED"]);
      assert.deepEqual({ ...endings[0]!.error!.cause }, {
        subject: "server",
        outcome: "unknown",
        retryable: false,
        operation: "files.createTemporary",
        operationId: opid,
        vm: "vm-42",
        attempts: 1,
      });
      assert.ok(Object.is(endings[0]!.msg, sent));
      assert.deepEqual(sent.payload, { vm: "vm-42" });
      assert.deepEqual(red.logged("WARN"), [`1 messages canceled: 0 not done, 1 unknown (operation ids: ${opid!})`]);
      assertNothingCameOut();
      await lab.assertNothingLeft();
    });
  }

  for (const [kind, create] of [["file", CREATE_FILE], ["directory", CREATE_DIRECTORY]] as const) {
    it(`was not done if its ${kind} comes late and is deleted`, async () => {
      await lab.load({ tempFile: { kind } });
      await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/tmp/late", type: "DIRECTORY", mode: "0777" });
      await lab.simulator.fault({ operation: create, kind: "hang" });
      red.send("temp-1", { payload: { vm: "vm-42", parent_path: "/tmp/late" } });
      await lab.called(create);
      assert.equal((await lab.simulator.file("vm-42", "/tmp/late")).entries?.length, 1);

      await lab.releasedBy(lab.deploy("full"));

      assert.deepEqual(red.ended("temp-1").map(({ error }) => [error?.code, error?.cause.outcome]), [["CANCELED", "not_done"]]);
      assert.match(red.logged("WARN").join("\n"), /^1 messages canceled: 1 not done, 0 unknown \(operation ids: [\w-]{36}\)$/);
      assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/late")).entries, []);
      assertNothingCameOut();
      await lab.assertNothingLeft();
    });
  }

  it("that had not been sent was not done", async () => {
    await lab.load({ settings: { vcenterConnectionGuestLogin: never } });
    red.send("temp-1", { payload: { vm: "vm-42" } });

    await lab.deploy("full");

    assert.deepEqual(red.ended("temp-1").map(({ error }) => [error?.code, error?.cause.outcome]), [["CANCELED", "not_done"]]);
    assert.deepEqual(red.logged("WARN"), ["1 messages canceled: 1 not done, 0 unknown"]);
    await lab.assertNothingSent();
  });

  it("is counted with the others in one line", async () => {
    const hook = ({ vm }: { vm: string }): unknown => (vm === "vm-44" ? never() : undefined);
    await lab.load({ settings: { vcenterConnectionGuestLogin: hook } });
    await lab.path();
    await hangAndFail("vm-42");
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm: "vm-43" });
    for (const vm of ["vm-42", "vm-43", "vm-44", "vm-44", "vm-44"]) {
      red.send("temp-1", { payload: { vm } });
    }
    await lab.called(CREATE_FILE, 3);

    await lab.releasedBy(lab.deploy("full"));

    const [line, ...more] = red.logged("WARN");
    assert.match(line!, /^5 messages canceled: 4 not done, 1 unknown \(operation ids: [\w-]{36}, [\w-]{36}\)$/);
    assert.deepEqual(more, []);
    assert.equal(red.ended("temp-1").length, 6);
    assert.equal(red.arrived("ok").length, 1);
  });

  it("while its vCenter login is under way leaves no session behind", async () => {
    await lab.load();
    await lab.simulator.fault({ operation: LOG_IN, kind: "hang" });
    red.send("temp-1", { payload: { vm: "vm-42" } });
    await lab.called(LOG_IN);

    const deployed = lab.deploy("full");
    await red.endings("temp-1");
    await lab.release();
    await deployed;

    assert.equal(red.ended("temp-1")[0]?.error?.cause.outcome, "not_done");
    assert.equal((await lab.simulator.counters()).sessions.created, 1);
    await lab.assertNothingLeft();
  });

  it("reaches a Catch node that lives on", async () => {
    await lab.load({ more: catchNodes });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    red.send("temp-1", { payload: { vm: "vm-42" }, topic: "kept" });
    await lab.called(CREATE_FILE);

    await lab.releasedBy(lab.red.deploy(lab.flow({ more: catchNodes, tempFile: { name: "new" } }), "nodes"));

    const [caught] = await red.arrivals("caught");
    assert.deepEqual([caught?.error?.code, caught?.topic], ["CANCELED", "kept"]);
    assertNothingCameOut();
  });

  it("or arrives while it closes is canceled too, and nothing is sent", async () => {
    await lab.load();
    const node = red.helper.getNode("temp-1");
    node.on("close", (done: () => void) => {
      node.receive({ payload: { vm: "vm-42" } });
      done();
    });

    await lab.red.deploy(lab.flow({ tempFile: { name: "new" } }), "nodes");

    assert.deepEqual(red.ended("temp-1").map(({ error }) => [error?.code, error?.cause.outcome]), [["CANCELED", "not_done"]]);
    assert.deepEqual(red.logged("WARN"), ["1 messages canceled: 1 not done, 0 unknown"]);
    await lab.assertNothingSent();
  });

  it("is not spoken of when there is none", async () => {
    await lab.load();
    await lab.path();

    await lab.deploy("full");

    assert.deepEqual(red.logged("WARN"), []);
  });
});

describe("a message whose answer does not come when its node closes", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  after(() => simulator.close());

  // On one Node-RED only: 5 s.
  onOneNodeRed((red) => {
    it("is awaited for 5 s, no longer: nobody knows whether it was done", async () => {
      const lab = new Lab(red, () => simulator);
      await lab.load();
      await simulator.fault({ operation: CREATE_FILE, kind: "hang" });
      red.send("temp-1", { payload: { vm: "vm-42" } });
      await lab.called(CREATE_FILE);

      const begun = now();
      await lab.deploy("full");

      assert.ok(now() - begun >= 4_990 && now() - begun < 7_000, `${now() - begun} ms`);
      assert.deepEqual(red.ended("temp-1").map(({ error }) => [error?.code, error?.cause.outcome]), [["CANCELED", "unknown"]]);
      await lab.assertNothingLeft();
    });
  });
});
