import type { GuestUser } from "../model/guest-user";

/** Numbers of users and groups in a POSIX guest. A user's own group has the user's name and number. */

const SUPERUSER = "root";
/** What Linux shows for an owner that it cannot map. */
const NOBODY = 65_534;

export function accountId(users: readonly GuestUser[], name: string): number {
  const user = users.find((candidate) => candidate.name === name);
  if (user !== undefined) {
    return user.uid;
  }
  if (name === SUPERUSER) {
    return 0;
  }
  return /^\d+$/.test(name) ? Number(name) : NOBODY;
}

/** A number that no account has stands for itself. */
export function accountName(users: readonly GuestUser[], id: number): string {
  const user = users.find((candidate) => candidate.uid === id);
  return user?.name ?? (id === 0 ? SUPERUSER : String(id));
}
