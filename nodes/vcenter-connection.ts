import type { Node, NodeAPI } from "node-red";
import type { ConnectionDef, ConnectionSecrets } from "../src/runtime/connection";
import { openConnection } from "../src/runtime/connection-nodes";

/** A vCenter: where it is, and who works there. */
export default function (RED: NodeAPI): void {
  function ConnectionNode(this: Node<ConnectionSecrets>, def: ConnectionDef): void {
    RED.nodes.createNode(this, def);
    openConnection(RED, this, def);
  }
  RED.nodes.registerType<Node<ConnectionSecrets>, ConnectionDef, object, ConnectionSecrets>("vcenter-connection", ConnectionNode, {
    credentials: {
      username: { type: "text" },
      password: { type: "password" },
      guestUsername: { type: "text" },
      guestPassword: { type: "password" },
      guestSamlToken: { type: "password" },
    },
  });
}
