import { isRecord } from "../../vcenter/answer";
import type { TemporaryKind } from "../../vcenter/operations";
import { isMark, type Marked } from "./mark";

/** A temporary file or directory that is to be removed; no secret is part of it. Its mark names it. */
export interface Entry extends Marked {
  /** `host:port` of the vCenter. */
  readonly server: string;
  /** The id of the connection node, and the name of its guest login unless it is its own. */
  readonly connection: string;
  readonly login?: string;
  readonly vm: string;
  readonly kind: TemporaryKind;
  /** The directory that was asked for; none: the guest has chosen. */
  readonly parent?: string;
  /** Where it is; unknown as long as the answer to its creation is, or if that was lost. */
  readonly path?: string;
  /** From its creation to its removal, in milliseconds. */
  readonly lifetime: number;
  /** When it is to be removed, in milliseconds since 1970. */
  readonly due: number;
  /** When its VM was first not found, in milliseconds since 1970. */
  readonly vmMissed?: number;
  /** Nobody has got its path, or will: how often it was swept since. */
  readonly swept?: number;
}

/** The VM that it is in, as one text. */
export function placeOf({ server, vm }: Pick<Entry, "server" | "vm">): string {
  return `${server}\n${vm}`;
}

/** What a line of the ledger tells: the present state of an entry, or that there is none any more. */
export type Line = { readonly entry: Entry } | { readonly closed: string };

export type State = "intent" | "created" | "abandoned";

export function stateOf({ path, swept }: Entry): State {
  if (swept !== undefined) {
    return "abandoned";
  }
  return path === undefined ? "intent" : "created";
}

export function openLine(entry: Entry): string {
  return `${JSON.stringify({ state: stateOf(entry), ...entry })}\n`;
}

export function closedLine(mark: string): string {
  return `${JSON.stringify({ state: "closed", mark })}\n`;
}

/** `undefined` for what makes no sense: a line that a power cut has torn, or that somebody has edited. */
export function lineOf(text: string): Line | undefined {
  const record = parsed(text);
  if (!isRecord(record) || !isMark(record.mark)) {
    return undefined;
  }
  return record.state === "closed" ? { closed: record.mark } : isEntry(record) ? { entry: entryOf(record) } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string";
const isOptionalText = (value: unknown): boolean => value === undefined || isText(value);
const isTime = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value >= 0;

function isEntry(record: Record<string, unknown>): boolean {
  const { server, connection, vm, prefix, suffix, login, parent, path, kind, lifetime, due, vmMissed, swept } = record;
  return (
    [server, connection, vm, prefix, suffix].every(isText) &&
    [login, parent, path].every(isOptionalText) &&
    (kind === "file" || kind === "directory") &&
    isTime(lifetime) &&
    isTime(due) &&
    (vmMissed === undefined || isTime(vmMissed)) &&
    (swept === undefined || Number.isSafeInteger(swept))
  );
}

/** Known fields only. */
function entryOf(record: Record<string, unknown>): Entry {
  const { server, connection, login, vm, kind, parent, prefix, mark, suffix, path, lifetime, due, vmMissed, swept } =
    record as unknown as Entry;
  return {
    server,
    connection,
    ...(login !== undefined && { login }),
    vm,
    kind,
    ...(parent !== undefined && { parent }),
    prefix,
    mark,
    suffix,
    ...(path !== undefined && { path }),
    lifetime,
    due,
    ...(vmMissed !== undefined && { vmMissed }),
    ...(swept !== undefined && { swept }),
  };
}
