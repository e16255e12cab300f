import { setImmediate } from "node:timers/promises";

/** Bytes of the heap in use when all that can be collected is collected; needs `--expose-gc`. */
export async function heapUsed() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    // What is finalized after a collection is collected by the next.
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}
