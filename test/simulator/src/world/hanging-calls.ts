/** Calls that a `hang` fault holds until they are released. */
export class HangingCalls {
  readonly #release: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#release.push(resolve);
    });
  }

  /** At most so many, in the order in which they came. @returns how many there were */
  release(most = Infinity): number {
    const held = this.#release.splice(0, most);
    for (const release of held) {
      release();
    }
    return held.length;
  }
}
