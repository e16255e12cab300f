import { follows, has, needed, type Rule, typed, where } from "./checks";
import { labelOr, labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { timeout } from "./timeout";
import { isEncoding, isPath, isSize } from "./values";

const EMPTY = "vcenter-guest-download.error.empty";

const path: Rule = (value) => (isPath(value) ? "" : "vcenter-guest-download.error.path");
const encoding: Rule = (value: Value) => (isEncoding(String(value).trim() || "utf-8") ? "" : "vcenter-guest-download.error.encoding");
const size: Rule = (value) => (isSize(value) ? "" : "vcenter-guest-download.error.sizeLimit");

RED.nodes.registerType("vcenter-guest-download", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm", label: text("vcenter-guest-download.label.vm"), validate: needed("vm", EMPTY) },
    vmType: { value: "msg" },
    login: { value: "guest.login", label: text("vcenter-guest-download.label.login"), validate: needed("login", EMPTY) },
    loginType: { value: "msg" },
    path: { value: "guest.path", label: text("vcenter-guest-download.label.path"), validate: typed("path", "str", path, EMPTY) },
    pathType: { value: "msg" },
    to: { value: "buffer" },
    filename: { value: "filename", label: text("vcenter-guest-download.label.filename"), validate: where(has("to", "file"), needed("filename", EMPTY)) },
    filenameType: { value: "msg" },
    encoding: { value: "utf-8", label: text("vcenter-guest-download.label.encoding"), validate: where(has("to", "text"), follows(encoding)) },
    sizeLimit: { value: 64, label: text("vcenter-guest-download.label.sizeLimit"), validate: where(has("to", "buffer", "text"), follows(size)) },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", timeout, EMPTY) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-guest-download.svg",
  paletteLabel: text("vcenter-guest-download.label.node"),
  label: labelOr("vcenter-guest-download.label.node"),
  labelStyle,
  outputLabels: outputLabels("vcenter-guest-download.output.result", "vcenter-guest-download.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, { vm: "text", login: "login", path: "text", filename: "text", timeout: "number" });
  },
});
