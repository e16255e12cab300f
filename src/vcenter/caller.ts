import { randomUUID } from "node:crypto";
import type { Dispatcher } from "undici";
import { type Answer, isGatewayFailure, isSuccess, json } from "./answer";
import { errorFromAnswer } from "./answer-error";
import type { VCenterError } from "./error";
import { errorFromException, outageFromException } from "./exception-error";
import { exchange, type Request } from "./exchange";
import type { Flight } from "./flight";
import { type Ending, type Interruption, limited } from "./interrupted";
import { type Attempt, type Operation, operations } from "./operations";
import { type Redact, Redaction } from "./redact";
import type { ServerAddress } from "./server-address";
import { type LoginStanding, Session } from "./session";

export interface CallerOptions {
  readonly dispatcher: Dispatcher;
  readonly server: ServerAddress;
  readonly username: string;
  readonly password: string;
  /** Further secrets that a server could echo, at the time of asking: of a proxy, of all guest logins. */
  readonly secrets?: () => Iterable<string>;
  /** Told before each request. */
  readonly sending?: () => void;
}

/** What is tried, its request below `/api`, and how the body of a success is read. */
export interface Call<T> {
  readonly operation: Operation;
  readonly vm?: string | undefined;
  /** The guest path that an error names. */
  readonly path?: string | undefined;
  readonly method: "GET" | "POST";
  /** Below `/api`, with the query; every segment percent-encoded. */
  readonly url: string;
  readonly body?: unknown;
  /** The secrets of the body. */
  readonly secrets?: readonly string[];
  /** Gets `null` where there is no body. Gives `undefined` for one that is not what the contract says. */
  readonly read: (body: unknown) => T | undefined;
}

type Header = readonly [name: string, value: string];

type Requested = Pick<Call<unknown>, "url" | "body"> & { readonly method: Request["method"] };

const LOG_IN: Requested = { method: "POST", url: "/session" };
const ASK_SESSION: Requested = { method: "GET", url: "/session" };
const LOG_OUT: Requested = { method: "DELETE", url: "/session" };

const SESSION_CALL_MS = 5_000;

/** A login is not ended by a job, for it could leave a session behind; this ends one that will never be answered. */
const LOGIN_MS = 180_000;

/** How long a person waits for a login. */
const TRY_MS = 30_000;

