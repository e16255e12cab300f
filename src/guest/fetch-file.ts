import { invalid, VCenterError } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { fetchBytes } from "../vcenter/transfer";
import { downloadUrl } from "../vcenter/transfer-calls";
import type { Guest } from "./guest";
import type { Hosts } from "./hosts";
import { lookAt } from "./list-directory";
import { inMebibytes } from "./mebibytes";
import { MemorySink, type Sink } from "./sink";
import { transferred } from "./transfer";

/** A guest file, and how many bytes it has by what the guest says. */
export interface SizedFile {
  readonly path: string;
  readonly size: number;
}

/** Fetches a guest file, whose size is known, into memory. @throws as {@link fetchFile} */
export async function fetchBuffer(guest: Guest, hosts: Hosts, file: SizedFile): Promise<Buffer> {
  const sink = new MemorySink();
  await sink.begin();
  return fetchInto(guest, hosts, file, sink);
}

/**
 * Fetches a guest file into a sink.
 *
 * @param limit bytes that the file may have
 * @throws VCenterError: INVALID_ARGUMENT with `data.reason` FILE_TOO_LARGE; ERROR, subject `path`, if it had not the
 *   size that the guest had told.
 */
export async function fetchFile<T>(guest: Guest, hosts: Hosts, path: string, sink: Sink<T>, limit = Infinity): Promise<T> {
  try {
    // A place that takes no bytes is known before anything is asked.
    await sink.begin();
    const { size } = await lookAt(guest, path);
    if (size > limit) {
      throw tooLarge(guest, path, limit, size);
    }
    return await fetchInto(guest, hosts, { path, size }, sink, limit);
  } finally {
    await sink.discard();
  }
}

/** @param sink has begun */
async function fetchInto<T>(guest: Guest, hosts: Hosts, { path, size }: SizedFile, sink: Sink<T>, limit = Infinity): Promise<T> {
  let isRepeat = false;
  const arrived = await guest.repeat(operations.fetchFile, async () => {
    await (isRepeat && sink.begin());
    isRepeat = true;
    return fetchOnce(guest, hosts, { path, size }, sink, limit);
  });
  if (arrived !== size) {
    throw changed(guest, path, size, arrived);
  }
  return sink.end();
}

async function fetchOnce<T>(guest: Guest, hosts: Hosts, { path, size }: SizedFile, sink: Sink<T>, limit: number): Promise<number> {
  let arrived = 0;
  await transferred(guest, hosts, {
    call: downloadUrl(guest.place.vm, guest.credentials, path),
    operation: operations.fetchFile,
    size,
    move: (dispatcher, target, attempt, moved) =>
      fetchBytes(
        dispatcher,
        target,
        async (part) => {
          arrived += part.length;
          moved(part.length);
          if (arrived > limit) {
            throw tooLarge(guest, path, limit);
          }
          await sink.take(part);
          // One that grew is no use, and may never end.
          return arrived <= size;
        },
        attempt,
      ),
  });
  return arrived;
}

/** `size` as the guest has told it; without: the file grew while it was downloaded. */
function tooLarge({ pool, place }: Guest, path: string, limit: number, size?: number): VCenterError {
  const found = size === undefined ? "grew while it was downloaded" : `has ${inMebibytes(size)}`;
  return invalid(
    "path",
    `The file "${shown(path)}" in VM ${shown(place.vm)} at ${pool.server} ${found}, and the limit is ${inMebibytes(limit)}.` +
      ' Raise "Size limit (MiB)" in the node, or let it give a file on the machine of Node-RED, for which there is no limit.',
    { file_path: path, reason: "FILE_TOO_LARGE", limit, ...(size !== undefined && { size }) },
  );
}

function changed({ place }: Guest, path: string, size: number, arrived: number): VCenterError {
  const how = arrived > size ? "grew" : "shrank";
  return new VCenterError(
    `The file "${shown(path)}" in VM ${shown(place.vm)} ${how} while it was downloaded: the guest told of ${size} bytes, and` +
      ` ${arrived} arrived. Try again, or copy a file that is always written to in the guest first and download the copy.`,
    "ERROR",
    { subject: "path", outcome: "not_done", retryable: true, path, data: { reason: "FILE_CHANGED", size, arrived } },
  );
}
