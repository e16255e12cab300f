import type { Outcome, Subject } from "../../src/vcenter/error";

/** A failure that a user can meet. */
export interface Row {
  readonly code: string;
  readonly subject: Subject;
  /** For which failures, if there are others with the same code and subject. */
  readonly when?: string;
  readonly why: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly outcome: Outcome;
}
