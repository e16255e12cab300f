import assert from "node:assert/strict";
import type { NodeAPI } from "node-red";
import type { ConnectionView, OperationsAnswer } from "../../src/runtime/operations/answer";
import { forgetRecent } from "../../src/runtime/operations/recent";
import type { Lab } from "./lab";

const ROOT = "/vcenter-guest/operations";

/** What an endpoint of the operations view answers to a POST. */
export interface Tried {
  readonly status: number;
  readonly error: string | undefined;
  /** Of one that was tried too often. */
  readonly retryAt?: string;
}

/** As in a new process. */
export function forgetAll({ red }: Lab): void {
  forgetRecent({ events: red.runtime.events } as unknown as NodeAPI, "connection-1");
}

/** The state that the operations view is given. */
export async function operations({ red }: Lab): Promise<OperationsAnswer> {
  const { text } = await red.helper.request().get(ROOT).expect(200);
  assert.ok(Buffer.byteLength(text) <= 64 * 1024, `${Buffer.byteLength(text)} bytes`);
  return JSON.parse(text) as OperationsAnswer;
}

/** What it is told of the only connection. */
export async function onlyConnection(lab: Lab): Promise<ConnectionView> {
  const { list, more } = (await operations(lab)).connections;
  assert.deepEqual([list.length, more], [1, 0]);
  return list[0]!;
}

/** Presses *Try now*. */
export async function tryNow({ red }: Lab, what: string, body: object = {}, connection = "connection-1"): Promise<Tried> {
  const { status, text } = await red.helper.request().post(`${ROOT}/${connection}/${what}`).send(body);
  const { error, retryAt } = JSON.parse(text) as { error?: string; retryAt?: string };
  return { status, error, ...(retryAt !== undefined && { retryAt }) };
}
