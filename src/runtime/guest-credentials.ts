import type { GuestCredentials } from "../vcenter/client";
import { invalid } from "../vcenter/error";
import { secretSetting, setting } from "./environment";

/** The fields of a guest login, as a connection and a guest login node store them. */
export interface GuestLoginFields {
  readonly guestCredentialType?: unknown;
  readonly interactiveSession?: unknown;
}

export interface GuestSecrets {
  guestUsername?: string;
  guestPassword?: string;
  guestSamlToken?: string;
}

/** A stored guest login. Its secrets are read from the node once and stand nowhere else. */
export class StoredGuestLogin {
  readonly #fields: GuestLoginFields;
  readonly #secrets: GuestSecrets;
  /** What a person calls it. */
  readonly #title: string;
  #credentials: GuestCredentials | undefined;

  constructor(fields: GuestLoginFields, secrets: GuestSecrets, title: string) {
    this.#fields = fields;
    this.#secrets = secrets;
    this.#title = title;
  }

  /** Whether the guest user must be the one at the desktop; for user and password only (CONTRACT.md section 4). */
  get isInteractive(): boolean {
    return this.#fields.interactiveSession === true;
  }

  get secrets(): string[] {
    const { guestPassword, guestSamlToken } = this.#secrets;
    return [guestPassword, guestSamlToken].filter((secret) => typeof secret === "string");
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
  get credentials(): GuestCredentials {
    this.#credentials ??= this.#fields.guestCredentialType === "SAML_BEARER_TOKEN" ? this.#saml() : this.#password();
    return this.#credentials;
  }

  #password(): GuestCredentials {
    const username = setting(this.#secrets.guestUsername, `user of ${this.#title}`);
    const password = secretSetting(this.#secrets.guestPassword, `password of ${this.#title}`);
    if (username === "" || password === "") {
      throw invalid("configuration", `There is no user or no password in ${this.#title}. Enter both in its dialog.`);
    }
    return { interactive_session: this.isInteractive, type: "USERNAME_PASSWORD", user_name: username, password };
  }

  #saml(): GuestCredentials {
    const username = setting(this.#secrets.guestUsername, `user of ${this.#title}`);
    const token = secretSetting(this.#secrets.guestSamlToken, `SAML token of ${this.#title}`);
    if (token === "") {
      throw invalid("configuration", `There is no SAML token in ${this.#title}. Enter it in its dialog.`);
    }
    return {
      interactive_session: false,
      type: "SAML_BEARER_TOKEN",
      saml_token: token,
      ...(username !== "" && { user_name: username }),
    };
  }
}