/** Sends calls in the session of one vCenter user; what comes back becomes a value or a VCenterError. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #basic: string;
  readonly #session: Session;
  readonly #redaction = new Redaction();
  readonly #end = new AbortController();

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#basic = Buffer.from(`${options.username}:${options.password}`, "utf8").toString("base64");
    this.#session = new Session({
      create: () => limited(LOGIN_MS, (signal) => this.#create(AbortSignal.any([signal, this.#end.signal]))),
      isAlive: (token) => limited(SESSION_CALL_MS, (signal) => this.#isAlive(token, signal)),
      delete: (token) => limited(SESSION_CALL_MS, (signal) => this.#logOut(token, signal)),
    });
  }

  /** @throws VCenterError only. */
  call<T>(call: Call<T>, flight: Flight): Promise<T> {
    const attempt = this.#attempt(call);
    const secrets = [...(call.secrets ?? [])];
    flight.redact = (text) => this.#redactor(secrets)(text);
    const send = (token: string): Promise<Answer> => {
      secrets.push(token);
      flight.begin(attempt.operationId);
      return this.#exchange(call, attempt.operationId, withToken(token), flight);
    };
    const answer = call.operation.guest ? this.#session.guestCall(send, flight) : this.#session.call(send, flight);
    return this.#tried(attempt, secrets, answer, successOf(call.read));
  }

  get isLoggedIn(): boolean {
    return this.#session.isLoggedIn;
  }

  /** Logs in, unless there is a session. @throws VCenterError only. */
  async logIn(signal: Ending): Promise<void> {
    try {
      await this.#session.logIn(signal);
    } catch (error) {
      throw errorFromException(error, this.#attempt({ operation: operations.logIn }));
    }
  }

  get login(): LoginStanding {
    return this.#session.standing;
  }

  /** How a login with the same account went elsewhere. */
  told(refusal?: VCenterError): void {
    this.#session.told(refusal);
  }

  /** Logs in although it was refused a short time ago. @throws VCenterError only. */
  async tryLogin(): Promise<void> {
    this.#session.release();
    await limited(TRY_MS, (signal) => this.logIn(signal));
  }

  /** Waits until no login is under way, but no longer than `ms` milliseconds. */
  loginEnd(ms: number): Promise<void> {
    return this.#session.loginEnd(ms);
  }

  /** Why vCenter does not answer, asked without a token: then 401 is the usual answer. Sends no secret. */
  async outage(): Promise<string | undefined> {
    try {
      const answer = await limited(SESSION_CALL_MS, (signal) => this.#exchange(ASK_SESSION, randomUUID(), undefined, signal));
      return isGatewayFailure(answer) ? `a proxy in front of it answers HTTP ${answer.status}` : undefined;
    } catch (error) {
      return outageFromException(error, this.#attempt({ operation: operations.askSession }));
    }
  }

  /** Ends the session, and a login that did not end within `loginWait` milliseconds. */
  async close(loginWait: number): Promise<void> {
    await this.#session.close(loginWait);
    this.#end.abort("CLOSED" satisfies Interruption);
  }

  #create(signal: AbortSignal): Promise<string> {
    const attempt = this.#attempt({ operation: operations.logIn });
    const answer = this.#exchange(LOG_IN, attempt.operationId, this.#basicLogin, signal);
    return this.#tried(attempt, [], answer, successOf(sessionToken));
  }

  /** 401 is an answer here: the session is dead. */
  #isAlive(token: string, signal: AbortSignal): Promise<boolean> {
    const attempt = this.#attempt({ operation: operations.askSession });
    const answer = this.#exchange(ASK_SESSION, attempt.operationId, withToken(token), signal);
    return this.#tried(attempt, [token], answer, (given) =>
      given.status === 401 ? false : isSuccess(given) || undefined,
    );
  }

  /** A session that cannot be ended ends by itself: nobody can do anything about it. */
  async #logOut(token: string, signal: AbortSignal): Promise<void> {
    await this.#exchange(LOG_OUT, randomUUID(), withToken(token), signal).catch(() => undefined);
  }

  /** What an attempt gives; `read` gives `undefined` for an answer that is an error or makes no sense. */
  async #tried<T>(
    attempt: Attempt,
    secrets: Iterable<string>,
    answered: Promise<Answer>,
    read: (answer: Answer) => T | undefined,
  ): Promise<T> {
    try {
      const answer = await answered;
      const value = read(answer);
      if (value === undefined) {
        throw errorFromAnswer(answer, attempt, this.#redactor(secrets));
      }
      return value;
    } catch (error) {
      throw errorFromException(error, attempt);
    }
  }

  get #basicLogin(): Header {
    return ["authorization", `Basic ${this.#basic}`];
  }

  #exchange(
    { method, url, body }: Requested,
    opid: string,
    login: Header | undefined,
    signal: Ending,
  ): Promise<Answer> {
    const headers: Request["headers"] = { accept: "application/json", "vapi-ctx-opid": opid, "x-request-id": opid };
    if (login !== undefined) {
      headers[login[0]] = login[1];
    }
    if (body !== undefined) {
      headers["content-type"] = "application/json";
    }
    const text = body === undefined ? null : JSON.stringify(body);
    const { dispatcher, server, sending } = this.#options;
    sending?.();
    return exchange(dispatcher, server.origin, { method, path: `/api${url}`, headers, body: text }, signal);
  }

  #attempt({
    operation,
    vm,
    path,
  }: Pick<Call<unknown>, "operation" | "vm" | "path">): Attempt & { readonly operationId: string } {
    return { operation, server: this.#options.server.name, operationId: randomUUID(), vm, path };
  }

  #redactor(secrets: Iterable<string>): Redact {
    return this.#redaction.of([...secrets, ...(this.#options.secrets?.() ?? []), this.#basic, this.#options.password]);
  }
}

function withToken(token: string): Header {
  return ["vmware-api-session-id", token];
}

function successOf<T>(read: Call<T>["read"]): (answer: Answer) => T | undefined {
  return (answer) => (isSuccess(answer) ? read(answer.text === "" ? null : json(answer)) : undefined);
}

/** A bare JSON string (CONTRACT.md section 2) that can stand in a header. */
function sessionToken(body: unknown): string | undefined {
  return typeof body === "string" && /^[\x21-\x7e]{1,4096}$/.test(body) ? body : undefined;
}
