import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type FlowChanges, usualCredentials, usualFlow } from "./flow";
import { type Credentials, type FlowNode, type Msg, onEachNodeRed, type TestRed } from "./node-red";
import { type Counters, SimulatorDriver } from "./simulator";

/** What a test changes in the usual flow, its credentials, and Node-RED's settings. */
export interface Setup extends FlowChanges {
  /** Changed credentials of `connection-1`. */
  readonly secrets?: Record<string, string>;
  /** Credentials of further nodes. */
  readonly credentials?: Credentials;
  readonly settings?: object;
}

/** Where one message came out. */
export interface Outcome {
  readonly out: string;
  readonly msg: Msg;
}

/** A Node-RED runtime with the usual flow, whose vCenter is a simulator. */
export class Lab {
  readonly red: TestRed;
  readonly #simulator: () => SimulatorDriver;

  constructor(red: TestRed, simulator: () => SimulatorDriver) {
    this.red = red;
    this.#simulator = simulator;
  }

  get simulator(): SimulatorDriver {
    return this.#simulator();
  }

  load(setup: Setup = {}): Promise<void> {
    return this.red.load(this.flow(setup), this.#credentials(setup), setup.settings);
  }

  deploy(type: "full" | "flows" | "nodes", setup: Setup = {}): Promise<void> {
    return this.red.deploy(this.flow(setup), type, this.#credentials(setup));
  }

  flow(setup: Setup = {}): FlowNode[] {
    return usualFlow(this.simulator.address, setup);
  }

  /** Sends a message to the temp-file node and gives what comes out of it. */
  ask(msg: object = { payload: { vm: "vm-42" } }): Promise<Outcome> {
    return this.red.ask("temp-1", msg, "ok", "failed");
  }

  /** The path that a message gets. */
  async path(msg?: object): Promise<string> {
    const outcome = await this.ask(msg);
    assert.equal(outcome.out, "ok", JSON.stringify(outcome.msg.error));
    return String(outcome.msg.payload);
  }

  /** The error that a message gets. */
  async error(msg?: object): Promise<NonNullable<Msg["error"]>> {
    const outcome = await this.ask(msg);
    assert.equal(outcome.out, "failed", JSON.stringify(outcome.msg.payload));
    return outcome.msg.error!;
  }

  /** Waits until the counters of the simulator are as wanted. */
  async counters(isSo: (counters: Counters) => boolean): Promise<Counters> {
    for (;;) {
      const counters = await this.simulator.counters();
      if (isSo(counters)) {
        return counters;
      }
      await pause(5);
    }
  }

  /** Waits until the simulator has got a call so often. */
  called(operation: string, times = 1): Promise<Counters> {
    return this.counters(({ calls }) => (calls[operation] ?? 0) >= times);
  }

  /** Ends all `hang` faults that are being served, as soon as one is; or so many of them, one after the other. */
  async release(calls?: number): Promise<void> {
    for (let ended = 0; ended < (calls ?? 1); ) {
      const order = calls === undefined ? {} : { most: calls - ended };
      const { released } = (await this.simulator.control("POST", "/release", order)) as { released: number };
      ended += released;
      await (released === 0 && pause(5));
    }
  }

  /** Waits for a deploy that closes a node: only once it closes do calls that hang go on. */
  async releasedBy(deploy: Promise<unknown>, id = "temp-1"): Promise<void> {
    await this.red.until(() => JSON.stringify(this.red.statuses(id).at(-1)) === "{}");
    await this.releasedUntil(deploy);
  }

  /** Ends all faults that hold something up, again and again, until a promise has settled. */
  async releasedUntil(promise: Promise<unknown>): Promise<void> {
    const settled = { isOver: false };
    const over = promise.finally(() => (settled.isOver = true));
    while (!settled.isOver) {
      await this.simulator.control("POST", "/release", {});
      await pause(5);
    }
    await over;
  }

  async assertNothingSent(): Promise<void> {
    const { calls, sockets } = await this.simulator.counters();
    assert.deepEqual({ calls, opened: sockets.opened }, { calls: {}, opened: 0 });
  }

  /** Nothing that the client made at vCenter is left. */
  async assertNothingLeft(): Promise<void> {
    const { sessions, sockets, contract } = await this.counters(
      (counters) => counters.sessions.open === 0 && counters.sockets.open === 0,
    );
    assert.equal(sessions.created, sessions.deleted);
    assert.equal(sockets.open, 0);
    assert.deepEqual(contract.violations, []);
  }

  #credentials({ secrets, credentials }: Setup): Credentials {
    return { ...usualCredentials(this.simulator.address, secrets), ...credentials };
  }
}

/** A suite with a simulator of its own, in a runtime of each Node-RED major. */
export function nodeSuite(title: string, suite: (lab: Lab) => void): void {
  describe(title, () => {
    let simulator: SimulatorDriver;
    before(async () => {
      simulator = await SimulatorDriver.start();
    });
    beforeEach(() => simulator.reset());
    after(() => simulator.close());

    onEachNodeRed((red) => {
      afterEach(() => simulator.control("POST", "/release", {}));
      suite(new Lab(red, () => simulator));
    });
  });
}
