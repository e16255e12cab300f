import { EventEmitter, once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Node, NodeMessage, NodeStatus } from "node-red";
import { NodeTestHelper } from "node-red-node-test-helper";
import { coreNodes, type NodeModule, ourNodes, type Times } from "./loaded-nodes";

export type FlowNode = Record<string, unknown> & { id: string; type: string };
export type Credentials = Record<string, Record<string, string>>;

/** A message as a test looks at it. */
export interface Msg {
  payload?: unknown;
  guest?: Record<string, unknown>;
  error?: {
    message: string;
    code: string;
    source: { id: string; type: string; name: string; count: number };
    cause: Record<string, unknown> & { data?: Record<string, unknown>; messages?: { default_message: string }[] };
  };
  [property: string]: unknown;
}

/** A call of `done`. */
export interface Ending {
  readonly id: string;
  readonly msg: Msg;
  readonly error: (Error & Pick<NonNullable<Msg["error"]>, "code" | "cause">) | undefined;
}

/** The parts of a runtime that tell what its nodes do. */
interface RuntimeModule {
  readonly events: EventEmitter;
  readonly hooks: {
    add(hook: string, callback: (event: Omit<Ending, "id"> & { node: { id: string } }) => void): void;
    remove(hook: string): void;
  };
  readonly log: { readonly ERROR: number; readonly WARN: number };
}

const MAJORS = { "4.1": "node-red", "5.0": "node-red-5" } as const;

/** Milliseconds to the first look at a program. */
export const SOON = 20;

/** Runs a suite in a runtime of the older Node-RED major only. */
export function onOneNodeRed(suite: (red: TestRed) => void): void {
  const red = new TestRed("node-red");
  before(() => red.start());
  suite(red);
  afterEach(() => red.unload());
  after(() => red.stop());
}

/** Runs a suite in a runtime of each Node-RED major. */
export function onEachNodeRed(suite: (red: TestRed) => void): void {
  for (const [version, packageName] of Object.entries(MAJORS)) {
    describe(`on Node-RED ${version}`, () => {
      const red = new TestRed(packageName);
      before(() => red.start());
      suite(red);
      // After those of the suite, which may end what a closing node would wait for.
      afterEach(() => red.unload());
      after(() => red.stop());
    });
  }
}

/** A real Node-RED runtime in this process, with our nodes and those of core that they refer to. */
export class TestRed implements Times {
  readonly helper = new NodeTestHelper();
  timings: Times["timings"];
  testTimes: Times["testTimes"];
  firstLook: Times["firstLook"] = SOON;
  readonly #packageName: string;
  readonly #arrivals = new Map<string, Msg[]>();
  #nodeApp: RequestListener | undefined;
  #endings: Ending[] = [];
  #statuses: { readonly id: string; readonly status: NodeStatus | undefined }[] = [];
  readonly #bell = new EventEmitter().setMaxListeners(0);

  constructor(packageName: string) {
    this.#packageName = packageName;
  }

  /** Tables about our own code run whole in this one, and in the newer only what tells most. */
  get isOlder(): boolean {
    return this.#packageName === "node-red";
  }

