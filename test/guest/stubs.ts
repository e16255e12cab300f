import assert from "node:assert/strict";
import sinon from "sinon";
import type { Client, GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";

export type StubClient = { readonly [K in keyof Client]: sinon.SinonStub<Parameters<Client[K]>, ReturnType<Client[K]>> };

/** A client whose calls a test answers. One that it has not prepared never answers; `close` does. */
export function stubClient(): StubClient {
  const silent = new Promise<never>(() => undefined);
  return {
    createTemporary: sinon.stub<Parameters<Client["createTemporary"]>, Promise<string>>().returns(silent),
    listVms: sinon.stub<Parameters<Client["listVms"]>, ReturnType<Client["listVms"]>>().returns(silent),
    guestOperations: sinon.stub<Parameters<Client["guestOperations"]>, ReturnType<Client["guestOperations"]>>().returns(silent),
    close: sinon.stub<[], Promise<void>>().resolves(),
  };
}

export const CREDENTIALS: GuestCredentials = {
  interactive_session: false,
  type: "USERNAME_PASSWORD",
  user_name: "worker",
  password: "secret",
};

/** An answer that a test gives when it is time. */
export class Later<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** An error as a call of the client gives it. */
export function callError(code: string, cause: Partial<VCenterError["cause"]> = {}): VCenterError {
  return new VCenterError(`${code} happened. Do something.`, code, {
    subject: "server",
    outcome: "not_done",
    retryable: false,
    operation: "files.createTemporary",
    ...cause,
  });
}

/** What a promise rejects with, which must be one of our errors. */
export async function errorOf(promise: Promise<unknown>): Promise<VCenterError> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  assert.ok(settled?.error instanceof VCenterError, settled === undefined ? "it was fulfilled" : String(settled.error));
  return settled.error;
}

/** Gives whatever could happen without an answer the time to happen. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
