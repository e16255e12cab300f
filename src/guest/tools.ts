import type { Client } from "../vcenter/client";
import { limited } from "../vcenter/interrupted";

const QUESTION_MS = 10_000;

/** Tells whether VMware Tools of a VM are ready; one question for all who ask at the same time. */
export class Tools {
  readonly #client: Client;
  readonly #questions = new Map<string, Promise<boolean>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether they are known to be not ready: no answer is no knowledge. */
  areDown(vm: string): Promise<boolean> {
    const asked = this.#questions.get(vm) ?? this.#ask(vm);
    this.#questions.set(vm, asked);
    return asked;
  }

  async #ask(vm: string): Promise<boolean> {
    try {
      const readiness = await limited(QUESTION_MS, (signal) => this.#client.guestOperations(vm, signal));
      return !readiness.guest_operations_ready;
    } catch {
      return false;
    } finally {
      this.#questions.delete(vm);
    }
  }
}
