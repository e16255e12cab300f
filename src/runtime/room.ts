import type { Bounded } from "./bounded";

/** What an answer to the editor may have, in bytes. */
export const ANSWER_BYTES = 64 * 1024;

/** What stands around the list of such an answer. */
const HEAD_BYTES = 200;

/** As much of a list as one answer may have. */
export function fitting<T>(list: readonly T[]): Bounded<T> {
  return new Room(ANSWER_BYTES - HEAD_BYTES).first(list);
}

/** So many bytes of an answer, which lists share. */
export class Room {
  #left: number;
  readonly #frame: number;

  /** @param frame bytes that stand around each value */
  constructor(bytes: number, frame = 0) {
    this.#left = bytes;
    this.#frame = frame;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes the room that a value needs. @returns whether there was enough. */
  takes(value: unknown): boolean {
    const bytes = Buffer.byteLength(JSON.stringify(value)) + 1 + this.#frame;
    const isEnough = bytes <= this.#left;
    this.#left -= isEnough ? bytes : 0;
    return isEnough;
  }

  /** The first of a list, as far as there is room, and at most `most`. */
  first<T>(list: readonly T[], most = Infinity): Bounded<T> {
    const end = list.findIndex((value, index) => index >= most || !this.takes(value));
    const count = end === -1 ? list.length : end;
    return { list: list.slice(0, count), more: list.length - count };
  }
}
