import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { invalid } from "../../vcenter/error";
import { isRecord } from "../../vcenter/answer";

/** Who has the ledger; `started` tells apart two processes that have the same number one after the other. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

const TRIES = 5;

/**
 * Takes a file for this process alone; one of a process that was killed is taken over. Processes on different hosts
 * don't see each other.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if another process has it; an error of the file system.
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const own: Owner = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let tries = 0; !(await isLinked(draft, path)); tries += 1) {
      const text = await textOf(path);
      if (tries >= TRIES || (text !== undefined && (await isAlive(text)))) {
        throw inUse(text ?? "");
      }
      await removeStale(path, text);
    }
  } finally {
    await unlink(draft);
  }
  return () => unlink(path).catch(() => undefined);
}

/** A link, unlike a new file, has its content from its first moment on. */
async function isLinked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** Another process may have taken it over meanwhile: what was moved away by mistake is put back. */
async function removeStale(path: string, stale: string | undefined): Promise<void> {
  const aside = `${path}.${String(process.pid)}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await textOf(aside)) !== stale) {
    await isLinked(aside, path);
  }
  await unlink(aside);
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

async function isAlive(text: string): Promise<boolean> {
  const owner = ownerOf(text);
  if (owner === undefined || owner.host !== hostname() || !isRunning(owner.pid)) {
    return false;
  }
  // Where nobody tells when a process began, this one cannot be told from one of the same number before it.
  return owner.started === "" ? owner.pid !== process.pid : owner.started === (await startOf(owner.pid));
}

function ownerOf(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    const isOwner = isRecord(owner) && Number.isSafeInteger(owner.pid) && typeof owner.started === "string";
    return isOwner ? (owner as unknown as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When a process began, in ticks since the start of the machine; empty where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  const stat = (await textOf(`/proc/${String(pid)}/stat`)) ?? "";
  // The name of the program, in parentheses, may hold spaces.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function inUse(text: string): Error {
  const pid = ownerOf(text)?.pid;
  return invalid(
    "configuration",
    `Another Node-RED${pid === undefined ? "" : ` (process ${pid})`} uses the ledger of files to be removed. ` +
      "End it, or give each its own directory by vcenterConnectionStateDir in settings.js.",
  );
}
