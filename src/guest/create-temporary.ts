import type { GuestCredentials } from "../vcenter/client";
import { deleteDirectory, deleteFile } from "../vcenter/file-calls";
import { type TemporaryKind, temporaryOperation } from "../vcenter/operations";
import { isMissing } from "./is-missing";
import type { Job } from "./job";
import type { Keeper, Kept } from "./ledger/keeper";
import type { Pool } from "./pool";
import { request } from "./request";
import { runJob } from "./run-job";
import type { Slot } from "./slot";
import type { TemporaryRequest } from "./temporary-request";
import type { Place, Work } from "./work";

/**
 * Creates an empty file of mode 0600, or a directory of mode 0700, under a name that did not exist.
 *
 * @param keeper sees to it that what was created is removed later
 * @returns its absolute path in the guest (CONTRACT.md section 4).
 * @throws VCenterError only.
 */
export function createTemporary(
  pool: Pool,
  job: Job,
  wanted: TemporaryRequest,
  place: Place,
  keeper?: Keeper,
): Promise<string> {
  const work = keeper === undefined ? temporaryWork(pool, wanted, place) : keptWork(pool, wanted, place, keeper);
  return runJob(pool, job, { operation: work.operation, place }, (guest) => guest.call(work));
}

/** As {@link temporaryWork}, but on record: each request has a mark and an entry of its own, written before it is sent. */
function keptWork(pool: Pool, wanted: TemporaryRequest, place: Place, keeper: Keeper): Work<string> {
  const { operation, remove } = temporaryWork(pool, wanted, place);
  const kept = new Map<string, Kept>();
  return {
    operation,
    send: async (credentials, flight) => {
      const entry = await keeper.intend(wanted, place.vm);
      const { send } = temporaryWork(pool, { ...wanted, prefix: entry.prefix }, place);
      const path = await entry.settled(send(credentials, flight), operation);
      kept.set(path, entry);
      return path;
    },
    remove: async (path, ...late) => {
      await remove?.(path, ...late);
      await kept.get(path)?.removed();
    },
  };
}

/** The request alone, as a step of a job. */
export function temporaryWork(pool: Pool, wanted: TemporaryRequest, place: Place, operation = temporaryOperation(wanted.kind)): Work<string> {
  const { kind, prefix, suffix, parentPath } = wanted;
  return {
    operation,
    send: (credentials, flight) => {
      const body =
        parentPath === undefined
          ? { credentials, prefix, suffix }
          : { credentials, prefix, suffix, parent_path: parentPath };
      return pool.client.createTemporary(kind, place.vm, body, flight, operation);
    },
    remove: (path, credentials, lateJob, slot) => remove(pool, lateJob, slot, kind, place, { credentials, path }),
  };
}

/** What is not there any more is removed. */
async function remove(
  pool: Pool,
  job: Job,
  slot: Slot,
  kind: TemporaryKind,
  { vm, maxAttempts }: Place,
  body: { readonly credentials: GuestCredentials; readonly path: string },
): Promise<void> {
  const call = kind === "file" ? deleteFile(vm, body) : deleteDirectory(vm, body);
  try {
    await request(pool, job, slot, { operation: call.operation, maxAttempts }, (flight) => pool.client.call(call, flight));
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}
