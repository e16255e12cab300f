/** Why a job ends before its answer came: its time is over, `msg.reset` came, or its node or connection closes. */
export type Interruption = "TIMED_OUT" | "RESET" | "CLOSED";

/** The job ended before the answer came. `written`: the request was already on its way. */
export class Interrupted extends Error {
  readonly reason: Interruption;
  readonly written: boolean;

  constructor(reason: Interruption, written: boolean) {
    super("the job has ended");
    this.reason = reason;
    this.written = written;
  }
}

/** What tells that a job has ended: an AbortSignal, or something lighter. */
export interface Ending {
  readonly aborted: boolean;
  /** An {@link Interruption}. */
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
  /** Told when the request is written. */
  wrote?(): void;
  /** Told when it was answered 401, so that nothing was done: by the guest login's fault, or the session's. */
  refused?(): void;
  /** Told when the 401 meant the session, so that it may be sent again. */
  excused?(): void;
}

/** Why a job has ended. */
export function interruption({ reason }: Ending): Interruption {
  return reason === "TIMED_OUT" || reason === "RESET" ? reason : "CLOSED";
}

/** What a promise gives, unless the signal comes first. The promise itself goes on: others may wait for it too. */
export function interruptible<T>(promise: Promise<T>, signal: Ending): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      reject(new Interrupted(interruption(signal), false));
    };
    const leave = (): void => {
      signal.removeEventListener("abort", interrupt);
    };
    if (signal.aborted) {
      interrupt();
    } else {
      signal.addEventListener("abort", interrupt);
    }
    promise.then(resolve, reject).finally(leave);
  });
}

/** Waits for promises to settle, whatever they give, but no longer than `ms` milliseconds. */
export async function settled(promises: Iterable<Promise<unknown>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.allSettled(promises), limit]);
  clearTimeout(timer);
}

/** Runs work with a signal of its own that ends it after `ms` milliseconds. */
export async function limited<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort("TIMED_OUT" satisfies Interruption);
  }, ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
