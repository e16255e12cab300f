import { type FileInfo, getFile } from "../../vcenter/file-calls";
import type { TemporaryKind } from "../../vcenter/operations";
import type { Guest } from "../guest";
import { isWindowsPath } from "../guest-path-text";
import { type FoundFile, listDirectory } from "../list-directory";
import { isUrlRefused } from "../url-refused";

/** What VMware Tools gives a file and a directory. */
const MODES: Readonly<Record<TemporaryKind, number>> = { file: 0o600, directory: 0o700 };

/**
 * The bits that count: not those of the type, which may be sent with them (open-vm-tools vixTools.c has the whole `st_mode`),
 * and not the one of the group, which a directory takes from the one that it is in.
 */
const MODE_BITS = 0o5777;

/**
 * Whether it is as a guest makes it for us: empty, and on POSIX ours alone. Else somebody may have planted it, in a
 * directory where everybody may write.
 *
 * @param owner asked for the number of the guest user
 * @returns `undefined` where a proxy does not let anybody ask.
 */
export async function isNew(
  guest: Guest,
  kind: TemporaryKind,
  found: FoundFile,
  owner: () => Promise<number | undefined>,
): Promise<boolean | undefined> {
  const isOfKind = kind === "file" ? found.type === "FILE" && found.size === 0 : found.type === "DIRECTORY";
  const isOursToo = isOfKind && (isWindowsPath(found.path) || (await isOurs(guest, kind, found, owner)));
  return isOursToo === true && kind === "directory" ? isEmpty(guest, found) : isOursToo;
}

async function isOurs(
  guest: Guest,
  kind: TemporaryKind,
  { path, type }: FoundFile,
  owner: () => Promise<number | undefined>,
): Promise<boolean | undefined> {
  const now = await seen(guest, path);
  const posix = now?.attributes.posix_attributes;
  return (
    now &&
    posix !== undefined &&
    now.type === type &&
    (kind === "directory" || now.size === 0) &&
    (parseInt(posix.permissions, 8) & MODE_BITS) === MODES[kind] &&
    posix.owner === (await owner())
  );
}

/** `undefined` where a proxy does not let anybody ask. */
async function seen(guest: Guest, path: string): Promise<FileInfo | undefined> {
  const { place, credentials } = guest;
  try {
    return await guest.send(getFile(place.vm, { credentials, path }));
  } catch (error) {
    if (!isUrlRefused(error)) {
      throw error;
    }
    return undefined;
  }
}

async function isEmpty(guest: Guest, { path }: FoundFile): Promise<boolean> {
  return (await listDirectory(guest, path, "")).length === 0;
}
