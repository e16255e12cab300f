import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type FlowChanges, usualCredentials, usualFlow } from "./flow";
import { type Call, HostileServer, type Misdeed, PATH } from "./hostile-server";
import { type Msg, onEachNodeRed, onOneNodeRed, type TestRed } from "./node-red";

export type Failed = NonNullable<Msg["error"]>;

/** The calls at which a server may misbehave. */
export const PLACES = ["login", "list", "create"] as const satisfies readonly Call[];

/** More than the timeout, for a machine that is busy. */
const SLACK_MS = 3_000;

/** Of a message that must succeed, on a machine that is busy. */
const PATIENCE_S = 10;

/** C0 and C1 controls and the characters that change the direction of text. */
export const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** A Node-RED runtime with the usual flow, whose vCenter is hostile. */
export class HostileLab {
  readonly red: TestRed;
  readonly #server: () => HostileServer;
  readonly #timeout: number;
  readonly #stains: unknown[] = [];
  readonly #stain = (stain: unknown): void => {
    this.#stains.push(stain);
  };

  /** @param timeout of the connection, in milliseconds */
  constructor(red: TestRed, server: () => HostileServer, timeout: number) {
    this.red = red;
    this.#server = server;
    this.#timeout = timeout;
  }

  get server(): HostileServer {
    return this.#server();
  }

  async load(changes: FlowChanges = {}): Promise<void> {
    const connection = { timeout: this.#timeout / 1000, maxAttempts: 1, ...changes.connection };
    const tempFile = { timeout: "patience", timeoutType: "msg", ...changes.tempFile };
    const flow = usualFlow(this.server.address, { ...changes, connection, tempFile });
    await this.red.load(flow, usualCredentials(this.server.address));
  }

  /** A flow whose message makes the call. */
  loadFor(place: Call, changes: FlowChanges = {}): Promise<void> {
    return this.load(place === "list" ? { ...changes, tempFile: { vmBy: "name", ...changes.tempFile } } : changes);
  }

  /** The one error of the one message that meets a misdeed at a call, with what holds for all of them. */
  async failure(place: Call, misdeed: Misdeed): Promise<Failed> {
    await this.loadFor(place);
    this.server.spoil(place, misdeed);
    const error = await this.error(place);
    assert.equal(this.server.count(place), 1);
    return error;
  }

  /** Sends one message that must fail. */
  async error(place: Call): Promise<Failed> {
    const began = process.hrtime.bigint();
    const { out, msg } = await this.red.ask("temp-1", { payload: payloadFor(place) }, "ok", "failed");
    const ms = Number(process.hrtime.bigint() - began) / 1e6;
    assert.equal(out, "failed", JSON.stringify(msg.payload));
    assert.ok(ms < this.#timeout + SLACK_MS, `took ${ms} ms`);
    assertShape(msg.error!, Object.values(usualCredentials(this.server.address)["connection-1"]!));
    return msg.error!;
  }

  /** The next message works, also while the connection of the last one still stands. */
  async assertNextWorks(place: Call): Promise<void> {
    this.server.forgive();
    const endings = this.red.ended("temp-1").length;
    const next = { payload: payloadFor(place, true), patience: PATIENCE_S };
    const { out, msg } = await this.red.ask("temp-1", next, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(msg.error));
    assert.equal(msg.payload, PATH);
    assert.equal(this.red.arrived("ok").length + this.red.arrived("failed").length, endings + 1);
    assert.equal(this.red.ended("temp-1").length, endings + 1);
  }

  /** The path that a message gets. */
  async path(vm = "vm-42"): Promise<unknown> {
    const { out, msg } = await this.red.ask("temp-1", { payload: { vm }, patience: PATIENCE_S }, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(msg.error));
    return msg.payload;
  }

  watch(): void {
    process.on("warning", this.#stain).on("unhandledRejection", this.#stain);
  }

  /** No warning, no unhandled rejection, and nothing that a terminal or an editor would take for more than text. */
  assertClean(): void {
    process.off("warning", this.#stain).off("unhandledRejection", this.#stain);
    const shown = [...this.red.logged("ERROR"), ...this.red.logged("WARN"), JSON.stringify(this.red.statuses("temp-1"))];
    for (const text of shown) {
      assert.doesNotMatch(text, UNSEEN);
    }
    assert.deepEqual(this.#stains.splice(0), []);
  }
}

/** A creation in doubt keeps its VM, so the next message is for another one. */
function payloadFor(place: Call, isNext = false): object {
  return { vm: place === "list" ? "edge-01" : isNext ? "vm-43" : "vm-42" };
}

function assertShape(error: Failed, secrets: readonly string[]): void {
  const { message, code, cause, source } = error;
  const written = JSON.stringify(error);
  assert.deepEqual(Object.keys(error).sort(), ["cause", "code", "message", "source"]);
  assert.deepEqual([source.id, source.count], ["temp-1", 1]);
  assert.match(code, /^[A-Z_]+$/);
  assert.match(message, /^Could not .+\.$/);
  assert.doesNotMatch(message, UNSEEN);
  assert.ok(message.length < 1_000, message);
  assert.ok(["not_done", "unknown"].includes(String(cause.outcome)));
  assert.ok(Buffer.byteLength(written) < 65_536, `${written.length} characters`);
  const { messages = [], data = {} } = cause;
  assert.ok(messages.length <= 16);
  assert.ok(messages.every((entry) => Buffer.byteLength(JSON.stringify(entry)) < 2_048 + 200));
  assert.ok(Buffer.byteLength(JSON.stringify(data)) <= 16_384);
  for (const secret of secrets.filter((text) => text.includes("Secret"))) {
    assert.ok(!written.includes(secret), message);
  }
}

/** A suite with a hostile server of its own, in a runtime of each Node-RED major, or of one where it takes long. */
export function hostileSuite(
  title: string,
  suite: (lab: HostileLab) => void,
  { timeout = 500, majors = "both" }: { readonly timeout?: number; readonly majors?: "both" | "one" } = {},
): void {
  describe(title, () => {
    let server: HostileServer;
    before(async () => {
      server = await HostileServer.start();
    });
    after(() => server.close());

    const on = majors === "both" ? onEachNodeRed : onOneNodeRed;
    on((red) => {
      const lab = new HostileLab(red, () => server, timeout);
      beforeEach(() => {
        server.reset();
        lab.watch();
      });
      // A login that is under way, or a creation in doubt, would hold up the end of its pool.
      afterEach(() => {
        server.reset();
        lab.assertClean();
      });
      suite(lab);
    });
  });
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of this process that are in use, objects and buffers. */
export function held(): number {
  collect();
  return inUse();
}

/** The same, with what is garbage. */
function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Below this it does not matter how much of it is garbage. */
const UNSUSPICIOUS_BYTES = 16 * 1024 * 1024;

/** Looks at memory again and again while work goes on; gives how far it rose. */
export async function rise(work: () => Promise<unknown>): Promise<number> {
  const before = held();
  let most = before;
  let nextLook = 0;
  const timer = setInterval(() => {
    const start = performance.now();
    if (inUse() > before + UNSUSPICIOUS_BYTES && start >= nextLook) {
      most = Math.max(most, held());
      // Collecting takes long where the heap is large, and the work is to go on.
      nextLook = performance.now() + 10 * (performance.now() - start);
    }
  }, 100);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const last = inUse();
  return Math.max(most, last > before + UNSUSPICIOUS_BYTES ? held() : last) - before;
}
