/** Where to look for the cause of a failure (README, table of `msg.error`). */
export type Subject =
  | "message"
  | "configuration"
  | "queue"
  | "network"
  | "certificate"
  | "session"
  | "guest-login"
  | "permission"
  | "vm"
  | "tools"
  | "path"
  | "server"
  | "program";

/**
 * What happened in the guest. `not_done`: nothing. `unknown`: it may have happened, the answer was lost.
 * `done`: it happened, and its result counts as a failure.
 */
export type Outcome = "not_done" | "unknown" | "done";

/** One text of a vAPI error, as the server sent it (CONTRACT.md section 4), bounded and without secrets. */
export interface ServerMessage {
  readonly id: string;
  readonly default_message: string;
  readonly args: readonly string[];
}

/** The facts of a failure. `status`, `messages` and `data` are the server's, when it answered. */
export interface VCenterErrorCause {
  readonly subject: Subject;
  readonly outcome: Outcome;
  readonly retryable: boolean;
  readonly status?: number;
  readonly messages?: readonly ServerMessage[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly operation?: string;
  readonly vm?: string;
  readonly path?: string;
  readonly attempts?: number;
  readonly operationId?: string;
}

/**
 * The one error of this package. `code` is a vAPI error type, unknown ones of the server included.
 *
 * It has no own `stack`: Node-RED's Catch node copies one into the message, and a user has no use for it.
 */
export class VCenterError extends Error {
  readonly code: string;
  override readonly cause: VCenterErrorCause;
  readonly #retryAfter: number | undefined;

  /** @param retryAfter milliseconds that the server asks to wait before a repeat */
  constructor(message: string, code: string, cause: VCenterErrorCause, retryAfter?: number) {
    super(message);
    delete (this as Error).stack;
    this.code = code;
    this.cause = cause;
    this.#retryAfter = retryAfter;
  }

  get retryAfter(): number | undefined {
    return this.#retryAfter;
  }

  override get name(): string {
    return "VCenterError";
  }

  /** The message alone: Node-RED shows `err.toString()`. */
  override toString(): string {
    return this.message;
  }

  /** The same error with further facts, for the layer that knows them. */
  with(facts: Partial<VCenterErrorCause>): VCenterError {
    return new VCenterError(this.message, this.code, { ...this.cause, ...facts }, this.#retryAfter);
  }

  toJSON(): { message: string; code: string; cause: VCenterErrorCause } {
    return { message: this.message, code: this.code, cause: this.cause };
  }
}

/** Bad input or settings, found before anything was sent. */
export function invalid(subject: Subject, message: string, data?: Readonly<Record<string, unknown>>): VCenterError {
  const cause = { subject, outcome: "not_done", retryable: false } as const;
  return new VCenterError(message, "INVALID_ARGUMENT", data === undefined ? cause : { ...cause, data });
}
