import type { Client, GuestReadiness } from "../vcenter/client";
import { limited } from "../vcenter/interrupted";

const QUESTION_MS = 10_000;

/** Asks whether VMware Tools of a VM are ready; one question for all who ask at the same time. */
export class Tools {
  readonly #client: Client;
  readonly #questions = new Map<string, Promise<GuestReadiness | undefined>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** `undefined` if vCenter does not say. */
  readiness(vm: string): Promise<GuestReadiness | undefined> {
    const asked = this.#questions.get(vm) ?? this.#ask(vm);
    this.#questions.set(vm, asked);
    return asked;
  }

  async #ask(vm: string): Promise<GuestReadiness | undefined> {
    try {
      return await limited(QUESTION_MS, (signal) => this.#client.guestOperations(vm, signal));
    } catch {
      return undefined;
    } finally {
      this.#questions.delete(vm);
    }
  }
}
