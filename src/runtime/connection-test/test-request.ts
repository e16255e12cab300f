import { vmText } from "../../guest/vm-text";
import { isRecord } from "../../vcenter/answer";
import { invalid } from "../../vcenter/error";

/** What the editor shows and sends in the place of a stored secret. */
export const STORED = "__PWRD__";

/** Those that the editor makes have 16, those of old flows a few more. */
const ID_CHARACTERS = 64;

const PROPERTIES = [
  "server", "tls", "proxy", "transferTls", "transferProxy", "fingerprints", "hostMap", "guestCredentialType",
  "interactiveSession", "maxConcurrent", "maxConcurrentPerVm", "queueLimit", "queueTimeout", "timeout", "maxAttempts",
  "waitForTools",
] as const;

const SECRETS = ["username", "password", "guestUsername", "guestPassword", "guestSamlToken"] as const;

/** What is to be tested: a connection as its open dialog shows it. */
export interface TestRequest {
  readonly id: string;
  readonly name: string;
  /** The properties, as they stand in the dialog: with variables. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Likewise; a stored one is {@link STORED}. */
  readonly secrets: Readonly<Record<string, unknown>>;
  /** Id or name of the VM to work in; `undefined` for none. */
  readonly vm: string | undefined;
}

/** @throws VCenterError INVALID_ARGUMENT if a value is unusable. */
export function testRequest(body: unknown): TestRequest {
  const given = isRecord(body) ? body : {};
  const id = textOf(given.id);
  if (id === "") {
    throw invalid("configuration", "The request does not name the connection. Open its dialog again.");
  }
  if (id.length > ID_CHARACTERS) {
    throw invalid("configuration", `The id of the connection is longer than ${ID_CHARACTERS} characters. Open its dialog again.`);
  }
  const plain = (names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(names.filter((name) => isPlain(given[name])).map((name) => [name, given[name]]));
  const vm = textOf(given.vm).trim();
  return {
    id,
    name: textOf(given.name),
    values: plain(PROPERTIES),
    secrets: plain(SECRETS),
    vm: vm === "" ? undefined : vmText({ value: vm, name: "VM" }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
