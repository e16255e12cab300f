import assert from "node:assert/strict";
import sinon from "sinon";
import type { Job } from "../../src/guest/job";
import { Pool } from "../../src/guest/pool";
import { runJob } from "../../src/guest/run-job";
import type { Limits } from "../../src/guest/turns";
import type { Place, Work } from "../../src/guest/work";
import type { Call } from "../../src/vcenter/caller";
import type { Client, GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import type { Flight } from "../../src/vcenter/flight";
import { operations } from "../../src/vcenter/operations";

type Calls = Omit<Client, "isLoggedIn" | "login" | "call">;
type StubCall = sinon.SinonStub<[call: Call<unknown>, flight: Flight], Promise<unknown>> & Client["call"];
type Stub<K extends keyof Calls> = sinon.SinonStub<Parameters<Calls[K]>, ReturnType<Calls[K]>>;
export type StubClient = { readonly [K in keyof Calls]: Stub<K> } & Pick<Client, "login"> & { isLoggedIn: boolean; call: StubCall };

/** A client whose calls a test answers. One that it has not prepared never answers; `close` does. */
export function stubClient(): StubClient {
  const silent = new Promise<never>(() => undefined);
  return {
    isLoggedIn: true,
    login: { age: 0, refusal: undefined, isUnderWay: false, wasTried: true },
    call: sinon.stub().returns(silent) as unknown as StubCall,
    logIn: (sinon.stub() as Stub<"logIn">).returns(silent),
    told: sinon.stub(),
    tryLogin: (sinon.stub() as Stub<"tryLogin">).returns(silent),
    loginEnd: (sinon.stub() as Stub<"loginEnd">).resolves(),
    createTemporary: (sinon.stub() as Stub<"createTemporary">).returns(silent),
    listVms: (sinon.stub() as Stub<"listVms">).returns(silent),
    guestOperations: (sinon.stub() as Stub<"guestOperations">).returns(silent),
    outage: (sinon.stub() as Stub<"outage">).returns(silent),
    close: (sinon.stub() as Stub<"close">).resolves(),
  };
}

/** A pool as connection nodes with the usual limits have it. */
export function poolOf(client: Client, limits: Partial<Limits> = {}): Pool {
  return new Pool(client, "vcenter.example.com:443", () => ({ maxConcurrent: 32, maxConcurrentPerVm: 1, ...limits }));
}

export const CREDENTIALS: GuestCredentials = {
  interactive_session: false,
  type: "USERNAME_PASSWORD",
  user_name: "worker",
  password: "secret",
};

/** In vm-42, without patience for VMware Tools. */
export const PLACE: Place = {
  vm: "vm-42",
  loginName: "connection-1\n",
  credentials: () => CREDENTIALS,
  queueTimeout: 600_000,
  timeout: 60_000,
  maxAttempts: 5,
  waitForTools: 0,
};

/** What a test changes in the usual work, and where it is done. */
export type WorkChanges = Partial<Place & Work<string>>;

/** A job of one request in {@link PLACE}; `send` never answers. */
export function runWork(
  pool: Pool,
  job: Job,
  { operation = operations.createTemporaryFile, send, remove, ...place }: WorkChanges,
): Promise<string> {
  const work = { operation, send: send ?? silence, ...(remove !== undefined && { remove }) };
  return runJob(pool, job, { operation, place: { ...PLACE, ...place } }, (guest) => guest.call(work));
}

function silence(): Promise<never> {
  return new Promise<never>(() => undefined);
}

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
