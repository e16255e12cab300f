import { follows, needed, reference, type Rule, typed } from "./checks";
import { labelOr, labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { isTimeout } from "./timeout";
import { isEncoding, isPath, isSize } from "./values";

const EMPTY = "vcenter-guest-run.error.empty";

const program: Rule = (value) => (isPath(value) ? "" : "vcenter-guest-run.error.program");
// An empty field has the usual value.
const usual = (isFine: (value: string) => boolean, key: string): Rule =>
  (value: Value) => ((value ?? "") === "" || isFine(String(value).trim()) ? "" : key);
const size = usual(isSize, "vcenter-guest-run.error.size");
const encoding = usual(isEncoding, "vcenter-guest-run.error.encoding");
const seconds = usual(isTimeout, "vcenter-connection.error.timeout");

// What only the guest would not understand is told by the node itself; what is missing, or no path, can be seen.
RED.nodes.registerType("vcenter-guest-run", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm", label: text("vcenter-guest-run.label.vm"), validate: needed("vm", EMPTY) },
    vmType: { value: "msg" },
    login: { value: "guest.login", label: text("vcenter-guest-run.label.login"), validate: needed("login", EMPTY) },
    loginType: { value: "msg" },
    program: { value: "payload.program", label: text("vcenter-guest-run.label.program"), validate: typed("program", "str", program, EMPTY) },
    programType: { value: "msg" },
    args: { value: "payload.args", label: text("vcenter-guest-run.label.args"), validate: reference("args") },
    argsType: { value: "msg" },
    workingDirectory: { value: "", label: text("vcenter-guest-run.label.workingDirectory"), validate: reference("workingDirectory") },
    workingDirectoryType: { value: "str" },
    environment: { value: "{}", label: text("vcenter-guest-run.label.environment"), validate: reference("environment") },
    environmentType: { value: "json" },
    wait: { value: true },
    collect: { value: true },
    encoding: { value: "utf-8", label: text("vcenter-guest-run.label.encoding"), validate: follows(encoding) },
    sizeLimit: { value: 16, label: text("vcenter-guest-run.label.sizeLimit"), validate: follows(size) },
    failOnNonZero: { value: false },
    runTimeout: { value: 300, label: text("vcenter-guest-run.label.runTimeout"), validate: follows(seconds) },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", seconds) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-guest-run.svg",
  paletteLabel: text("vcenter-guest-run.label.node"),
  label: labelOr("vcenter-guest-run.label.node"),
  labelStyle,
  outputLabels: outputLabels("vcenter-guest-run.output.result", "vcenter-guest-run.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, {
      vm: "text", login: "login", program: "text", args: "arguments",
      workingDirectory: "text", environment: "variables", timeout: "number",
    });
  },
});
