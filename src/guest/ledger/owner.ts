import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { isRecord } from "../../vcenter/answer";

/** A process, as others can find it. */
export interface Owner {
  readonly pid: number;
  /** Where this number means this process: the start of the machine and the PID namespace; elsewhere the host name. */
  readonly space: string;
  /** Tells apart two processes that have the same number one after the other; empty where the system does not tell. */
  readonly started: string;
}

/** What has become of an owner; nobody can tell of one that is in another container. */
export type Fate = "alive" | "gone" | "unknown";

export async function ownOwner(): Promise<Owner> {
  return { pid: process.pid, space: await ownSpace(), started: await startOf(process.pid) };
}

/** `undefined` if the text does not tell of one. */
export function ownerOf(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    const isOwner =
      isRecord(owner) && Number.isSafeInteger(owner.pid) && typeof owner.space === "string" && typeof owner.started === "string";
    return isOwner ? (owner as unknown as Owner) : undefined;
  } catch {
    return undefined;
  }
}

export async function fateOf(owner: Owner | undefined): Promise<Fate> {
  if (owner === undefined || owner.space !== (await ownSpace())) {
    return "unknown";
  }
  if (!isRunning(owner.pid)) {
    return "gone";
  }
  const started = await startOf(owner.pid);
  if (owner.started === "" || started === "") {
    return "unknown";
  }
  return owner.started === started ? "alive" : "gone";
}

async function ownSpace(): Promise<string> {
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${boot.trim()} ${await readlink("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When a process began, in ticks since the start of the machine. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  // The name of the program, in parentheses, may hold spaces.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
