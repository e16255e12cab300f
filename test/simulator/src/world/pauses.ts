/** Real pauses (latency, slow refusals) that all end at once when the simulator closes. */
export class Pauses {
  readonly #pending = new Set<() => void>();
  #ended = false;

  async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#ended) {
      return;
    }
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#pending.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.#pending.add(finish);
    });
  }

  end(): void {
    this.#ended = true;
    for (const finish of [...this.#pending]) {
      finish();
    }
  }
}
