import { VCenterError } from "../vcenter/error";
import type { Operation } from "../vcenter/operations";
import type { Breaker } from "./breaker";
import type { Job } from "./job";

const TOKENS = 500;
const COST_OF_THROTTLE = 5;
const COST_OF_TRANSIENT = 14;

/** Keeps repeats from making an overloaded vCenter's day worse, as the standard mode of the AWS SDKs does. */
export class RetryBudget {
  #tokens = TOKENS;
  #lastPaid: VCenterError | undefined;

  /** What the repeat after an error takes; `undefined` if there is not enough left. Jobs that share an error pay once. */
  take(error: VCenterError): number | undefined {
    if (error === this.#lastPaid) {
      return 0;
    }
    const cost = error.cause.status === 429 ? COST_OF_THROTTLE : COST_OF_TRANSIENT;
    if (this.#tokens < cost) {
      return undefined;
    }
    this.#tokens -= cost;
    this.#lastPaid = error;
    return cost;
  }

  /** A success gives back what its last repeat took, or 1. */
  giveBack(cost: number): void {
    this.#tokens = Math.min(TOKENS, this.#tokens + Math.max(1, cost));
  }
}

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
const LONGEST_RETRY_AFTER_MS = 60_000;

/** What is repeated, and how often at most it is tried. */
export interface Repeatable {
  readonly operation: Operation;
  readonly maxAttempts: number;
}

/**
 * Tries until it succeeds, or a further try is not allowed or not worth it: then the last error is thrown. While the
 * breaker is open nothing is tried.
 */
export async function repeated<T>(
  { breaker, budget }: { readonly breaker: Breaker; readonly budget: RetryBudget },
  job: Job,
  { operation, maxAttempts }: Repeatable,
  attempt: () => Promise<T>,
): Promise<T> {
  let cost = 0;
  for (let tries = 1; ; tries += 1) {
    if (breaker.isOpen) {
      await breaker.passage(job);
    }
    try {
      const result = await attempt();
      budget.giveBack(cost);
      job.isInDoubt = false;
      return result;
    } catch (error) {
      if (!(error instanceof VCenterError)) {
        throw error;
      }
      job.isInDoubt ||= error.cause.outcome === "unknown";
      if (job.hasEnded || tries >= maxAttempts || !mayRepeat(error, operation)) {
        throw error;
      }
      // An open breaker is the pause, and spares vCenter more than the budget would.
      cost = breaker.isOpen ? 0 : await paused(job, error, tries, budget);
    }
  }
}

/** @returns what the repeat costs. @throws the error, if there is no time or budget left for it. */
async function paused(job: Job, error: VCenterError, tries: number, budget: RetryBudget): Promise<number> {
  const ms = pauseAfter(error, tries);
  const cost = ms < job.left ? budget.take(error) : undefined;
  if (cost === undefined) {
    throw error;
  }
  await job.pause(ms);
  return cost;
}

/** A refused login has a time of its own for the next try, and waiting for VMware Tools is the job's choice. */
function mayRepeat(error: VCenterError, operation: Operation): boolean {
  const { subject, retryable } = error.cause;
  return retryable && subject !== "session" && subject !== "tools" && isSafeToRepeat(error, operation);
}

/** Whether a repeat cannot do a thing twice. */
export function isSafeToRepeat({ cause }: VCenterError, { kind }: Operation): boolean {
  return cause.outcome === "not_done" || kind !== "create";
}

function pauseAfter({ retryAfter }: VCenterError, tries: number): number {
  if (retryAfter !== undefined) {
    return Math.min(retryAfter, LONGEST_RETRY_AFTER_MS);
  }
  const longest = Math.min(SHORTEST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return longest / 2 + (Math.random() * longest) / 2;
}
