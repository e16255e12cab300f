import type { Direction } from "../guest/transfer-spec";
import type { ListenerName } from "./transfers";

/** One request for a transfer URL. README, "Driving it". */
export interface TransferRecord {
  /** The id of the URL; null if no URL that is alive was asked for, as `vm` and `direction`. */
  id: string | null;
  vm: string | null;
  direction: Direction | null;
  listener: ListenerName;
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Null as long as there is no answer, or when a fault gave none. */
  status: number | null;
  /** Of the content, so far. */
  bytes: number;
  ended: boolean;
  violations: string[];
}

const KEPT_RECORDS = 10_000;

const NO_COUNTS = { issued: 0, begun: 0, ended: 0, completed: 0, refused: 0, uploaded: 0, downloaded: 0 };

/** What has been asked of transfer URLs so far. */
export class TransferLog {
  #counts = { ...NO_COUNTS };
  #records: TransferRecord[] = [];
  #open = 0;
  #mostOpen = 0;

  add(record: TransferRecord): void {
    this.#records.push(record);
    if (this.#records.length >= 2 * KEPT_RECORDS) {
      this.#records = this.#records.slice(-KEPT_RECORDS);
    }
  }

  countIssued(): void {
    this.#counts.issued += 1;
  }

  countRefused(): void {
    this.#counts.refused += 1;
  }

  begin(): void {
    this.#counts.begun += 1;
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
  }

  countBytes(record: TransferRecord, bytes: number): void {
    record.bytes += bytes;
    this.#counts[record.direction === "upload" ? "uploaded" : "downloaded"] += bytes;
  }

  end(completed: boolean): void {
    this.#counts.ended += 1;
    this.#counts.completed += completed ? 1 : 0;
    this.#open -= 1;
  }

  records(): TransferRecord[] {
    return this.#records.slice(-KEPT_RECORDS);
  }

  counts(): Record<string, unknown> {
    const { uploaded, downloaded, ...counts } = this.#counts;
    return { ...counts, open: this.#open, most_open: this.#mostOpen, bytes: { uploaded, downloaded } };
  }

  reset(): void {
    this.#counts = { ...NO_COUNTS };
    this.#records = [];
    this.#mostOpen = this.#open;
  }
}
