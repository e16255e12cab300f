import { operations } from "../vcenter/operations";
import { fetchFile } from "./fetch-file";
import type { Hosts } from "./hosts";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { runJob } from "./run-job";
import type { Sink } from "./sink";
import type { Place } from "./work";

/** A guest file, where its bytes go, and by which ways. */
export interface Download<T> {
  readonly path: string;
  readonly sink: Sink<T>;
  /** Bytes that it may have; Infinity: any. */
  readonly limit: number;
  readonly hosts: Hosts;
}

/** Fetches a guest file. @throws VCenterError only. */
export function downloadFile<T>(pool: Pool, job: Job, { path, sink, limit, hosts }: Download<T>, place: Place): Promise<T> {
  return runJob(pool, job, { operation: operations.downloadUrl, place }, (guest) => fetchFile(guest, hosts, path, sink, limit));
}
