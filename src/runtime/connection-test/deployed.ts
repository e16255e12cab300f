import type { NodeAPI } from "node-red";
import { invalid } from "../../vcenter/error";
import type { ConnectionDef, ConnectionSecrets } from "../connection";
import { liveConnection } from "../connection-nodes";
import { STORED, type TestRequest } from "./test-request";

/** `${NAME}`, and its older form: Node-RED puts a value in its place where it deploys a node. */
const VARIABLE = /^\$(?:\{\S+\}|\(\S+\))$/;

type Fields = Readonly<Record<string, unknown>>;

interface Written {
  readonly values: Fields;
  readonly secrets: Fields;
}

const NOTHING: Written = { values: {}, secrets: {} };

/** A connection that is tested, as Node-RED would create its node. */
export interface Described {
  readonly def: ConnectionDef;
  readonly secrets: ConnectionSecrets;
}

/**
 * What the dialog shows, with what is deployed in the places of variables and of stored secrets. No variable is looked up:
 * a test tells what it has tried, and who may test connections need not know the environment of Node-RED.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if a value is needed that is not deployed, or a secret
 *   that is stored for another way.
 */
export function withDeployed(RED: NodeAPI, request: TestRequest): Described {
  const { id, name } = request;
  const live = liveConnection(RED, id);
  const written = live === undefined ? NOTHING : asWritten(RED, id);
  const def = { ...withValues(request.values, written.values, { ...live?.def }), id, name, z: "", type: "vcenter-connection" };
  const stored = live?.secretsFor(def);
  const secrets = withSecrets(request, written.secrets, stored && { ...stored }, def);
  return { def, secrets };
}

/** Whether the deployed connection leads to the same place, so that the function in settings.js may give its logins. */
export function isAsDeployed(RED: NodeAPI, def: ConnectionDef): boolean {
  return liveConnection(RED, def.id)?.secretsFor(def) !== undefined;
}

/** A deployed connection in the flow file and in that of the credentials, before anything was put in the place of variables. */
function asWritten(RED: NodeAPI, id: string): Written {
  const found: { values: Fields } = { values: {} };
  RED.nodes.eachNode((node) => {
    if (node.id === id) {
      found.values = { ...node };
    }
  });
  return { ...found, secrets: { ...RED.nodes.getCredentials(id) } };
}

function withValues(values: Fields, written: Fields, deployed: Fields): Fields {
  const value = (name: string, given: unknown): unknown => {
    if (!isVariable(given)) {
      return given;
    }
    if (written[name] !== given) {
      throw notDeployed(name);
    }
    return deployed[name];
  };
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, value(name, given)]));
}

/** Secrets go only where they are stored for, and a variable may stand for one. */
function withSecrets({ secrets, vm }: TestRequest, written: Fields, stored: Fields | undefined, def: ConnectionDef): Fields {
  const needed = neededSecrets(def, vm);
  const secret = (name: string, given: unknown): unknown => {
    if (given !== STORED && !isVariable(given)) {
      return given;
    }
    if (!needed.includes(name)) {
      return undefined;
    }
    if (given !== STORED && written[name] !== given) {
      throw notDeployed(name);
    }
    if (stored === undefined) {
      throw storedElsewhere();
    }
    return stored[name];
  };
  return Object.fromEntries(Object.entries(secrets).map(([name, given]) => [name, secret(name, given)]));
}

function neededSecrets({ guestCredentialType }: ConnectionDef, vm: string | undefined): string[] {
  const ofGuest = guestCredentialType === "SAML_BEARER_TOKEN" ? "guestSamlToken" : "guestPassword";
  return vm === undefined ? ["username", "password"] : ["username", "password", "guestUsername", ofGuest];
}

function isVariable(value: unknown): boolean {
  return typeof value === "string" && VARIABLE.test(value);
}

function storedElsewhere(): Error {
  return invalid(
    "configuration",
    "The stored password is not used: it was stored for another server, TLS, proxy or fingerprint, or is not deployed." +
      " Type the password again, of vCenter and of the guest, or deploy the connection first.",
  );
}

function notDeployed(name: string): Error {
  return invalid(
    "configuration",
    `The property ${name} is a variable, in whose place only a deploy puts a value. Deploy the connection first, or type the value.`,
  );
}
