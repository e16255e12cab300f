import { type FileHandle, stat, unlink } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { invalid, type VCenterError } from "../../vcenter/error";
import { made, type Sight, sightOf } from "./lock-file";
import { fateOf, ownerOf, ownOwner } from "./owner";

/** In milliseconds. */
export interface Heartbeat {
  /** How often the holder of a lock touches it. */
  readonly every: number;
  /** How long nobody has touched a lock that counts as left behind. */
  readonly silence: number;
}

/** What a process has that has taken a file for itself. */
export interface Lock {
  /**
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, once another process has taken it over from this one, which
   * must have stood still for the time of `silence`.
   */
  readonly check: () => Promise<void>;
  /** Gives it back. */
  readonly release: () => Promise<void>;
}

export const HEARTBEAT: Heartbeat = { every: 2_000, silence: 10_000 };

const TRIES = 5;

/**
 * Takes a file for this process alone. That of a process which was killed is taken over at once if this can be seen, else,
 * as of one in another container, when nobody has touched it for the time of `silence`.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if another process has it or it cannot be read; an error of
 * the file system.
 */
export async function lock(path: string, heartbeat: Heartbeat = HEARTBEAT): Promise<Lock> {
  const own = JSON.stringify(await ownOwner());
  let file = await made(path, own);
  for (let tries = 0; file === undefined; tries += 1) {
    const found = await sightOf(path);
    if (tries >= TRIES || (found !== undefined && !(await isLeftBehind(path, found, heartbeat.silence)))) {
      throw inUse(found);
    }
    await (found && removeStale(path, found, heartbeat));
    file = await made(path, own);
  }
  return held(path, file, heartbeat.every);
}

/**
 * One process at a time removes what was left behind, else another one that has seen it too would remove the lock that
 * comes after it. The right to do so is a lock as well, which is taken over in the same way from who was killed with it.
 */
async function removeStale(path: string, stale: Sight, heartbeat: Heartbeat): Promise<void> {
  const takeover = await lock(`${path}.takeover`, heartbeat);
  try {
    if (isSame(await sightOf(path), stale)) {
      await unlink(path);
    }
  } finally {
    await takeover.release();
  }
}

function isSame(now: Sight | undefined, before: Sight): boolean {
  return now?.text === before.text && now.touched === before.touched;
}

async function isLeftBehind(path: string, found: Sight, silence: number): Promise<boolean> {
  const fate = await fateOf(ownerOf(found.text));
  return fate === "unknown" ? isSilent(path, found, silence) : fate === "gone";
}

async function isSilent(path: string, found: Sight, silence: number): Promise<boolean> {
  const due = performance.now() + silence;
  while (performance.now() < due) {
    await pause(silence / 20);
    const now = await sightOf(path);
    if (!isSame(now, found)) {
      return now === undefined;
    }
  }
  return true;
}

/** Touches the file that was made, never one that another process has put in its place. */
function held(path: string, file: FileHandle, every: number): Lock {
  let loss: VCenterError | undefined;
  const check = async (): Promise<void> => {
    if (loss === undefined && (await isOthers(path, file))) {
      loss = inUse(await sightOf(path).catch(() => undefined));
    }
    if (loss !== undefined) {
      throw loss;
    }
  };
  const beat = async (): Promise<void> => {
    await check();
    await file.utimes(new Date(), new Date());
  };
  let beating = Promise.resolve();
  const timer = setInterval(() => {
    beating = beat().catch(() => undefined);
  }, every).unref();
  const release = async (): Promise<void> => {
    clearInterval(timer);
    await beating;
    if (!(await isOthers(path, file))) {
      await unlink(path).catch(() => undefined);
    }
    await file.close();
  };
  return { check, release };
}

/** One that is missing may be about to be taken over: a later look tells. */
async function isOthers(path: string, file: FileHandle): Promise<boolean> {
  const [own, found] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return found !== undefined && found.ino !== own.ino;
}

function inUse(found: Sight | undefined): VCenterError {
  const pid = ownerOf(found?.text ?? "")?.pid;
  return invalid(
    "configuration",
    `Another Node-RED${pid === undefined ? "" : ` (process ${pid})`} uses the ledger of files to be removed. ` +
      "End it, or give each its own directory by vcenterConnectionStateDir in settings.js.",
  );
}
