import type { Node, NodeAPI, NodeDef } from "node-red";
import { offerGuestLogin } from "../src/runtime/connection-nodes";
import type { GuestLoginFields, GuestSecrets } from "../src/runtime/guest-credentials";

interface GuestLoginDef extends NodeDef, GuestLoginFields {
  readonly connection?: string;
}

/** One more guest login of a connection, chosen by its name. */
export default function (RED: NodeAPI): void {
  function GuestLoginNode(this: Node<GuestSecrets>, def: GuestLoginDef): void {
    RED.nodes.createNode(this, def);
    offerGuestLogin(RED, this, def);
  }
  RED.nodes.registerType<Node<GuestSecrets>, GuestLoginDef, object, GuestSecrets>("vcenter-guest-login", GuestLoginNode, {
    credentials: {
      guestUsername: { type: "text" },
      guestPassword: { type: "password" },
      guestSamlToken: { type: "password" },
    },
  });
}
