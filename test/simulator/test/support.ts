import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import type { SimulatorOptions } from "@vcenter-guest/simulator";
import { Bench } from "./bench";

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; undefined if it is none. */
  json: unknown;
}

export interface VapiBody {
  error_type: string;
  messages: { id: string; default_message: string; args: string[] }[];
  data?: { reason?: string; file_path?: string };
  challenge?: string;
}

export interface Counters {
  calls: Record<string, number>;
  refused_logins: number;
  sessions: { open: number; created: number; deleted: number; expired: number };
  guest_logins: { accepted: number; refused: number };
  sockets: { open: number; opened: number };
  contract: { violations: string[] };
}

export interface Recorded {
  operation: string | null;
  method: string;
  path: string;
  vm: string | null;
  headers: Record<string, string>;
  body: unknown;
  status: number | null;
  violations: string[];
}

export const LINUX = "vm-42";
export const WINDOWS = "vm-44";
export const CREATE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_createTemporary";
export const LIST_VMS = "Vcenter.VM_list";

/** For a suite: one simulator, reset before every test, never with a wrong answer of its own. */
export function useBench(options: SimulatorOptions = {}): () => Bench {
  let bench: Bench | undefined;
  const current = (): Bench => {
    assert.ok(bench);
    return bench;
  };
  before(async () => {
    bench = await Bench.start(options);
  });
  beforeEach(() => current().reset());
  afterEach(async () => {
    assert.deepEqual((await current().counters()).contract.violations, []);
  });
  after(() => current().close());
  return current;
}

/** Asserts an error answer and gives its body. */
export function refused(reply: Reply, status: number, type: string, reason?: string): VapiBody {
  const body = reply.json as VapiBody;
  assert.deepEqual(
    { status: reply.status, type: body.error_type, reason: body.data?.reason },
    { status, type, reason },
    reply.text,
  );
  return body;
}

/** Asserts the fields that are named, whatever else there is. */
export function assertHas(actual: unknown, fields: Record<string, unknown>): void {
  assert.deepEqual(actual, { ...(actual as object), ...fields });
}

/** Asks again until the condition holds; mocha's timeout ends a wait in vain. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (holds(value)) {
      return value;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
