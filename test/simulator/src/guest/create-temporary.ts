import { defaultDirectory } from "./default-directory";
import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";

export interface TemporarySpec {
  kind: "FILE" | "DIRECTORY";
  prefix: string;
  suffix: string;
  /** Empty: the guest's default. */
  parentPath: string;
}

/** Makes a new, empty, private file or directory and says where. */
export async function createTemporary(session: GuestSession, spec: TemporarySpec): Promise<string> {
  checkText(spec.prefix, spec.suffix, spec.parentPath);
  const parent = spec.parentPath === "" ? await defaultDirectory(session) : spec.parentPath;
  checkParent(session, parent);
  checkDisk(session.machine, true, parent);
  if (session.machine.config.names_used_up) {
    throw new GuestError("OBJECT_IS_BUSY", parent);
  }
  return createUnderFreeName(session, spec, parent);
}

function checkParent(session: GuestSession, parent: string): void {
  const entry = session.files.find(session.user, parent);
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", parent);
  }
  if (entry.type === "FILE") {
    throw new GuestError("NOT_A_DIRECTORY", parent);
  }
}

/**
 * Tools add a random 0..255 at every attempt and then force the low bit, odd for a file, even for a
 * directory, so the number only grows (open-vm-tools lib/file/fileTemp.c).
 */
async function createUnderFreeName(session: GuestSession, spec: TemporarySpec, parent: string): Promise<string> {
  const { files, user, machine } = session;
  const isFile = spec.kind === "FILE";
  const what = isFile ? ({ type: "FILE", content: "" } as const) : ({ type: "DIRECTORY" } as const);
  const attributes = { owner: user.name, mode: isFile ? 0o600 : 0o700, explicit: true };
  for (let number = 0; ; ) {
    number = ((number + machine.random.below(256)) & ~1) | (isFile ? 1 : 0);
    const path = files.rules.join(parent, `${spec.prefix}vmware${String(number)}${spec.suffix}`);
    if (await files.create(user, path, what, attributes)) {
      return path;
    }
  }
}
