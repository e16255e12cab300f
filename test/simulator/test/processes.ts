import assert from "node:assert/strict";
import type { Bench } from "./bench";
import { eventually, type Reply } from "./support";

/** Process calls for tests. */

export interface ProcessInfo {
  name: string;
  owner: string;
  command: string;
  started: string;
  finished?: string;
  exit_code?: number;
}

const root = (vm: string): string => `/vcenter/vm/${vm}/guest/processes`;

export function tryStart(
  bench: Bench,
  vm: string,
  spec: Record<string, unknown>,
  credentials = bench.credentials(),
): Promise<Reply> {
  return bench.call("POST", `${root(vm)}?action=create`, { credentials, spec });
}

/** Starts a program and gives its pid. */
export async function start(
  bench: Bench,
  vm: string,
  path: string,
  text?: string,
  more: Record<string, unknown> = {},
  credentials?: Record<string, unknown>,
): Promise<number> {
  const spec = { path, ...(text === undefined ? {} : { arguments: text }), ...more };
  const reply = await tryStart(bench, vm, spec, credentials);
  assert.equal(reply.status, 201, reply.text);
  assert.match(reply.text, /^\d+$/);
  return reply.json as number;
}

export function get(bench: Bench, vm: string, pid: number | string): Promise<Reply> {
  return bench.call("POST", `${root(vm)}/${String(pid)}?action=get`, { credentials: bench.credentials() });
}

export function terminate(
  bench: Bench,
  vm: string,
  pid: number,
  credentials = bench.credentials(),
): Promise<Reply> {
  return bench.call("POST", `${root(vm)}/${String(pid)}?action=delete`, { credentials });
}

export async function list(bench: Bench, vm: string): Promise<(ProcessInfo & { pid: number })[]> {
  const reply = await bench.call("POST", `${root(vm)}?action=list`, { credentials: bench.credentials() });
  assert.equal(reply.status, 200, reply.text);
  return reply.json as (ProcessInfo & { pid: number })[];
}

export async function info(bench: Bench, vm: string, pid: number): Promise<ProcessInfo> {
  const reply = await get(bench, vm, pid);
  assert.equal(reply.status, 200, reply.text);
  return reply.json as ProcessInfo;
}

/** Waits until the process has ended, and gives its exit code. */
export async function exitCode(bench: Bench, vm: string, pid: number): Promise<number | undefined> {
  return (await eventually(() => info(bench, vm, pid), ({ finished }) => finished !== undefined)).exit_code;
}

/** Runs a program to its end. */
export async function run(
  bench: Bench,
  vm: string,
  path: string,
  text?: string,
  more: Record<string, unknown> = {},
): Promise<number | undefined> {
  return exitCode(bench, vm, await start(bench, vm, path, text, more));
}

/** What a file of the guest holds. */
export async function text(bench: Bench, vm: string, path: string): Promise<string> {
  const { text: held } = await bench.send("GET", `/_simulator/vms/${vm}/files/content?path=${encodeURIComponent(path)}`);
  return held;
}

/** Ends all that runs, everywhere, and says how many that were. */
export async function endAll(bench: Bench, order: Record<string, unknown> = {}): Promise<number> {
  return ((await bench.control("POST", "/processes/end", order)) as { ended: number }).ended;
}
