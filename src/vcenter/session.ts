import { type Answer, isSuccess, vapiError } from "./answer";
import { Interrupted, interruptible, settled } from "./interrupted";
import { Token } from "./token";

/** The three calls on `/session` (CONTRACT.md section 2). */
export interface SessionCalls {
  /** Logs in. @throws VCenterError, subject `session` if it was refused. */
  create(): Promise<string>;
  /** Asks with the token whether its session lives. */
  get(token: string): Promise<Answer>;
  /** Logs out within its own time limit; never rejects. */
  delete(token: string): Promise<void>;
}

/** Guest calls were seen to fail on sessions that had been idle for hours (CONTRACT.md section 3). */
const IDLE_LIMIT_MS = 10 * 60_000;

/** How long closing waits for a login that is under way, so that its session can be ended. */
const LOGIN_WAIT_MS = 5_000;

type Send = (token: string) => Promise<Answer>;

/** The vCenter login of one client: logged in when first needed, one login at a time, logged out at the end. */
export class Session {
  readonly #calls: SessionCalls;
  #current: Token | undefined;
  #login: Promise<Token> | undefined;
  #probe: { readonly token: Token; readonly alive: Promise<boolean> } | undefined;
  readonly #logouts = new Set<Promise<void>>();
  #closed = false;

  constructor(calls: SessionCalls) {
    this.#calls = calls;
  }

  /** A call without a guest login: a 401 means that the session is dead; then one login and one repeat. */
  async call(send: Send, signal: AbortSignal): Promise<Answer> {
    const token = await this.#token(signal);
    const answer = await token.lend(send);
    return answer.status === 401 ? this.#repeatWithout(token, send, signal) : answer;
  }

  /**
   * A call with a guest login: a 401 has two causes which the answer does not tell apart (CONTRACT.md section 3).
   * A 401 that comes back from here means that the guest login was refused.
   */
  async guestCall(send: Send, signal: AbortSignal): Promise<Answer> {
    this.#replaceIdle();
    let token = await this.#token(signal);
    let answer = await token.lend(send);
    if (answer.status === 401 && this.#current !== undefined && token !== this.#current) {
      token = this.#current;
      answer = await token.lend(send);
    }
    const isSessionDead = answer.status === 401 && (await this.#isDead(token, answer, signal));
    return isSessionDead ? this.#repeatWithout(token, send, signal) : answer;
  }

  /** Logs out. A login under way is awaited first, for it would leave a session behind. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#login !== undefined) {
      await settled([this.#login], LOGIN_WAIT_MS);
    }
    this.#retireCurrent();
    await Promise.all(this.#logouts);
  }

  async #repeatWithout(dead: Token, send: Send, signal: AbortSignal): Promise<Answer> {
    if (this.#current === dead) {
      this.#current = undefined;
    }
    return (await this.#token(signal)).lend(send);
  }

  async #token(signal: AbortSignal): Promise<Token> {
    if (this.#current !== undefined) {
      return this.#current;
    }
    this.#login ??= this.#logIn();
    const login = this.#login;
    try {
      return await interruptible(login, signal);
    } catch (error) {
      if (error instanceof Interrupted && error.reason === "TIMED_OUT") {
        this.#forget(login);
      }
      throw error;
    }
  }

  #logIn(): Promise<Token> {
    const login = this.#calls
      .create()
      .then((value) => this.#adopt(new Token(value)))
      .finally(() => {
        this.#forget(login);
      });
    return login;
  }

  /** A login that has ended, or has outlived a deadline, is no longer joined: the next message tries anew. */
  #forget(login: Promise<Token>): void {
    if (this.#login === login) {
      this.#login = undefined;
    }
  }

  /** A login that arrives after another one, or after the end, leaves no session behind. */
  #adopt(token: Token): Token {
    if (this.#current !== undefined || this.#closed) {
      this.#retire(token);
      return this.#current ?? token;
    }
    this.#current = token;
    return token;
  }

  #replaceIdle(): void {
    if (this.#current !== undefined && this.#current.idle > IDLE_LIMIT_MS) {
      this.#retireCurrent();
    }
  }

  /** Asks vCenter at most once for all 401s that arrive while the question is under way. */
  async #isDead(token: Token, answer: Answer, signal: AbortSignal): Promise<boolean> {
    if (token !== this.#current || saysSessionMissing(answer)) {
      return true;
    }
    if (this.#probe?.token !== token) {
      this.#probe = { token, alive: this.#isAlive(token) };
    }
    return !(await interruptible(this.#probe.alive, signal));
  }

  async #isAlive(token: Token): Promise<boolean> {
    try {
      return isSuccess(await token.lend((value) => this.#calls.get(value)));
    } catch {
      return false;
    } finally {
      this.#probe = undefined;
    }
  }

  #retireCurrent(): void {
    if (this.#current !== undefined) {
      this.#retire(this.#current);
      this.#current = undefined;
    }
  }

  /** Ends a session when its last call has ended. */
  #retire(token: Token): void {
    token.whenUnused(() => {
      const logout = token.lend((value) => this.#calls.delete(value)).finally(() => this.#logouts.delete(logout));
      this.#logouts.add(logout);
    });
  }
}

/** Seen in the field for a call without a session (CONTRACT.md section 3). */
function saysSessionMissing(answer: Answer): boolean {
  return (vapiError(answer)?.messages ?? []).some(
    (message) =>
      typeof message === "object" &&
      message !== null &&
      "id" in message &&
      typeof message.id === "string" &&
      message.id.endsWith("method.authentication.required"),
  );
}
