import { VCenterError } from "../../vcenter/error";
import { withoutTime } from "../../vcenter/latch";
import type { Pin } from "./pin";

const CONNECT = ["settings", "name", "tcp", "tls", "login", "vms"] as const;
const GUEST = ["power", "tools", "guestLogin", "file", "transfer", "removal"] as const;

export type StepName = (typeof CONNECT | typeof GUEST)[number];

/** How a step of a test went, in sentences. */
export interface Step {
  readonly step: StepName;
  /** null: it was not tried, or nobody knows. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy: string;
  /** Of a certificate that no CA vouches for. */
  readonly pin?: Pin;
}

/** How a test goes, step by step, as the editor shows it. */
export class Report {
  readonly #names: readonly StepName[];
  readonly #steps = new Map<StepName, Step>();

  constructor(hasVm: boolean) {
    this.#names = hasVm ? [...CONNECT, ...GUEST] : CONNECT;
  }

  get steps(): Step[] {
    return this.#names.map((step) => this.#steps.get(step) ?? { step, ok: null, detail: "", remedy: "" });
  }

  get isOk(): boolean {
    return this.steps.every(({ ok }) => ok === true);
  }

  passed(step: StepName, detail: string): void {
    this.#steps.set(step, { step, ok: true, detail, remedy: "" });
  }

  /** Nobody knows yet how it went, or will. */
  open(step: StepName, detail: string): void {
    this.#steps.set(step, { step, ok: null, detail, remedy: "" });
  }

  failed(step: StepName, error: unknown, pin?: Pin): void {
    const message = error instanceof VCenterError ? withoutTime(error) : "The test failed in an unforeseen way. Please report it as a bug.";
    this.#steps.set(step, { step, ok: false, ...inParts(message), ...(pin && { pin }) });
  }

  /** Does a step and notes how it went. @throws what the work throws */
  async step<T>(step: StepName, work: () => Promise<T> | T, detail: (result: T) => string, pinFor?: PinFor): Promise<T> {
    try {
      const result = await work();
      this.passed(step, detail(result));
      return result;
    } catch (error) {
      this.failed(step, error, await pinFor?.(error));
      throw error;
    }
  }
}

/** The line that would make a connection trust a certificate, where an error is about one. Never rejects. */
export type PinFor = (error: unknown) => Promise<Pin | undefined>;

/** What failed, and what to do: the sentences after the first, which may quote a text with full stops. */
function inParts(message: string): Pick<Step, "detail" | "remedy"> {
  const [, detail = message, remedy = ""] = /^((?:"[^"]*"|[^"])*?\.)\s+(?=[A-Z])(.*)$/s.exec(message) ?? [];
  return { detail, remedy };
}
