import { fingerprintOf } from "../guest/fingerprint";
import type { GuestCredentials } from "../vcenter/client";
import { invalid, type VCenterError } from "../vcenter/error";
import { shown } from "../vcenter/text";
import type { StoredGuestLogin } from "./guest-credentials";
import { askHook, type Hook } from "./guest-login-hook";

/** The hook is asked for names that no node has; they are kept with each refusal and each entry of the ledger. */
const NAME_BYTES = 255;

/** The guest logins of a connection: its own, and those of the guest login nodes by their names. */
export class GuestLogins {
  readonly #own: StoredGuestLogin;
  readonly #named = new Map<string, Set<StoredGuestLogin>>();

  constructor(own: StoredGuestLogin) {
    this.#own = own;
  }

  /** @returns a function that takes the login away again. */
  add(name: string, login: StoredGuestLogin): () => void {
    const others = this.#named.get(name) ?? new Set();
    this.#named.set(name, others.add(login));
    return () => others.delete(login);
  }

  /** All that is secret in them. */
  get secrets(): string[] {
    return [this.#own, ...[...this.#named.values()].flatMap((logins) => [...logins])].flatMap(({ secrets }) => secrets);
  }

  /** Whether a login is that of the connection itself. */
  isOwn(credentials: GuestCredentials): boolean {
    try {
      return fingerprintOf(this.#own.credentials) === fingerprintOf(credentials);
    } catch {
      return false;
    }
  }

  /**
   * How the login of a message is had when the message has its turn.
   *
   * @param name of a guest login node; `undefined` for the connection's own
   * @throws VCenterError INVALID_ARGUMENT at once if neither a node nor the hook can give it.
   */
  choose(
    name: string | undefined,
    hook: Hook | undefined,
    server: string,
  ): (vm: string) => GuestCredentials | Promise<GuestCredentials> {
    if (hook === undefined || name === "") {
      const { credentials } = this.#find(name);
      return () => credentials;
    }
    if (name !== undefined && Buffer.byteLength(name) > NAME_BYTES) {
      throw notTheOne(name, 0);
    }
    const [stored = this.#own] = name === undefined ? [] : this.#candidates(name);
    return async (vm) =>
      (await askHook(hook, { server, vm, login: name }, stored.isInteractive)) ?? this.#find(name).credentials;
  }

  #find(name: string | undefined): StoredGuestLogin {
    if (name === undefined) {
      return this.#own;
    }
    const [login, ...others] = this.#candidates(name);
    if (login === undefined || others.length > 0) {
      throw notTheOne(name, others.length);
    }
    return login;
  }

  /** A login without a name cannot be chosen. */
  #candidates(name: string): StoredGuestLogin[] {
    return name === "" ? [] : [...(this.#named.get(name) ?? [])];
  }
}

function notTheOne(name: string, others: number): VCenterError {
  const remedy = "Give the name of a guest login node (case counts).";
  if (name === "") {
    return invalid("guest-login", `The name of the guest login is empty. Leave it out for the login of the connection. ${remedy}`);
  }
  return others > 0
    ? invalid("guest-login", `The connection has ${others + 1} guest logins with the name "${shown(name)}". ${remedy}`)
    : invalid("guest-login", `The connection has no guest login with the name "${shown(name)}". ${remedy}`);
}
