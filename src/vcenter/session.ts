import { type Answer, saysSessionMissing } from "./answer";
import { VCenterError } from "./error";
import { type Ending, Interrupted, interruptible, interruption, settled } from "./interrupted";
import { Latch, type Refusal } from "./latch";
import { Login } from "./login";
import { refusedFor } from "./login-refusal";
import { Token } from "./token";

/** The three calls on `/session` (CONTRACT.md section 2). */
export interface SessionCalls {
  /** Logs in. @throws VCenterError, subject `session` if it was refused. */
  create(): Promise<string>;
  /** Whether the session of a token lives. @throws VCenterError if vCenter does not tell. */
  isAlive(token: string): Promise<boolean>;
  /** Logs out within its own time limit; never rejects. */
  delete(token: string): Promise<void>;
}

/** How it stands with the vCenter login. */
export interface LoginStanding {
  /** Milliseconds since the present session was made; `undefined` if there is none. */
  readonly age: number | undefined;
  readonly refusal: Refusal | undefined;
  readonly isUnderWay: boolean;
  /** Whether it was ever tried. */
  readonly wasTried: boolean;
}

/** Guest calls were seen to fail on sessions that had been idle for hours (CONTRACT.md section 3). */
const IDLE_LIMIT_MS = 10 * 60_000;

/** A session that was made so short a time ago is alive, if vCenter does not tell. */
const YOUNG_MS = 60_000;

type Send = (token: string) => Promise<Answer>;

/** The vCenter login of one client: logged in when first needed, one login at a time, logged out at the end. */
export class Session {
  readonly #calls: SessionCalls;
  #current: Token | undefined;
  readonly #login = new Login(() => this.#logIn());
  readonly #latch = new Latch();
  #probe: { readonly token: Token; readonly alive: Promise<boolean | undefined> } | undefined;
  /** Tokens whose sessions are left to be ended. */
  readonly #open = new Set<Token>();
  readonly #logouts = new Set<Promise<void>>();
  #wasTried = false;
  #closed = false;

  constructor(calls: SessionCalls) {
    this.#calls = calls;
  }

  get isLoggedIn(): boolean {
    return this.#current !== undefined;
  }

