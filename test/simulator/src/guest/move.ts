import { GuestError } from "./guest-error";
import { checkText, type GuestSession } from "./guest-session";
import { existing, type Found, probe } from "./probe";
import { rename, type Route } from "./rename";

/** Moves a file or a link, the link itself; onto itself is nothing to do (open-vm-tools vixTools.c). */
export async function moveFile(session: GuestSession, route: Route, overwrite: boolean): Promise<void> {
  const { path, newPath } = route;
  checkText(path, newPath);
  const from = existing(session, path);
  const to = probe(session, newPath);
  if (isSame(from, to)) {
    return;
  }
  refuseIf(isRealDirectory(to), "FILE_ALREADY_EXISTS", newPath);
  refuseIf(isRealDirectory(from), "NOT_A_FILE", path);
  // A dangling link does not count as there, so it is replaced.
  refuseIf(!overwrite && to.target !== null, "FILE_ALREADY_EXISTS", newPath);
  await rename(session, from.itself, route);
}

/** Moves a directory with all that is in it; there must be nothing yet where it goes (open-vm-tools vixTools.c). */
export async function moveDirectory(session: GuestSession, route: Route): Promise<void> {
  const { path, newPath } = route;
  checkText(path, newPath);
  const from = existing(session, path);
  const to = probe(session, newPath);
  if (isSame(from, to)) {
    return;
  }
  refuseIf(isRealDirectory(to), "FILE_ALREADY_EXISTS", newPath);
  refuseIf(!isRealDirectory(from), "NOT_A_DIRECTORY", path);
  refuseIf(to.itself !== null, "FILE_ALREADY_EXISTS", newPath);
  await rename(session, from.itself, route);
}

/** Links are followed: a link and what it leads to are the same file. */
function isSame(from: Found, to: Found): boolean {
  return from.target === to.target;
}

function isRealDirectory({ itself }: Found): boolean {
  return itself?.type === "DIRECTORY";
}

function refuseIf(condition: boolean, code: ConstructorParameters<typeof GuestError>[0], path: string): void {
  if (condition) {
    throw new GuestError(code, path);
  }
}
