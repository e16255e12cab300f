import { mayWrite } from "./access";
import { GuestError } from "./guest-error";
import type { GuestSession } from "./guest-session";

/** Where temporary files go when the caller names no directory. */
export async function defaultDirectory(session: GuestSession): Promise<string> {
  return session.files.rules.family === "LINUX" ? linuxDirectory(session) : windowsDirectory(session);
}

/** As often as Tools try another number when a name is taken by somebody else. */
const TRIES = 250;

/**
 * A private directory per user and run of the service, `/tmp/vmware-<user>_<pid>-<number>`: made again
 * if it is gone, refused if it is a link or somebody else's (open-vm-tools lib/file/fileTempPosix.c).
 */
async function linuxDirectory(session: GuestSession): Promise<string> {
  const { user, machine } = session;
  const base = firstWritable(session);
  let number = machine.tools.directoryNumber(user.name);
  for (let attempt = 0; attempt <= TRIES; attempt += 1) {
    const path = session.files.rules.join(base, `vmware-${user.name}_${String(machine.tools.pid)}-${String(number)}`);
    if (await isAcceptable(session, path)) {
      return path;
    }
    number = machine.tools.newDirectoryNumber(user.name);
  }
  throw new GuestError("FILE_ACCESS_ERROR", base);
}

async function isAcceptable(session: GuestSession, path: string): Promise<boolean> {
  const { user, files } = session;
  const attributes = { owner: user.name, mode: 0o700, explicit: true };
  if (await files.create(user, path, { type: "DIRECTORY" }, attributes)) {
    return true;
  }
  const existing = files.findItself(user, path);
  return existing?.type === "DIRECTORY" && existing.owner === user.name && (existing.mode & 0o5777) === 0o700;
}

function firstWritable({ files, user }: GuestSession): string {
  const candidates = ["/tmp", user.home, "/"].filter((path) => path !== null);
  for (const path of candidates) {
    const entry = files.find(user, path);
    if (entry?.type === "DIRECTORY" && mayWrite(user, entry, files.rules)) {
      return path;
    }
  }
  throw new GuestError("FILE_ACCESS_ERROR");
}

/** The temp folder of the user's profile; without a profile the system's (open-vm-tools vixTools.c). */
function windowsDirectory({ files, user }: GuestSession): string {
  const own = user.home === null ? null : `${user.home}\\AppData\\Local\\Temp`;
  return own !== null && files.find(user, own) !== null ? own : "C:\\Windows\\Temp";
}
