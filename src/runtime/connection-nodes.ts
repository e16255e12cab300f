import type { Node, NodeAPI } from "node-red";
import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";
import { Connection, type ConnectionDef, type ConnectionSecrets } from "./connection";
import { runningTestOf } from "./connection-test/running-test";
import { forgetRecent, recentOn } from "./operations/recent";
import { PerRuntime } from "./per-runtime";
import type { Pools } from "./pools";
import { type GuestLoginFields, type GuestSecrets, StoredGuestLogin } from "./guest-credentials";

/** A live connection node: action nodes find it by its id, for each message anew. */
interface ConnectionNode extends Node {
  connection?: Connection;
}

const open = new PerRuntime(() => new Map<string, Connection>());

/** The connections of a runtime that are deployed, by their ids; those in instances of subflows too. */
export function openIn(RED: NodeAPI): Map<string, Connection> {
  return open.of(RED);
}

/** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if there is none or it is disabled. */
export function connectionOf(RED: NodeAPI, id: string | undefined): Connection {
  const connection = liveConnection(RED, id);
  if (connection === undefined) {
    throw invalid("configuration", "No connection is chosen, or it is disabled. Choose a connection in the node and deploy.");
  }
  return connection;
}

/** `undefined` if the id leads nowhere, or to a node of another type. */
export function liveConnection(RED: NodeAPI, id: string | undefined): Connection | undefined {
  const node = id === undefined || id === "" ? undefined : (RED.nodes.getNode(id) as ConnectionNode | null | undefined);
  return node?.connection instanceof Connection ? node.connection : undefined;
}

/** Makes a node a connection for its life. */
export function openConnection(
  RED: NodeAPI,
  node: Node<ConnectionSecrets>,
  def: ConnectionDef,
  pools: Pools,
): void {
  const connection = new Connection(RED, def, takeSecrets(node), pools, recentOn(RED, node.id));
  (node as ConnectionNode).connection = connection;
  openIn(RED).set(node.id, connection);
  try {
    connection.check();
  } catch {
    // Each action node shows that it is not configured, and each message gets the error.
  }
  node.on("close", (isRemoved: boolean, done: () => void) => {
    openIn(RED).delete(node.id);
    if (isRemoved) {
      forgetRecent(RED, node.id);
    }
    Promise.all([connection.close(), runningTestOf(RED).end()]).then(() => {
      done();
    }, done);
  });
}

/** Makes a node a further guest login of its connection for its life. */
export function offerGuestLogin(
  RED: NodeAPI,
  node: Node<GuestSecrets>,
  def: GuestLoginFields & { readonly connection?: string; readonly name?: string },
): void {
  const name = def.name ?? "";
  const login = new StoredGuestLogin(def, takeSecrets(node), `the guest login "${shown(name)}"`);
  const withdraw = liveConnection(RED, def.connection)?.logins.add(name, login);
  node.on("close", (done: () => void) => {
    withdraw?.();
    done();
  });
}

/** Reads the secrets once, so that nothing which prints a node prints them. */
function takeSecrets<T extends object>(node: Node<T>): T {
  const secrets = { ...node.credentials };
  delete (node as Partial<Node<T>>).credentials;
  return secrets;
}
