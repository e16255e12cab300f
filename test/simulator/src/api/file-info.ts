import { accountId } from "../guest/account-ids";
import type { FileFacts } from "../guest/get-file";
import type { GuestUser } from "../model/guest-user";
import type { Family } from "../model/vm";

/** One file as the API words it (contract: Vcenter.Vm.Guest.Filesystem.Files.Info). */
export function fileInfo(family: Family, users: readonly GuestUser[], facts: FileFacts): Record<string, unknown> {
  const { type, size, subject } = facts;
  const times = { last_modified: wholeSecond(subject.lastModified), last_accessed: wholeSecond(subject.lastAccessed) };
  const own = family === "WINDOWS" ? windowsAttributes(facts) : posixAttributes(facts, users);
  return { type, size, attributes: { ...times, ...own } };
}

function windowsAttributes({ subject }: FileFacts): Record<string, unknown> {
  const { hidden, readOnly, created } = subject;
  return {
    filesystem_family: "WINDOWS",
    win_attributes: { hidden, read_only: readOnly, created: wholeSecond(created) },
  };
}

/** Only a POSIX guest says where a link points to. */
function posixAttributes({ subject, linkTarget }: FileFacts, users: readonly GuestUser[]): Record<string, unknown> {
  const { owner, group, mode } = subject;
  return {
    filesystem_family: "POSIX",
    ...(linkTarget === null ? {} : { symlink_target: linkTarget }),
    posix_attributes: {
      owner: accountId(users, owner),
      group: accountId(users, group),
      permissions: octal(mode),
    },
  };
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** Tools tell times in seconds; the API words them as RFC 3339 in UTC. */
function wholeSecond(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
