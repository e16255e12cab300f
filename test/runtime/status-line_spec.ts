import assert from "node:assert/strict";
import type { Node, NodeStatus } from "node-red";
import sinon from "sinon";
import { StatusLine } from "../../src/runtime/status-line";

const RUNNING = { fill: "blue", shape: "dot", text: "x.status.running" };
const WAITING = { fill: "blue", shape: "ring", text: "x.status.waiting" };
const NOT_CONFIGURED = { fill: "yellow", shape: "ring", text: "x.status.not-configured" };
const failed = (text: string): object => ({ fill: "red", shape: "ring", text });
const several = (text: string): object => ({ fill: "blue", shape: "dot", text });

describe("StatusLine", () => {
  let clock: sinon.SinonFakeTimers;
  let line: StatusLine;
  let shown: { at: number; status: NodeStatus }[];
  let show: sinon.SinonStub;
  const statuses = (): NodeStatus[] => shown.map(({ status }) => status);

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    shown = [];
    show = sinon.stub().callsFake((status: NodeStatus) => shown.push({ at: clock.now, status }));
    line = new StatusLine({ type: "x", status: show, debug: sinon.stub() } as unknown as Node);
  });
  afterEach(() => {
    clock.restore();
  });

  it("shows nothing before it has something to show", () => {
    assert.deepEqual(statuses(), []);
  });

  it("shows one message under way by a key of the catalogue, and nothing when it has ended well", () => {
    line.begin();
    clock.tick(600);
    line.end();
    assert.deepEqual(statuses(), [RUNNING, {}]);
  });

  it("shows several messages under way as their number alone", () => {
    line.begin();
    line.begin();
    line.begin();
    clock.tick(500);
    line.end();
    clock.tick(500);
    line.end();
    clock.tick(500);
    assert.deepEqual(statuses(), [RUNNING, several("3"), several("2"), RUNNING]);
  });

  it("shows that the one message under way waits for VMware Tools, and that it goes on", () => {
    line.begin();
    clock.tick(500);
    line.waiting(1);
    clock.tick(500);
    line.waiting(-1);
    clock.tick(500);
    assert.deepEqual(statuses(), [RUNNING, WAITING, RUNNING]);
  });

  it("shows several messages as their number, also while all of them wait", () => {
    line.begin();
    line.begin();
    line.waiting(1);
    line.waiting(1);
    clock.tick(500);
    line.waiting(-1);
    line.end("TIMED_OUT");
    clock.tick(500);
    assert.deepEqual(statuses(), [RUNNING, several("2"), WAITING]);
  });

  it("shows the code of the last failure until a message ends well", () => {
    line.begin();
    line.end("NOT_FOUND");
    clock.tick(500);
    line.begin();
    clock.tick(500);
    line.end("RESOURCE_BUSY");
    clock.tick(500);
    line.begin();
    line.end();
    clock.tick(500);
    assert.deepEqual(statuses(), [RUNNING, failed("NOT_FOUND"), RUNNING, failed("RESOURCE_BUSY"), {}]);
  });

  it("shows that the node is not configured, until a message begins", () => {
    line.notConfigured();
    clock.tick(500);
    line.begin();
    clock.tick(500);
    line.end();
    assert.deepEqual(statuses(), [NOT_CONFIGURED, RUNNING, {}]);
  });

  it("changes at most twice a second, and ends with the last state", () => {
    for (let index = 0; index < 200; index += 1) {
      line.begin();
      clock.tick(7);
      line.end(index % 2 === 0 ? "ERROR" : "NOT_FOUND");
      clock.tick(7);
    }
    clock.tick(1000);

    const pauses = shown.slice(1).map(({ at }, index) => at - shown[index]!.at);
    assert.ok(pauses.length > 2 && pauses.every((pause) => pause >= 500), pauses.join());
    assert.deepEqual(statuses().at(-1), failed("NOT_FOUND"));
  });

  it("shows no status twice in a row", () => {
    line.begin();
    line.end();
    line.begin();
    clock.tick(5000);
    assert.deepEqual(statuses(), [RUNNING]);
  });

  describe("when it is closed", () => {
    it("takes away what it shows, and shows nothing any more", () => {
      line.begin();
      clock.tick(500);
      line.close();
      line.end("CANCELED");
      line.begin();
      clock.tick(5000);
      assert.deepEqual(statuses(), [RUNNING, {}]);
    });

    it("leaves no timer", () => {
      line.begin();
      line.close();
      assert.equal(clock.countTimers(), 0);
    });

    it("says nothing if it shows nothing", () => {
      line.begin();
      clock.tick(500);
      line.end();
      clock.tick(500);
      line.close();
      assert.deepEqual(statuses(), [RUNNING, {}]);
    });
  });

  it("survives a runtime that cannot show a status", () => {
    show.throws(new Error("a listener failed"));
    line.begin();
    line.end();
    clock.tick(500);
    assert.equal(show.callCount, 2);
    line.begin();
    clock.tick(500);
    line.close();
    assert.equal(show.callCount, 4);
  });
});
