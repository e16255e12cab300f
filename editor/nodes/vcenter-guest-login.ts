import { follows, type Rule } from "./checks";
import { dropUnused, followKind } from "./guest-credentials";
import { labelOr, labelStyle } from "./labels";
import { text } from "../text";

// A message chooses a login by its name, so a name stands once on a connection. Case counts.
const onlyOne: Rule = (name, node) => {
  const connection = $("#node-config-input-connection").val() || node.connection;
  const twins: ConfigNode[] = [];
  RED.nodes.eachConfig((other) => {
    if (other.type === "vcenter-guest-login" && other.id !== node.id && other.connection === connection && other.name === name) {
      twins.push(other);
    }
  });
  return twins.length > 0 ? "vcenter-guest-login.error.nameTaken" : "";
};

RED.nodes.registerType("vcenter-guest-login", {
  category: "config",
  hasUsers: false,
  defaults: {
    name: { value: "", required: true, label: RED._("node-red:common.label.name"), validate: follows(onlyOne) },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    guestCredentialType: { value: "USERNAME_PASSWORD" },
    interactiveSession: { value: false },
  },
  credentials: {
    guestUsername: { type: "text" },
    guestPassword: { type: "password" },
    guestSamlToken: { type: "password" },
  },
  paletteLabel: text("vcenter-guest-login.label.node"),
  label: labelOr("vcenter-guest-login.label.node"),
  labelStyle,
  oneditprepare() {
    const connections = $("#node-config-input-connection option:not([value='_ADD_'])");
    if (!this.connection && connections.length === 1) {
      $("#node-config-input-connection").val(connections.val() ?? "");
    }
    followKind();
  },
  oneditsave: dropUnused,
});
