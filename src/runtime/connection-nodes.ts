import type { Node, NodeAPI } from "node-red";
import { invalid } from "../vcenter/error";
import { Connection, type ConnectionDef, type ConnectionSecrets } from "./connection";
import { type GuestLoginFields, type GuestSecrets, StoredGuestLogin } from "./guest-credentials";

/** A live connection node: action nodes find it by its id, for each message anew. */
interface ConnectionNode extends Node {
  connection?: Connection;
}

/** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if there is none or it is disabled. */
export function connectionOf(RED: NodeAPI, id: string | undefined): Connection {
  const node = id === undefined || id === "" ? undefined : (RED.nodes.getNode(id) as ConnectionNode | null);
  if (!(node?.connection instanceof Connection)) {
    throw invalid("configuration", "No connection is chosen, or it is disabled. Choose a connection in the node and deploy.");
  }
  return node.connection;
}

/** Makes a node a connection for its life. */
export function openConnection(RED: NodeAPI, node: Node<ConnectionSecrets>, def: ConnectionDef): void {
  const connection = new Connection(RED, def, takeSecrets(node));
  (node as ConnectionNode).connection = connection;
  node.on("close", (done: () => void) => {
    connection.close().then(done, done);
  });
}

/** Makes a node a further guest login of its connection for its life. */
export function offerGuestLogin(
  RED: NodeAPI,
  node: Node<GuestSecrets>,
  def: GuestLoginFields & { readonly connection?: string; readonly name: string },
): void {
  const login = new StoredGuestLogin(def, takeSecrets(node), `the guest login "${def.name}"`);
  const connection = (RED.nodes.getNode(def.connection ?? "") as ConnectionNode | null)?.connection;
  const withdraw = connection?.logins.add(def.name, login);
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
