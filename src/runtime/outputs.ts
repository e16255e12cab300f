import type { Node, NodeAPI, NodeMessageInFlow } from "node-red";
import type { VCenterError } from "../vcenter/error";

/** A message as this package extends it (README, tables of `msg.guest` and `msg.error`). */
export interface Message extends NodeMessageInFlow {
  guest?: unknown;
  error?: unknown;
  _error?: unknown;
  filename?: unknown;
}

/** What an action gives: the payload of output 1, and what it adds to `msg.guest`. */
export interface Result {
  readonly payload: unknown;
  /** A property that is `undefined` is deleted. */
  readonly guest?: Readonly<Record<string, unknown>>;
  /** The file or directory in the guest that is there now, for `msg.guest` too; `recovered`: found after a lost answer. */
  readonly made?: Readonly<{ path: string; kind: "file" | "directory"; recovered?: true | undefined }> | undefined;
  /** The local file that it has written. */
  readonly filename?: string;
}

/** Whether it is meant for the node itself: to end what it has queued and running. */
export function isReset(msg: Message): boolean {
  try {
    return Object.hasOwn(msg, "reset");
  } catch {
    return false;
  }
}

const WRITTEN = ["payload", "guest", "error", "_error", "filename"] as const;

/**
 * The message itself, or a copy if it is read-only; `undefined` if it cannot be read. Found out before anything is
 * sent: a file whose path nobody gets would be lost.
 */
export function writable(msg: Message): Message | undefined {
  try {
    copied(msg.guest);
    isOwnError(msg.error, "");
    const isWritable = Object.isExtensible(msg) && WRITTEN.every((name) => isWritableProperty(msg, name));
    return isWritable ? msg : { ...msg };
  } catch {
    return undefined;
  }
}

function isWritableProperty(msg: Message, name: string): boolean {
  const property = Object.getOwnPropertyDescriptor(msg, name);
  return property === undefined || (property.writable === true && property.configurable === true);
}

/** Output 1: the incoming message with the result; everything else in it stays. */
export function withResult(node: Node, msg: Message, { payload, guest, made, filename }: Result): Message {
  msg.payload = payload;
  if (filename !== undefined) {
    msg.filename = filename;
  }
  if (guest !== undefined) {
    const all = copied(msg.guest);
    merge(all, guest);
    merge(all, made ?? {});
    msg.guest = all;
  }
  if (isOwn(node, msg.error)) {
    delete msg.error;
  }
  return msg;
}

/** Output 2: the incoming message with an error of the shape that core's Catch node gives. */
export function withError(node: Node, msg: Message, error: VCenterError): Message {
  const earlier = msg.error;
  const isRepeated = isOwn(node, earlier);
  if (earlier !== undefined && !isRepeated) {
    msg._error = earlier;
  }
  const count = isRepeated ? countOf(earlier) + 1 : 1;
  msg.error = { ...error.toJSON(), source: { id: node.id, type: node.type, name: node.name, count } };
  return msg;
}

/** Whether output 2 leads to a node that runs. */
export function isErrorWired(RED: NodeAPI, node: Node): boolean {
  const wires = (node as Node & { wires?: readonly (readonly string[])[] }).wires;
  return (wires?.[1] ?? []).some((id) => Boolean(RED.nodes.getNode(id)));
}

interface SourcedError {
  readonly source: { readonly id: unknown; readonly count?: unknown };
}

function isOwn(node: Node, error: unknown): error is SourcedError {
  return isOwnError(error, node.id);
}

function isOwnError(error: unknown, id: string): error is SourcedError {
  return isObject(error) && isObject(error.source) && error.source.id === id;
}

function countOf({ source }: SourcedError): number {
  return typeof source.count === "number" && Number.isFinite(source.count) ? source.count : 1;
}

function copied(guest: unknown): Record<string, unknown> {
  return isPlain(guest) ? { ...guest } : {};
}

function merge(all: Record<string, unknown>, facts: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(facts)) {
    const fact = facts[name];
    if (fact !== undefined) {
      all[name] = fact;
    } else if (Object.hasOwn(all, name)) {
      Reflect.deleteProperty(all, name);
    }
  }
}

/** Not a Buffer, say, which would be spread into as many properties as it has bytes. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.prototype.toString.call(value) === "[object Object]";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
