import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { invalid, type VCenterError } from "../../vcenter/error";
import { shown } from "../../vcenter/text";

/** What can be seen of a lock. */
export interface Sight {
  readonly text: string;
  /** Only whether it changes counts: clocks may be wrong, and differ. */
  readonly touched: number;
}

/**
 * Makes the file, open, with its content from its first moment on: a link, unlike a new file, has that.
 *
 * @returns `undefined` if there is one.
 */
export async function made(path: string, text: string): Promise<FileHandle | undefined> {
  const draft = draftOf(path);
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    if (await isLinked(draft, path)) {
      return file;
    }
  } catch (error) {
    await file.close();
    throw error;
  } finally {
    await unlink(draft);
  }
  await file.close();
  return undefined;
}

/**
 * A network file system tells what is true when the file is opened.
 *
 * @returns `undefined` if there is none.
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if it cannot be read: it may be that of a living process.
 */
export async function sightOf(path: string): Promise<Sight | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { mtimeMs } = await file.stat();
    return { text: await file.readFile("utf8"), touched: mtimeMs };
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") {
      return undefined;
    }
    throw unreadable(path, code);
  } finally {
    await file?.close();
  }
}

function unreadable(path: string, code: string): VCenterError {
  if (code === "EISDIR") {
    return invalid(
      "configuration",
      `There is a directory where the lock of the ledger is to be, ${shown(path)}. ` +
        "Delete it, or choose another place by vcenterConnectionStateDir in settings.js.",
    );
  }
  return invalid(
    "configuration",
    `The lock of the ledger, ${shown(path)}, cannot be read (${shown(code)}), so another Node-RED may use it. ` +
      "End that one, or delete the file if there is none, or choose another directory by vcenterConnectionStateDir in settings.js.",
  );
}

/** Processes of different containers may have the same number. */
function draftOf(path: string): string {
  return `${path}.${randomUUID()}`;
}

async function isLinked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "an unexpected error";
}
