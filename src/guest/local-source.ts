import { type FileHandle, constants, open } from "node:fs/promises";
import { VCenterError } from "../vcenter/error";
import type { Bytes } from "../vcenter/transfer";
import type { Content, OpenContent } from "./content";
import { type LocalFile, localError } from "./local-file";

/** As much as is read at once. */
const PART = 65_536;

/** The open of a pipe would wait for whoever writes into it, and hold a thread of Node's few. Windows has no such flag. */
const READ_AT_ONCE = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** A file on the machine of Node-RED, read as it is sent. */
export function localSource(file: LocalFile): Content {
  return { size: () => sizeOf(file), open: () => opened(file) };
}

async function sizeOf(file: LocalFile): Promise<number> {
  const content = await opened(file);
  await content.close();
  return content.size;
}

/** @throws VCenterError INVALID_ARGUMENT, subject `message`, if it is missing, no file or not readable. */
async function opened(file: LocalFile): Promise<OpenContent> {
  let handle: FileHandle;
  try {
    handle = await open(file.path, READ_AT_ONCE);
  } catch (error) {
    throw localError(file, error);
  }
  const close = (): Promise<void> => handle.close().catch(() => undefined);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw localError(file, stats.isDirectory() ? { code: "EISDIR" } : { code: "ENOTFILE" });
    }
    return { size: stats.size, bytes: partsOf(file, handle, stats.size), close };
  } catch (error) {
    await close();
    throw error instanceof VCenterError ? error : localError(file, error);
  }
}

/** So many bytes as the host was told; a file that becomes shorter meanwhile cannot be sent. */
async function* partsOf(file: LocalFile, handle: FileHandle, size: number): Bytes {
  for (let position = 0; position < size; ) {
    const part = Buffer.allocUnsafe(Math.min(PART, size - position));
    const { bytesRead } = await read(file, handle, part, position);
    if (bytesRead === 0) {
      throw localError(file, { code: "ESHRUNK" });
    }
    position += bytesRead;
    yield part.subarray(0, bytesRead);
  }
}

async function read(file: LocalFile, handle: FileHandle, part: Buffer, position: number): Promise<{ bytesRead: number }> {
  try {
    return await handle.read(part, 0, part.length, position);
  } catch (error) {
    throw localError(file, error);
  }
}
