import { type Operation, operations } from "../vcenter/operations";
import { putBytes } from "../vcenter/transfer";
import { type NewFile, uploadUrl } from "../vcenter/transfer-calls";
import type { Content, OpenContent } from "./content";
import type { Guest } from "./guest";
import type { Hosts } from "./hosts";
import { transferred } from "./transfer";

/** Where bytes go, and what the file is to be. */
export type Destination = Omit<NewFile, "size"> & { readonly path: string };

/**
 * Sends bytes into a guest file: more than none, for vCenter fails otherwise.
 *
 * @returns how many.
 */
export function putFile(guest: Guest, hosts: Hosts, to: Destination, content: Content): Promise<number> {
  const operation = to.overwrite === true ? operations.putFile : operations.putNewFile;
  return guest.repeat(operation, async () => {
    const opened = await content.open();
    try {
      await putOnce(guest, hosts, operation, to, opened);
      return opened.size;
    } finally {
      await opened.close();
    }
  });
}

function putOnce(
  guest: Guest,
  hosts: Hosts,
  operation: Operation,
  { path, ...attributes }: Destination,
  { size, bytes }: OpenContent,
): Promise<void> {
  const { credentials, place } = guest;
  return transferred(guest, hosts, {
    call: uploadUrl(place.vm, { credentials, spec: { path, attributes: { ...attributes, size } } }),
    operation,
    size,
    move: (dispatcher, target, attempt, moved) =>
      putBytes(dispatcher, target, { size, bytes: counted(bytes, moved) }, attempt),
  });
}

/** A part has been moved when the next one is wanted. */
async function* counted(bytes: OpenContent["bytes"], moved: (bytes: number) => void): OpenContent["bytes"] {
  moved(0);
  for await (const part of bytes) {
    yield part;
    moved(part.length);
  }
}
