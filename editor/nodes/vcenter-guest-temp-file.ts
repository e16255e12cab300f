import { current, has, isChecked, needed, type Rule, typed } from "./checks";
import { labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { timeout } from "./timeout";
import { isLonger, isPath, isSendable } from "./values";

const EMPTY = "vcenter-guest-temp-file.error.empty";

const isKept = has("removal", "lifetime");
const isRecovered = isChecked("recover");
const isMarked = (node: FlowNode): boolean => isKept(node) || isRecovered(node);
const typedText = (node: FlowNode, property: string): string =>
  (has(`${property}Type`, "str")(node) ? String(current(node, property)) : "");

// The mark that stands in the name of what is removed later, or looked for, takes 10 of the bytes.
function nameProblem(value: string, node: FlowNode, other: string): string {
  if (value === ".." || /[/\\:]/.test(value) || !isSendable(value)) {
    return "vcenter-guest-temp-file.error.characters";
  }
  const tooLong = isMarked(node) ? "vcenter-guest-temp-file.error.tooLongMarked" : "vcenter-guest-temp-file.error.tooLong";
  return isLonger(value + typedText(node, other), isMarked(node) ? 229 : 239) ? tooLong : "";
}

const vm: Rule = (value) =>
  (["", ".", ".."].includes(value) || !isSendable(value) || isLonger(value, 255) ? "vcenter-guest-temp-file.error.vm" : "");
const prefix: Rule = (value, node) => nameProblem(value, node, "suffix");
const suffix: Rule = (value, node) =>
  (/[. ]$/.test(value) ? "vcenter-guest-temp-file.error.suffixEnd" : nameProblem(value, node, "prefix"));
const parentPath: Rule = (value) => (value === "" || isPath(value) ? "" : "vcenter-guest-temp-file.error.parentPath");
const lifetime: Rule = (value, node) =>
  (!isKept(node) || (Number(value) > 0 && Number(value) <= 5256000) ? "" : "vcenter-guest-temp-file.error.lifetime");

RED.nodes.registerType("vcenter-guest-temp-file", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "payload.vm", label: text("vcenter-guest-temp-file.label.vm"), validate: typed("vm", "str", vm, EMPTY) },
    vmType: { value: "msg" },
    login: { value: "payload.guest_login", label: text("vcenter-guest-temp-file.label.login"), validate: needed("login", EMPTY) },
    loginType: { value: "msg" },
    kind: { value: "file" },
    prefix: { value: "payload.prefix", label: text("vcenter-guest-temp-file.label.prefix"), validate: typed("prefix", "str", prefix, EMPTY) },
    prefixType: { value: "msg" },
    suffix: { value: "payload.suffix", label: text("vcenter-guest-temp-file.label.suffix"), validate: typed("suffix", "str", suffix, EMPTY) },
    suffixType: { value: "msg" },
    parentPath: { value: "payload.parent_path", label: text("vcenter-guest-temp-file.label.parentPath"), validate: typed("parentPath", "str", parentPath, EMPTY) },
    parentPathType: { value: "msg" },
    removal: { value: "manual" },
    lifetime: { value: "60", label: text("vcenter-guest-temp-file.label.lifetime"), validate: typed("lifetime", "num", lifetime, EMPTY) },
    lifetimeType: { value: "num" },
    recover: { value: false },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", timeout, EMPTY) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-guest-temp-file.svg",
  paletteLabel: text("vcenter-guest-temp-file.label.node"),
  label() {
    return this.name || text(this.kind === "directory" ? "vcenter-guest-temp-file.label.directoryNode" : "vcenter-guest-temp-file.label.node");
  },
  labelStyle,
  outputLabels: outputLabels("vcenter-guest-temp-file.output.result", "vcenter-guest-temp-file.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, {
      vm: "text", login: "login", prefix: "text", suffix: "text",
      parentPath: "text", lifetime: "number", timeout: "number",
    });
  },
});
