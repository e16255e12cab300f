import type { Lab } from "./lab";

export interface Step {
  readonly step: string;
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy: string;
  readonly pin?: { readonly host: string; readonly fingerprint: string; readonly issuer: string };
}

export interface TestAnswer {
  readonly ok: boolean;
  readonly steps: Step[];
  readonly error?: string;
}

/** What the editor sends for a stored secret. */
export const STORED = "__PWRD__";

/** Presses *Test* in the dialog of `connection-1`, which shows the usual flow. */
export class Tester {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** The values of the dialog: as deployed, but for the changes. */
  values(changes: object = {}): object {
    const { username, guestUsername, guestPassword, password } = this.#lab.simulator.address;
    const { type: _type, ...def } = this.#lab.flow().find(({ id }) => id === "connection-1")!;
    return { ...def, username, password, guestUsername, guestPassword, ...changes };
  }

  async send(body: object): Promise<{ readonly status: number; readonly answer: TestAnswer; readonly text: string }> {
    const { status, text } = await this.#lab.red.helper.request().post("/vcenter-guest/connection/test").send(body);
    return { status, answer: JSON.parse(text) as TestAnswer, text };
  }

  async test(changes: object = {}): Promise<Step[]> {
    const { status, answer, text } = await this.send(this.values(changes));
    if (status !== 200) {
      throw new Error(`${status} ${text}`);
    }
    return answer.steps;
  }

  /** The step that fails, of a test of which those before it passed. */
  async failure(changes: object = {}): Promise<Step> {
    const steps = await this.test(changes);
    const found = steps.find(({ ok }) => ok === false);
    if (found === undefined) {
      throw new Error(`nothing failed: ${JSON.stringify(steps)}`);
    }
    return found;
  }
}

/** How each step went: `name+ tcp- tls?`. */
export function outline(steps: readonly Step[]): string {
  return steps.map(({ step, ok }) => `${step}${ok === null ? "?" : ok ? "+" : "-"}`).join(" ");
}
