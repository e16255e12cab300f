import type { Node, NodeAPI } from "node-red";
import type { ConnectionDef, ConnectionSecrets } from "../src/runtime/connection";
import { openConnection } from "../src/runtime/connection-nodes";
import { offerConnectionTest, TEST_TIMES } from "../src/runtime/connection-test/admin";
import { offerVms } from "../src/runtime/vms-admin";
import { poolsOf } from "../src/runtime/pools";

/** A vCenter: where it is, and who works there. */
export default function (RED: NodeAPI, times = TEST_TIMES): void {
  const pools = poolsOf(RED);
  offerConnectionTest(RED, pools, times);
  offerVms(RED);
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