  get standing(): LoginStanding {
    const { isUnderWay } = this.#login;
    return { age: this.#current?.age, refusal: this.#latch.refusal, isUnderWay, wasTried: this.#wasTried };
  }

  /** A login that was refused may be tried once before its time. */
  release(): void {
    this.#latch.release();
  }

  /** Every call does so by itself, too. */
  async logIn(signal: Ending): Promise<void> {
    await this.#token(signal);
  }

  /** Waits until no login is under way, but no longer than `ms` milliseconds. */
  loginEnd(ms: number): Promise<void> {
    return settled(this.#login.tries, ms);
  }

  /** How a login with the same account went elsewhere: it counts as if it had been tried here. */
  told(refusal?: VCenterError): void {
    if (refusal === undefined) {
      this.#latch.clear();
    } else {
      this.#refused(refusal);
    }
  }

  /**
   * A call without a guest login: a 401 means that the session is dead; then one login and one repeat. A session that was
   * made for the call is not tried again: the next one would be no better.
   */
  async call(send: Send, signal: Ending): Promise<Answer> {
    const token = this.#current;
    if (token === undefined) {
      return this.#callFresh(send, signal);
    }
    const answer = await token.lend(send);
    if (answer.status !== 401) {
      return answer;
    }
    signal.excused?.();
    this.#replace(token);
    return this.#callFresh(send, signal);
  }

  /**
   * A call with a guest login: a 401 has two causes which the answer does not tell apart (CONTRACT.md section 3).
   * A 401 that comes back from here means that the guest login was refused.
   */
  async guestCall(send: Send, signal: Ending): Promise<Answer> {
    this.#replaceIdle();
    let token = this.#current ?? (await this.#token(signal));
    let answer = await token.lend(send);
    if (answer.status === 401 && this.#current !== undefined && token !== this.#current) {
      token = this.#current;
      answer = await token.lend(send);
    }
    if (answer.status !== 401 || !(await this.#isGone(token, answer, signal))) {
      return answer;
    }
    signal.excused?.();
    return (await this.#token(signal)).lend(send);
  }

  /**
   * Logs out; whoever calls it has ended all calls. A login under way would leave a session behind, so it is awaited up
   * to `loginWait` milliseconds.
   */
  async close(loginWait: number): Promise<void> {
    this.#closed = true;
    await settled(this.#login.tries, loginWait);
    this.#current = undefined;
    for (const token of this.#open) {
      this.#logOut(token);
    }
    await Promise.all(this.#logouts);
  }

  async #callFresh(send: Send, signal: Ending): Promise<Answer> {
    const token = await this.#token(signal);
    const answer = await token.lend(send);
    if (answer.status === 401) {
      this.#replace(token);
    }
    return answer;
  }

  async #token(signal: Ending): Promise<Token> {
    if (this.#closed || signal.aborted) {
      throw new Interrupted(this.#closed ? "CLOSED" : interruption(signal), false);
    }
    return this.#current ?? this.#login.join(signal);
  }

  /** @throws VCenterError without a call, if the last login was refused a short time ago. */
  #logIn(): Promise<Token> {
    this.#latch.pass();
    this.#wasTried = true;
    return this.#calls.create().then(
      (value) => this.#adopt(new Token(value)),
      (error: unknown) => {
        throw this.#refused(error);
      },
    );
  }

  #refused(error: unknown): unknown {
    const ms = error instanceof VCenterError ? refusedFor(error) : undefined;
    if (error instanceof VCenterError && ms !== undefined) {
      return this.#latch.set(error, ms);
    }
    this.#latch.undecided();
    return error;
  }

  /** A login that arrives after another one, or after the end, leaves no session behind. */
  #adopt(token: Token): Token {
    this.#latch.clear();
    this.#open.add(token);
    if (this.#closed) {
      this.#logOut(token);
      throw new Interrupted("CLOSED", false);
    }
    if (this.#current === undefined) {
      this.#current = token;
    } else {
      this.#logOut(token);
    }
    return this.#current;
  }

  #replaceIdle(): void {
    if (this.#current !== undefined && this.#current.idle > IDLE_LIMIT_MS) {
      this.#replace(this.#current);
    }
  }

  /**
   * Logs in anew for the next call, and ends the session when its last call has ended; also one that vCenter calls dead,
   * for sessions that live on are limited in number.
   */
  #replace(token: Token): void {
    if (this.#current === token) {
      this.#current = undefined;
    }
    token.whenUnused(() => {
      this.#logOut(token);
    });
  }

  /**
   * Whether a token that brought a 401 is no longer the one to use. Where vCenter does not tell, a young one is taken
   * for alive, and an older one is replaced: a guest login must not be tried again and again.
   */
  async #isGone(token: Token, answer: Answer, signal: Ending): Promise<boolean> {
    if (token !== this.#current) {
      return true;
    }
    const isAlive = saysSessionMissing(answer) ? false : await interruptible(this.#isAlive(token), signal);
    if (isAlive === true || (isAlive === undefined && token.age < YOUNG_MS)) {
      return false;
    }
    this.#replace(token);
    return true;
  }

  /** Asks vCenter once for all 401s that arrive while the question is under way; `undefined` if it does not tell. */
  #isAlive(token: Token): Promise<boolean | undefined> {
    if (this.#probe?.token === token) {
      return this.#probe.alive;
    }
    const alive = token
      .lend((value) => this.#calls.isAlive(value))
      .catch(() => undefined)
      .finally(() => {
        if (this.#probe?.token === token) {
          this.#probe = undefined;
        }
      });
    this.#probe = { token, alive };
    return alive;
  }

  /** Ends a session, once. */
  #logOut(token: Token): void {
    if (this.#open.delete(token)) {
      const logout = token.lend((value) => this.#calls.delete(value)).finally(() => this.#logouts.delete(logout));
      this.#logouts.add(logout);
    }
  }
}
