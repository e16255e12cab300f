import { performance } from "node:perf_hooks";
import type { Dispatcher } from "undici";
import type { Call } from "../vcenter/caller";
import { createHostDispatcher } from "../vcenter/dispatcher";
import { VCenterError } from "../vcenter/error";
import { errorFromException } from "../vcenter/exception-error";
import { addressText } from "../vcenter/host-lines";
import { Interrupted } from "../vcenter/interrupted";
import type { Attempt, Operation } from "../vcenter/operations";
import { type TransferTarget, transferTarget } from "../vcenter/transfer-url";
import type { Guest } from "./guest";
import type { Hosts } from "./hosts";

/** A URL lives for 10 minutes (CONTRACT.md section 5); one that has become this old while it waited is not used. */
const URL_MS = 9 * 60_000;

/** Shorter values, like an id of few digits, are no secret by themselves, and could be part of any text. */
const SECRET_LENGTH = 8;

/** One transfer of the bytes of a guest file. */
export interface Transfer {
  /** Asks vCenter for the URL. */
  readonly call: Call<string>;
  /** What is asked of the ESXi host. */
  readonly operation: Operation;
  /** Bytes, as far as it is known; for what a user sees of the progress. */
  readonly size: number;
  /** Moves the bytes; `moved` is told of each part, and of none before the first. */
  readonly move: (dispatcher: Dispatcher, target: TransferTarget, attempt: Attempt, moved: (bytes: number) => void) => Promise<void>;
}

/**
 * Asks for a URL and moves the bytes, once: a URL is spent with its transfer, so only both together can be repeated.
 * The bytes need no turn of the VM, and have a time limit for the pause between them instead of one for all.
 *
 * @throws VCenterError, Interrupted or Unreachable.
 */
export async function transferred(guest: Guest, hosts: Hosts, transfer: Transfer): Promise<void> {
  await atHost(guest, hosts, transfer, await askedTarget(guest, hosts, transfer.call));
}

/**
 * Waits until the host has room, so long that the URL may have died meanwhile, or the VM have moved to another host. Who
 * waits keeps the turn of its VM: else all that wait for the VM would come here, beyond the limits of the queue.
 */
async function atHost(guest: Guest, hosts: Hosts, transfer: Transfer, target: TransferTarget): Promise<void> {
  const { pool, job } = guest;
  const gate = pool.hosts.gate(nameOf(target));
  const asked = performance.now();
  await job.untimed(() => gate.enter(job));
  let living: TransferTarget;
  try {
    living = performance.now() - asked > URL_MS ? await askedTarget(guest, hosts, transfer.call) : target;
    if (nameOf(living) === nameOf(target)) {
      await guest.apart(() => moved(guest, hosts, transfer, living));
      return;
    }
  } finally {
    gate.leave();
  }
  await atHost(guest, hosts, transfer, living);
}

async function askedTarget(guest: Guest, hosts: Hosts, call: Call<string>): Promise<TransferTarget> {
  const target = transferTarget(await guest.once(guest.workOf(call)), hosts.server);
  if ("refused" in target) {
    throw new VCenterError(
      `vCenter (${hosts.server.name}) gave a URL for the transfer that is not taken, for ${target.refused}. Nothing was sent.` +
        " Check what stands in front of vCenter.",
      "ERROR",
      { subject: "server", outcome: "not_done", retryable: false, operation: call.operation.name },
    );
  }
  guest.secrets.push(...secretsOf(target));
  return target;
}

/** The query as a whole, and each value in it that is long enough to be one. */
function secretsOf({ path }: TransferTarget): string[] {
  const query = path.slice(path.indexOf("?") + 1);
  return [query, ...new URLSearchParams(query).values()].filter((text) => text.length >= SECRET_LENGTH);
}

async function moved(guest: Guest, hosts: Hosts, { call, operation, size, move }: Transfer, target: TransferTarget): Promise<void> {
  const { job, place } = guest;
  const way = hosts.way(target);
  const mappedTo = way.address && addressText(way.address, target.port);
  const attempt = { operation, server: hosts.server.name, host: nameOf(target), mappedTo, vm: place.vm, path: call.path, isTrial: guest.isTrial };
  const dispatcher = createHostDispatcher(way);
  let bytes = 0;
  let hasBegun = false;
  const count = (part: number): void => {
    bytes += part;
    hasBegun = true;
    job.renew(place.timeout);
    job.progress(size === 0 ? 0 : Math.min(100, Math.floor((bytes / size) * 100)));
  };
  try {
    await job.limited(place.timeout, () => job.until(move(dispatcher, target, attempt, count)));
  } catch (error) {
    throw failed(error, attempt, hasBegun);
  } finally {
    job.progress(undefined);
    dispatcher.destroy().catch(() => undefined);
  }
}

function nameOf({ host, port }: TransferTarget): string {
  return `${host}:${port}`;
}

/** What broke after the first byte, by whomever, may have been written. */
function failed(error: unknown, attempt: Attempt, hasBegun: boolean): unknown {
  if (error instanceof Interrupted) {
    return errorFromException(new Interrupted(error.reason, hasBegun), attempt);
  }
  const isInDoubt = hasBegun && attempt.operation.kind !== "read" && error instanceof VCenterError && error.cause.status === undefined;
  return isInDoubt ? error.with({ outcome: "unknown" }) : error;
}
