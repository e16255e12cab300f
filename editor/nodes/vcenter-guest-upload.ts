import { has, needed, type Rule, typed, where } from "./checks";
import { labelOr, labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { timeout } from "./timeout";
import { isPath } from "./values";

const EMPTY = "vcenter-guest-upload.error.empty";

const file: Rule = (value) => (isPath(value) && !/[\\/]$/.test(value) ? "" : "vcenter-guest-upload.error.path");
const permissions: Rule = (value) => (/^(?:[0-7]{3,4})?$/.test(value) ? "" : "vcenter-guest-upload.error.permissions");
const id: Rule = (value) => (/^\d*$/.test(value) && Number(value) <= 4294967295 ? "" : "vcenter-guest-upload.error.number");
// An empty text is content, too.
const needsSource = (node: FlowNode): boolean => has("from", "message")(node) && !has("sourceType", "str")(node);

RED.nodes.registerType("vcenter-guest-upload", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm", label: text("vcenter-guest-upload.label.vm"), validate: needed("vm", EMPTY) },
    vmType: { value: "msg" },
    login: { value: "guest.login", label: text("vcenter-guest-upload.label.login"), validate: needed("login", EMPTY) },
    loginType: { value: "msg" },
    path: { value: "guest.path", label: text("vcenter-guest-upload.label.path"), validate: typed("path", "str", file, EMPTY) },
    pathType: { value: "msg" },
    from: { value: "message" },
    source: { value: "content", label: text("vcenter-guest-upload.label.source"), validate: where(needsSource, needed("source", EMPTY)) },
    sourceType: { value: "msg" },
    filename: { value: "filename", label: text("vcenter-guest-upload.label.filename"), validate: where(has("from", "file"), needed("filename", EMPTY)) },
    filenameType: { value: "msg" },
    overwrite: { value: true },
    atomic: { value: false },
    permissions: { value: "0600", label: text("vcenter-guest-upload.label.permissions"), validate: typed("permissions", "str", permissions, EMPTY) },
    permissionsType: { value: "str" },
    ownerId: { value: "", label: text("vcenter-guest-upload.label.ownerId"), validate: typed("ownerId", "num", id, EMPTY) },
    ownerIdType: { value: "num" },
    groupId: { value: "", label: text("vcenter-guest-upload.label.groupId"), validate: typed("groupId", "num", id, EMPTY) },
    groupIdType: { value: "num" },
    hidden: { value: false },
    readOnly: { value: false },
    createParents: { value: false },
    verify: { value: true },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", timeout, EMPTY) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-guest-upload.svg",
  paletteLabel: text("vcenter-guest-upload.label.node"),
  label: labelOr("vcenter-guest-upload.label.node"),
  labelStyle,
  outputLabels: outputLabels("vcenter-guest-upload.output.result", "vcenter-guest-upload.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, {
      vm: "text", login: "login", path: "text", source: "content", filename: "text",
      permissions: "text", ownerId: "number", groupId: "number", timeout: "number",
    });
  },
});
