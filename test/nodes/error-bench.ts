import assert from "node:assert/strict";
import { type FlowChanges, TEMP_FILE_DEFAULTS, usualCredentials, usualFlow } from "../support/flow";
import type { Credentials, FlowNode, Msg, TestRed } from "../support/node-red";
import { type Recorded, type SimulatorDriver } from "../support/simulator";

export type Family = "LINUX" | "WINDOWS";
export type Kind = "file" | "directory";

/** What output 2 must say. */
export interface Expected {
  readonly code: string;
  readonly subject: string;
  readonly outcome: "not_done" | "unknown";
  readonly retryable: boolean;
  /** None: the server did not answer. */
  readonly status?: number;
  /** `data.reason`; none: no data at all. */
  readonly reason?: string;
  /** The cause and the remedy, as the sentence names them. */
  readonly says: readonly [cause: RegExp, remedy: RegExp];
}

/** A guest login node: its name, type and secrets. */
export interface Login {
  readonly name: string;
  readonly user: string;
  readonly password?: string;
  readonly token?: string;
  readonly interactive?: boolean;
}

export const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
export const DELETE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_delete";

/** The nodes of {@link errorFlow} that create. */
export const NODE = { file: "temp-1", directory: "temp-2", byName: "temp-3", short: "temp-4", shortByName: "temp-5" } as const;

/** A node without a wire behind output 2, so that its errors go where Catch nodes find them. */
export const UNWIRED: FlowNode = {
  ...TEMP_FILE_DEFAULTS,
  id: "temp-unwired",
  type: "vcenter-guest-temp-file",
  z: "tab-1",
  x: 100,
  y: 300,
  wires: [["ok"], []],
};

/** How long the `short` nodes wait. */
export const SHORT_MS = 300;

/** The usual flow, with a node for directories, one that takes names, one with a short timeout, and guest logins. */
export function errorFlow(simulator: SimulatorDriver, logins: readonly Login[] = [], changes: FlowChanges = {}): FlowNode[] {
  const more = (id: string, own: object): FlowNode => ({
    ...TEMP_FILE_DEFAULTS,
    id,
    type: "vcenter-guest-temp-file",
    z: "tab-1",
    x: 100,
    y: 200,
    wires: [["ok"], ["failed"]],
    ...own,
  });
  const timeout = String(SHORT_MS / 1000);
  return usualFlow(simulator.address, {
    ...changes,
    // An error of one attempt is what these tests are about; a late answer must not hold up the next message.
    connection: { maxAttempts: 1, maxConcurrentPerVm: 4, ...changes.connection },
    more: [
      more(NODE.directory, { kind: "directory" }),
      more(NODE.byName, { vmBy: "name" }),
      more(NODE.short, { timeout }),
      more(NODE.shortByName, { vmBy: "name", timeout }),
      ...logins.map(({ name, token, interactive = false }, index) => ({
        id: `login-${index}`,
        type: "vcenter-guest-login",
        name,
        connection: "connection-1",
        guestCredentialType: token === undefined ? "USERNAME_PASSWORD" : "SAML_BEARER_TOKEN",
        interactiveSession: interactive,
      })),
    ],
  });
}

export function errorCredentials(simulator: SimulatorDriver, logins: readonly Login[] = []): Credentials {
  const ofLogin = ({ user, password, token }: Login): Record<string, string> => ({
    guestUsername: user,
    ...(password !== undefined && { guestPassword: password }),
    ...(token !== undefined && { guestSamlToken: token }),
  });
  const named = logins.map((login, index): [string, Record<string, string>] => [`login-${index}`, ofLogin(login)]);
  return { ...usualCredentials(simulator.address), ...Object.fromEntries(named) };
}

let vms = 0;

/** Adds a VM of its own for a test, so that tests share a session and nothing else. */
export async function newVm(simulator: SimulatorDriver, family: Family, changes: Record<string, unknown> = {}): Promise<string> {
  vms += 1;
  const vm = `vm-9${vms}`;
  await simulator.control("POST", "/vms", { vm: { vm, name: `name of ${vm}`, family } });
  await simulator.vm(vm, changes);
  return vm;
}

/** What the simulator has got since it was last asked; its own complaints must be none. */
export async function takeRequests(simulator: SimulatorDriver): Promise<(operation: string) => Recorded[]> {
  const requests = await simulator.requests();
  const { contract } = await simulator.counters();
  assert.deepEqual(contract.violations, []);
  await simulator.control("POST", "/counters/reset", {});
  return (operation) => requests.filter((request) => request.operation === operation);
}

/** Closes all nodes, as a deploy does; calls that hang are answered meanwhile, for a closing node waits for them. */
export async function closeNodes(red: TestRed, simulator: SimulatorDriver): Promise<void> {
  const closed = { isOver: false };
  const over = red.helper.clearFlows().finally(() => (closed.isOver = true));
  while (!closed.isOver) {
    await simulator.control("POST", "/release", {});
  }
  await over;
}

/** Sends a message that must fail, and checks what every failure has in common. */
export async function failure(red: TestRed, node: string, payload: Record<string, unknown>): Promise<NonNullable<Msg["error"]>> {
  const { out, msg } = await red.ask(node, { payload: structuredClone(payload), topic: "kept" }, "ok", "failed");
  assert.equal(out, "failed", JSON.stringify(msg.payload));
  assert.deepEqual([msg.payload, msg.topic, msg.guest], [payload, "kept", undefined]);
  assert.ok(msg.error);
  assert.deepEqual(Object.keys(msg.error).sort(), ["cause", "code", "message", "source"]);
  assert.deepEqual(msg.error.source, { id: node, type: "vcenter-guest-temp-file", name: undefined, count: 1 });
  return msg.error;
}

export function assertExpected({ message, code, cause }: NonNullable<Msg["error"]>, expected: Expected): void {
  const facts = [code, cause.subject, cause.outcome, cause.retryable, cause.status, cause.data?.reason];
  const { subject, outcome, retryable, status, reason, says } = expected;
  assert.deepEqual(facts, [expected.code, subject, outcome, retryable, status, reason], message);
  const isOfLogin = cause.operation === "session.create" && subject === "session";
  const refusals = isOfLogin ? ["UNAUTHENTICATED", "UNAUTHORIZED", "SERVICE_UNAVAILABLE"] : ["UNAUTHENTICATED"];
  const isLatched = (isOfLogin || subject === "guest-login") && refusals.includes(code);
  assert.equal(typeof cause.data?.retryAt, isLatched ? "string" : "undefined");
  assert.equal(cause.data === undefined, reason === undefined && !isLatched);
  assert.match(message, /^Could not [a-z A-Z]+ \((VM .+ at )?127\.0\.0\.1:\d+\): .+\. [A-Z].+\.$/s);
  assert.ok(message.length < 1000, message);
  for (const words of says) {
    assert.match(message, words);
  }
}
