import type { Random } from "../model/random";

/** One run of the Tools service, from its start to its end. */
export class ToolsRun {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt = Date.now();
  readonly #random: Random;
  readonly #directoryNumbers = new Map<string, number>();

  constructor(random: Random, previous: ToolsRun | null) {
    this.#random = random;
    this.pid = previous === null ? 600 + random.below(300) : previous.pid + 1 + random.below(400);
  }

  /** The random part of a user's default directory: the same as long as the service runs. */
  directoryNumber(user: string): number {
    return this.#directoryNumbers.get(user) ?? this.newDirectoryNumber(user);
  }

  newDirectoryNumber(user: string): number {
    const number = this.#random.below(2 ** 32);
    this.#directoryNumbers.set(user, number);
    return number;
  }
}
