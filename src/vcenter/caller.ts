import { randomUUID } from "node:crypto";
import type { Dispatcher } from "undici";
import { type Answer, isSuccess, json } from "./answer";
import { errorFromAnswer } from "./answer-error";
import { errorFromException } from "./exception-error";
import { exchange, type Request } from "./exchange";
import { limited } from "./interrupted";
import { type Attempt, type Operation, operations } from "./operations";
import { type Redact, redactor } from "./redact";
import type { ServerAddress } from "./server-address";
import { Session } from "./session";

export interface CallerOptions {
  readonly dispatcher: Dispatcher;
  readonly server: ServerAddress;
  readonly username: string;
  readonly password: string;
  /** Further secrets that a server could echo: the login of a proxy. */
  readonly secrets?: readonly string[];
}

/** What is tried, its request below `/api`, and how the body of a success is read. */
export interface Call<T> {
  readonly operation: Operation;
  readonly vm?: string;
  /** The guest path that an error names. */
  readonly path?: string;
  readonly method: "GET" | "POST";
  /** Below `/api`, with the query; every segment percent-encoded. */
  readonly url: string;
  readonly body?: unknown;
  /** The secrets of the body. */
  readonly secrets?: readonly string[];
  /** Gives `undefined` for a body that is not what the contract says. */
  readonly read: (body: unknown) => T | undefined;
}

const SESSION_CALL_MS = 5_000;

/** A login is not aborted, for it could leave a session behind; this ends one that will never be answered. */
const LOGIN_MS = 300_000;

/** Sends calls in the session of one vCenter user; what comes back becomes a value or a VCenterError. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #basic: string;
  readonly #session: Session;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#basic = Buffer.from(`${options.username}:${options.password}`, "utf8").toString("base64");
    this.#session = new Session({
      create: () => limited(LOGIN_MS, (signal) => this.#logIn(signal)),
      get: (token) => limited(SESSION_CALL_MS, (signal) => this.#exchange("GET", "/session", signal, { token })),
      delete: (token) => limited(SESSION_CALL_MS, (signal) => this.#logOut(token, signal)),
    });
  }

  /** @throws VCenterError only. */
  async call<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    const attempt = this.#attempt(call);
    const secrets = new Set(call.secrets);
    const send = (token: string): Promise<Answer> => {
      secrets.add(token);
      return this.#exchange(call.method, call.url, signal, { token, opid: attempt.operationId, body: call.body });
    };
    try {
      const answer = await (call.operation.guest
        ? this.#session.guestCall(send, signal)
        : this.#session.call(send, signal));
      return valueOf(answer, call.read, attempt, () => this.#redactor(secrets));
    } catch (error) {
      throw errorFromException(error, attempt, () => this.#redactor(secrets));
    }
  }

  /** Ends the session. */
  close(): Promise<void> {
    return this.#session.close();
  }

  async #logIn(signal: AbortSignal): Promise<string> {
    const attempt = this.#attempt({ operation: operations.logIn });
    try {
      const answer = await this.#exchange("POST", "/session", signal, { opid: attempt.operationId });
      return valueOf(answer, sessionToken, attempt, () => this.#redactor([]));
    } catch (error) {
      throw errorFromException(error, attempt, () => this.#redactor([]));
    }
  }

  /** A session that cannot be ended ends by itself: nobody can do anything about it. */
  async #logOut(token: string, signal: AbortSignal): Promise<void> {
    await this.#exchange("DELETE", "/session", signal, { token }).catch(() => undefined);
  }

  #exchange(
    method: Request["method"],
    url: string,
    signal: AbortSignal,
    { token, opid, body }: { token?: string; opid?: string; body?: unknown },
  ): Promise<Answer> {
    const headers = {
      accept: "application/json",
      ...(token === undefined ? { authorization: `Basic ${this.#basic}` } : { "vmware-api-session-id": token }),
      ...(opid !== undefined && { "vapi-ctx-opid": opid, "x-request-id": opid }),
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const request = { method, path: `/api${url}`, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return exchange(this.#options.dispatcher, this.#options.server.origin, request, signal);
  }

  #attempt({ operation, vm, path }: Pick<Call<unknown>, "operation" | "vm" | "path">): Attempt & { readonly operationId: string } {
    return {
      operation,
      server: this.#options.server.name,
      operationId: randomUUID(),
      ...(vm !== undefined && { vm }),
      ...(path !== undefined && { path }),
    };
  }

  #redactor(secrets: Iterable<string>): Redact {
    return redactor([...secrets, ...(this.#options.secrets ?? []), this.#basic, this.#options.password]);
  }
}

function valueOf<T>(answer: Answer, read: Call<T>["read"], attempt: Attempt, redact: () => Redact): T {
  const value = isSuccess(answer) ? read(json(answer)) : undefined;
  if (value === undefined) {
    throw errorFromAnswer(answer, attempt, redact());
  }
  return value;
}

/** A bare JSON string (CONTRACT.md section 2) that can stand in a header. */
function sessionToken(body: unknown): string | undefined {
  return typeof body === "string" && /^[\x21-\x7e]{1,4096}$/.test(body) ? body : undefined;
}
