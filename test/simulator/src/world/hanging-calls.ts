/** Calls that a `hang` fault holds until they are released. */
export class HangingCalls {
  #release: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#release.push(resolve);
    });
  }

  releaseAll(): number {
    const held = this.#release;
    this.#release = [];
    for (const release of held) {
      release();
    }
    return held.length;
  }
}
