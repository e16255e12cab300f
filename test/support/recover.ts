import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "./lab";
import { DIRECTORY, type StateDir } from "./ledger";
import { CREATE_DIRECTORY, CREATE_FILE, type Recorded } from "./simulator";

export const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";
export const GET = "Vcenter.Vm.Guest.Filesystem.Files_get";
export const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
export const DELETE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_delete";

/** What is found by the names of {@link there} and {@link anywhere}. */
export const PATTERN = /^\^j\\\.b\\\+[a-z2-7]{10}vmware\[0-9\]\+\\\.\\\(x\\\)\$$/;

/** The same of two requests. */
export const PATTERN_OF_TWO = /^\^j\\\.b\\\+\([a-z2-7]{10}\|[a-z2-7]{10}\)vmware\[0-9\]\+\\\.\\\(x\\\)\$$/;

/** What a person is to do where we do not look ourselves. */
export const LOOK_YOURSELF = /look (whether|before)/i;

/** A message that says where. */
export const there = (): { payload: object } => ({ payload: { vm: "vm-42", prefix: "j.b+", suffix: ".(x)", parent_path: DIRECTORY } });

/** A message that leaves that to the guest. */
export const anywhere = (): { payload: object } => ({ payload: { vm: "vm-42", prefix: "j.b+", suffix: ".(x)" } });

/** How often was created, listed, looked at and deleted. */
export async function counted(lab: Lab): Promise<string> {
  const { calls } = await lab.simulator.counters();
  const times = (...operations: string[]): number => operations.reduce((sum, operation) => sum + (calls[operation] ?? 0), 0);
  return [
    `${times(CREATE_FILE, CREATE_DIRECTORY)} created`,
    `${times(LIST)} listed`,
    `${times(GET)} looked at`,
    `${times(DELETE_FILE, DELETE_DIRECTORY)} deleted`,
  ].join(", ");
}

/** The creations that vCenter was asked for: a probe by "probe", others by the directory of theirs. */
export async function creations(lab: Lab): Promise<string[]> {
  const sent = (await lab.simulator.requests()).filter(({ operation }) => operation === CREATE_FILE);
  return sent.map((request) => {
    const { prefix, parent_path: parent = "none" } = bodyOf(request);
    return prefix.startsWith("node-red-") ? "probe" : parent;
  });
}

function bodyOf({ body }: Recorded): { prefix: string; parent_path?: string } {
  return body as { prefix: string; parent_path?: string };
}

/** The mark of the only creation that is not settled. */
export async function openMark(state: StateDir): Promise<string> {
  const open = await state.open();
  assert.equal(open.length, 1, JSON.stringify(open));
  return open[0]!.mark;
}

/** Asks, and does something in the guest after the answer was lost, before the file is looked for. */
export async function meanwhile(lab: Lab, msg: object, work: () => Promise<unknown>): ReturnType<Lab["ask"]> {
  await lab.simulator.fault({ operation: LIST, kind: "hang", work: "after" });
  const asked = lab.ask(msg);
  await lab.called(LIST);
  await work();
  await lab.release();
  return asked;
}

/** Waits until something of the guest is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await pause(5);
  }
}
