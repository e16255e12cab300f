/** A time limit in seconds, longer than any test takes; few other timers take as long. */
export const LIMIT = 54;

/** Which timers are meant, in seconds. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const LIMITS: Range = { from: 40, to: LIMIT };

type Timer = ReturnType<typeof setTimeout>;

/**
 * In this suite time limits of {@link LIMIT} run out at a call of what this gives, and not because the machine is slow.
 * Given a range, the call ends the timers that were set for a time in it. It gives how many it ends.
 */
export function deadlines(): (range?: Range) => number {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const running = new Map<unknown, { readonly ms: number; readonly end: () => void }>();

  const set = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer => {
    const end = (): void => {
      running.delete(timer);
      callback(...args);
    };
    const timer = real.setTimeout(end, ms);
    running.set(timer, { ms, end });
    return timer;
  };
  const clear = (timer: Timer | undefined): void => {
    running.delete(timer);
    real.clearTimeout(timer);
  };

  beforeEach(() => {
    running.clear();
    Object.assign(globalThis, { setTimeout: Object.assign(set, real.setTimeout), clearTimeout: clear });
  });
  afterEach(() => {
    Object.assign(globalThis, real);
  });

  return ({ from, to } = LIMITS) => {
    const due = [...running].filter(([, { ms }]) => ms >= from * 1000 && ms <= to * 1000);
    for (const [timer] of due) {
      real.clearTimeout(timer as Timer);
      // One after the other, as timers end: the first may take back the next.
      real.setTimeout(() => running.get(timer)?.end(), 0);
    }
    return due.length;
  };
}
