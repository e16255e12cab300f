import { type Ending, Interrupted, interruptible } from "./interrupted";

/** A try that has no answer after this time gets another one beside it, if anybody still waits. */
const SILENT_MS = 30_000;

/** Tries under way at once: if all are refused in the end, SSO has not yet locked the account (5 by default). */
const TRIES = 4;

interface Shared<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A login that all who need it wait for together: one try, and another beside it where vCenter swallows the first. */
export class Login<T> {
  readonly #logIn: () => Promise<T>;
  /** None is ever aborted: also one that nobody waits for any more may give a session. */
  readonly #tries = new Set<Promise<T>>();
  #newest: Promise<T> | undefined;
  /** The newest try has no answer yet, and should have one. */
  #isDoubtful = false;
  #shared: Shared<T> | undefined;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param logIn begins a try; it throws where none is allowed */
  constructor(logIn: () => Promise<T>) {
    this.#logIn = logIn;
  }

  get isUnderWay(): boolean {
    return this.#newest !== undefined;
  }

  get tries(): Iterable<Promise<T>> {
    return this.#tries;
  }

  /** What the first try that succeeds gives. @throws what the newest try throws; Interrupted by the signal. */
  async join(signal: Ending): Promise<T> {
    if (this.#mayTry) {
      this.#try();
    }
    this.#shared ??= shared<T>();
    this.#waiting += 1;
    try {
      return await interruptible(this.#shared.promise, signal);
    } catch (error) {
      this.#isDoubtful ||= error instanceof Interrupted && error.reason === "TIMED_OUT";
      throw error;
    } finally {
      this.#waiting -= 1;
    }
  }

  get #mayTry(): boolean {
    return (this.#newest === undefined || this.#isDoubtful) && this.#tries.size < TRIES;
  }

  #try(): void {
    const tried = this.#logIn();
    this.#tries.add(tried);
    this.#newest = tried;
    this.#isDoubtful = false;
    this.#lookLater();
    tried.then(
      (value) => {
        this.#ended(tried);
        this.#settle(({ resolve }) => {
          resolve(value);
        });
      },
      (error: unknown) => {
        if (this.#ended(tried)) {
          this.#settle(({ reject }) => {
            reject(error);
          });
        }
      },
    );
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isDoubtful = true;
      if (this.#waiting > 0 && this.#mayTry) {
        this.#tryAgain();
      }
    }, SILENT_MS);
    this.#timer.unref();
  }

  /** Where none is allowed the one under way goes on alone. */
  #tryAgain(): void {
    try {
      this.#try();
    } catch {
      this.#isDoubtful = false;
    }
  }

  /** @returns whether it was the newest. */
  #ended(tried: Promise<T>): boolean {
    const isNewest = this.#newest === tried;
    this.#tries.delete(tried);
    if (isNewest) {
      this.#newest = undefined;
      clearTimeout(this.#timer);
    }
    return isNewest;
  }

  #settle(settle: (shared: Shared<T>) => void): void {
    if (this.#shared !== undefined) {
      settle(this.#shared);
      this.#shared = undefined;
    }
  }
}

function shared<T>(): Shared<T> {
  let resolve: Shared<T>["resolve"] = nothing;
  let reject: Shared<T>["reject"] = nothing;
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  promise.catch(nothing);
  return { promise, resolve, reject };
}

function nothing(): void {
  // Whoever waits is told by the promise.
}
