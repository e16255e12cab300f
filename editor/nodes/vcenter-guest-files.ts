import { has, needed, reference, typed, where } from "./checks";
import { labelOr, labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { timeout } from "./timeout";

const EMPTY = "vcenter-guest-files.error.empty";
const CHOICES: Record<string, Value> = { "": "", true: true, false: false };

// What the guest would not understand is told by the node itself; what is used and missing can be seen.
RED.nodes.registerType("vcenter-guest-files", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm", label: text("vcenter-guest-files.label.vm"), validate: needed("vm", EMPTY) },
    vmType: { value: "msg" },
    login: { value: "guest.login", label: text("vcenter-guest-files.label.login"), validate: needed("login", EMPTY) },
    loginType: { value: "msg" },
    operation: { value: "list" },
    path: { value: "guest.path", label: text("vcenter-guest-files.label.path"), validate: needed("path", EMPTY) },
    pathType: { value: "msg" },
    newPath: { value: "payload.new_path", label: text("vcenter-guest-files.label.newPath"), validate: where(has("operation", "move"), needed("newPath", EMPTY), reference("newPath")) },
    newPathType: { value: "msg" },
    pattern: { value: "", label: text("vcenter-guest-files.label.pattern"), validate: reference("pattern") },
    patternType: { value: "str" },
    recursive: { value: false },
    parents: { value: false },
    overwrite: { value: false },
    permissions: { value: "", label: text("vcenter-guest-files.label.permissions"), validate: reference("permissions") },
    permissionsType: { value: "str" },
    ownerId: { value: "", label: text("vcenter-guest-files.label.ownerId"), validate: reference("ownerId") },
    ownerIdType: { value: "num" },
    groupId: { value: "", label: text("vcenter-guest-files.label.groupId"), validate: reference("groupId") },
    groupIdType: { value: "num" },
    hidden: { value: "" },
    readOnly: { value: "" },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", timeout) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-guest-files.svg",
  paletteLabel: text("vcenter-guest-files.label.node"),
  label: labelOr("vcenter-guest-files.label.node"),
  labelStyle,
  outputLabels: outputLabels("vcenter-guest-files.output.result", "vcenter-guest-files.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, {
      vm: "text", login: "login", path: "text", newPath: "text", pattern: "text",
      permissions: "text", ownerId: "number", groupId: "number", timeout: "number",
    });
  },
  // A select gives text; a flow has true, false or "".
  oneditsave() {
    for (const property of ["hidden", "readOnly"]) {
      this[property] = CHOICES[$(`#node-input-${property}`).val() ?? ""];
    }
  },
});
