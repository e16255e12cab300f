import type { Node, NodeAPI } from "node-red";
import type { ConnectionDef, ConnectionSecrets } from "../src/runtime/connection";
import { openConnection } from "../src/runtime/connection-nodes";
import { Pools } from "../src/runtime/pools";

/** A vCenter: where it is, and who works there. */
export default function (RED: NodeAPI): void {
  const pools = new Pools();
  function ConnectionNode(this: Node<ConnectionSecrets>, def: ConnectionDef): void {
    RED.nodes.createNode(this, def);
    openConnection(RED, this, def, pools);
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
