import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, rename, unlink } from "node:fs/promises";

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

/** Another process may have taken it over meanwhile: what was moved away by mistake is put back. */
export async function removeStale(path: string, stale: string | undefined): Promise<void> {
  const aside = draftOf(path);
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await sightOf(aside))?.text !== stale) {
    await isLinked(aside, path);
  }
  await unlink(aside);
}

/** `undefined` if there is none. A network file system tells what is true when the file is opened. */
export async function sightOf(path: string): Promise<Sight | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { mtimeMs } = await file.stat();
    return { text: await file.readFile("utf8"), touched: mtimeMs };
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
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
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}
