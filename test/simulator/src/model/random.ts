import { randomInt } from "node:crypto";

/** A source of whole numbers: repeatable with a seed, else from the system. */
export interface Random {
  /** A number from 0 up to, not including, `limit`. */
  below(limit: number): number;
}

/** A stream of its own per `stream` name, so that what one VM does never changes the numbers of another. */
export function randomSource(seed: number | null, stream: string): Random {
  return seed === null ? systemRandom : seededRandom(hash(`${seed}/${stream}`));
}

const systemRandom: Random = { below: (limit) => randomInt(limit) };

/** Mulberry32: small, and good enough for names. */
function seededRandom(start: number): Random {
  let state = start;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
    },
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value | 0;
}