  async start(): Promise<void> {
    this.helper.init(require.resolve(this.#packageName));
    await new Promise<void>((resolve) => {
      this.helper.startServer(resolve);
    });
    this.runtime.events.on("node-status", this.#recordStatus);
    this.runtime.hooks.add("onComplete.recorder", ({ node, msg, error }) => {
      this.#endings.push({ id: node.id, msg, error });
      this.#bell.emit("ring");
    });
  }

  async stop(): Promise<void> {
    this.runtime.events.off("node-status", this.#recordStatus);
    this.runtime.hooks.remove("*.recorder");
    await new Promise<void>((resolve) => {
      this.helper.stopServer(resolve);
    });
  }

  async unload(): Promise<void> {
    await this.helper.unload();
    this.#arrivals.clear();
    this.#endings = [];
    this.#statuses = [];
  }

  get runtime(): RuntimeModule {
    return createRequire(__filename)(this.#packageName) as RuntimeModule;
  }

  /** Loads a flow; every node of type `helper` in it collects its messages. */
  async load(flow: FlowNode[], credentials: Credentials = {}, settings: object = {}): Promise<void> {
    this.helper.settings(settings);
    const served: NodeModule = ({ httpNode }) => {
      this.#nodeApp = httpNode;
    };
    await this.helper.load([served, ...ourNodes(this), ...coreNodes(this.#packageName, flow)], flow, credentials);
    this.#collect(flow);
  }

  /** Serves the routes of the loaded flow's nodes to a test, which gets the URL without a path. */
  async serving(test: (url: string) => Promise<void>): Promise<void> {
    const server = createServer(this.#nodeApp).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      await test(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  /** Deploys another flow over the loaded one. */
  async deploy(flow: FlowNode[], type: "full" | "flows" | "nodes", credentials: Credentials = {}): Promise<void> {
    await this.helper.setFlows(flow, type, credentials);
    this.#collect(flow);
  }

  send(id: string, msg: object): void {
    this.helper.getNode(id).receive(msg as NodeMessage);
  }

  /** How a node has ended its messages: one entry for each call of `done`. */
  ended(id: string): Ending[] {
    return this.#endings.filter((ending) => ending.id === id);
  }

  /** How a node ends its messages, at least `count` of them. */
  async endings(id: string, count = 1): Promise<Ending[]> {
    await this.until(() => this.ended(id).length >= count);
    return this.ended(id);
  }

  /** What a node has shown as its status, in this order. */
  statuses(id: string): (NodeStatus | undefined)[] {
    return this.#statuses.filter((shown) => shown.id === id).map(({ status }) => status);
  }

  /** The lines that nodes have written to the log. */
  logged(level: "ERROR" | "WARN"): string[] {
    const entries = (this.helper.log().args as [{ id?: string; level: number; msg: unknown }][]).map(([entry]) => entry);
    const isWanted = (entry: { id?: string; level: number }): boolean =>
      entry.id !== undefined && entry.level === this.runtime.log[level];
    return entries.filter(isWanted).map(({ msg }) => String(msg));
  }

  /** Waits for something that begins with an arrival, an ending or a status. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await once(this.#bell, "ring");
    }
  }

  /** What has arrived at a helper node. */
  arrived(id: string): Msg[] {
    return this.#arrivals.get(id) ?? [];
  }

  /** The messages that arrive at a helper node, at least `count` of them. */
  async arrivals(id: string, count = 1): Promise<Msg[]> {
    await this.until(() => this.arrived(id).length >= count);
    return this.arrived(id);
  }

  /** Sends a message and gives the first one that arrives at any of the helper nodes named. */
  async ask(id: string, msg: object, ...outs: string[]): Promise<{ out: string; msg: Msg }> {
    const before = new Map(outs.map((out) => [out, this.arrived(out).length]));
    this.send(id, msg);
    for (;;) {
      for (const [out, count] of before) {
        const arrival = this.arrived(out)[count];
        if (arrival !== undefined) {
          return { out, msg: arrival };
        }
      }
      await once(this.#bell, "ring");
    }
  }

  readonly #recordStatus = (event: { id: string; status?: NodeStatus }): void => {
    this.#statuses.push({ id: event.id, status: event.status });
    this.#bell.emit("ring");
  };

  #collect(flow: FlowNode[]): void {
    for (const { id } of flow.filter(({ type }) => type === "helper")) {
      const node = this.helper.getNode(id) as Node | null;
      node?.removeAllListeners("input");
      node?.on("input", (msg: Msg) => {
        this.#arrivals.set(id, [...this.arrived(id), msg]);
        this.#bell.emit("ring");
      });
    }
  }
}
