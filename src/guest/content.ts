import { types } from "node:util";
import { invalid, type VCenterError } from "../vcenter/error";
import type { Bytes } from "../vcenter/transfer";
import type { Given } from "./given";

/** Bytes for a guest file, which can be read again for a repeat. */
export interface Content {
  /** Bytes, as of now. */
  size(): Promise<number>;
  open(): Promise<OpenContent>;
}

export interface OpenContent {
  readonly size: number;
  readonly bytes: Bytes;
  /** Never rejects. */
  close(): Promise<void>;
}

/** As much as is written at once. */
const PART = 262_144;

/**
 * What a message gives to be uploaded: a buffer, text (UTF-8), a number or boolean as text, an object as JSON.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `message`.
 */
export function contentOf(given: Given): Content {
  const bytes = bytesOf(given);
  return {
    size: () => Promise.resolve(bytes.length),
    open: () => Promise.resolve({ size: bytes.length, bytes: partsOf(bytes), close: () => Promise.resolve() }),
  };
}

async function* partsOf(bytes: Buffer): Bytes {
  for (let start = 0; start < bytes.length; start += PART) {
    yield await Promise.resolve(bytes.subarray(start, start + PART));
  }
}

function bytesOf(given: Given): Buffer {
  const { value } = given;
  if (!types.isProxy(value) && ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (!types.isProxy(value) && types.isArrayBuffer(value)) {
    return Buffer.from(value);
  }
  return Buffer.from(textOf(given), "utf8");
}

function textOf({ value, name }: Given): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "object" && value !== null) {
    return jsonOf(value, name);
  }
  throw unusable(name, value === undefined || value === null ? "is missing" : `is a ${typeof value}`);
}

/** JSON would make `{}` of these. */
function isCollection(value: object): boolean {
  return types.isMap(value) || types.isSet(value) || types.isWeakMap(value) || types.isWeakSet(value);
}

function jsonOf(value: object, name: string): string {
  if (!types.isProxy(value) && isCollection(value)) {
    throw unusable(name, "is a map or a set");
  }
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  if (typeof text !== "string") {
    throw unusable(name, "is an object that has no JSON (it refers to itself, or holds a BigInt)");
  }
  return text;
}

function unusable(name: string, why: string): VCenterError {
  return invalid("message", `The ${name} ${why}. Give a buffer, text, a number, true or false, or an object that JSON can hold.`);
}
