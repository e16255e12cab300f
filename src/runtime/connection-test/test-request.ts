import type { NodeAPI } from "node-red";
import { vmText } from "../../guest/vm-text";
import { isRecord } from "../../vcenter/answer";
import { invalid } from "../../vcenter/error";
import type { ConnectionDef, ConnectionSecrets } from "../connection";
import { liveConnection } from "../connection-nodes";
import { variablesOf } from "./variables";

/** What the editor shows and sends in the place of a stored secret. */
const STORED = "__PWRD__";

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
  readonly def: ConnectionDef;
  /** As they stand in the dialog; a stored one is {@link STORED}. */
  readonly secrets: ConnectionSecrets;
  /** Id or name of the VM to work in; `undefined` for none. */
  readonly vm: string | undefined;
}

/** @throws VCenterError INVALID_ARGUMENT if a value is unusable. */
export function testRequest(RED: NodeAPI, body: unknown): TestRequest {
  const given = isRecord(body) ? body : {};
  const id = textOf(given.id);
  if (id === "") {
    throw invalid("configuration", "The request does not name the connection. Open its dialog again.");
  }
  if (id.length > ID_CHARACTERS) {
    throw invalid("configuration", `The id of the connection is longer than ${ID_CHARACTERS} characters. Open its dialog again.`);
  }
  const scope = { id, name: textOf(given.name), z: textOf(given.z) };
  const resolved = variablesOf(RED, scope);
  const values = (names: readonly string[]): object =>
    Object.fromEntries(names.filter((name) => isPlain(given[name])).map((name) => [name, resolved(given[name])]));
  const vm = textOf(given.vm).trim();
  return {
    def: { ...values(PROPERTIES), ...scope, type: "vcenter-connection" },
    secrets: values(SECRETS),
    vm: vm === "" ? undefined : vmText({ value: vm, name: "VM" }),
  };
}

/**
 * The secrets with the stored ones in their places.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if one is needed that is stored for another way.
 */
export function withStored(RED: NodeAPI, { def, secrets, vm }: TestRequest): ConnectionSecrets {
  const stored = liveConnection(RED, def.id)?.secretsFor(def);
  const guestSecret = def.guestCredentialType === "SAML_BEARER_TOKEN" ? "guestSamlToken" : "guestPassword";
  const needed: readonly (keyof ConnectionSecrets)[] = vm === undefined ? ["password"] : ["password", guestSecret];
  if (stored === undefined && needed.some((name) => secrets[name] === STORED)) {
    throw invalid(
      "configuration",
      "The stored password is not used: it was stored for another server, TLS, proxy or fingerprint, or is not deployed." +
        " Type the password again, of vCenter and of the guest, or deploy the connection first.",
    );
  }
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, secret]) => {
      const known = secret === STORED ? stored?.[name as keyof ConnectionSecrets] : (secret as string);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}

/** Whether the deployed connection leads to the same place, so that the function in settings.js may give its logins. */
export function isAsDeployed(RED: NodeAPI, { def }: TestRequest): boolean {
  return liveConnection(RED, def.id)?.secretsFor(def) !== undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
