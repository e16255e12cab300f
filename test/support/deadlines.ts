/** A time limit in seconds, longer than any test takes; few other timers take as long. */
export const LIMIT = 54;

const SHORTEST_MS = 40_000;

type Timer = ReturnType<typeof setTimeout>;

/** In this suite time limits of {@link LIMIT} run out at a call of what this gives, and not because the machine is slow. */
export function deadlines(): () => void {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const running = new Map<unknown, () => void>();

  const set = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer => {
    const timer = real.setTimeout(callback, ms, ...args);
    if (ms > SHORTEST_MS && ms <= LIMIT * 1000) {
      running.set(timer, callback);
    }
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

  return () => {
    for (const [timer, callback] of [...running]) {
      clear(timer as Timer);
      callback();
    }
  };
}
