import type { Answer } from "../../src/vcenter/answer";
import { VCenterError } from "../../src/vcenter/error";
import type { SessionCalls } from "../../src/vcenter/session";

/** A promise that a test settles. */
export class Held<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** The sessions of a vCenter: logins give `token-1`, `token-2`, ...; a test may hold calls and end sessions. */
export class FakeSessions implements SessionCalls {
  /** Set by a test: the next calls wait for it. */
  loginHeld: Held<void> | undefined;
  probeHeld: Held<void> | undefined;
  deleteHeld: Held<void> | undefined;
  readonly dead = new Set<string>();
  readonly deleted: string[] = [];
  logins = 0;
  probes: string[] = [];

  async create(): Promise<string> {
    this.logins += 1;
    const token = `token-${this.logins}`;
    await this.loginHeld?.promise;
    return token;
  }

  async isAlive(token: string): Promise<boolean> {
    this.probes.push(token);
    await this.probeHeld?.promise;
    return !this.dead.has(token);
  }

  async delete(token: string): Promise<void> {
    this.deleted.push(token);
    await this.deleteHeld?.promise;
  }
}

export const OK: Answer = { status: 200, text: "{}" };
export const REFUSED: Answer = { status: 401, text: '{"error_type": "UNAUTHENTICATED", "messages": []}' };
export const SESSION_MISSING: Answer = {
  status: 401,
  text: JSON.stringify({
    error_type: "UNAUTHENTICATED",
    messages: [{ id: "com.vmware.vapi.endpoint.method.authentication.required" }],
  }),
};

export function refused(): VCenterError {
  return new VCenterError("refused", "UNAUTHENTICATED", { subject: "session", outcome: "not_done", retryable: false });
}

/** The signal of a job that nobody ends. */
export function endless(): AbortSignal {
  return new AbortController().signal;
}
