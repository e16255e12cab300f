import { reference, typed } from "./checks";
import { labelOr, labelStyle, outputLabels } from "./labels";
import { text } from "../text";
import { timeout } from "./timeout";

// What vCenter would not understand is told by the node itself; a timeout can be seen to be wrong.
RED.nodes.registerType("vcenter-vms", {
  category: "vCenter guest",
  color: "#3FADB5",
  defaults: {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true, label: text("vcenter-connection.label.connection") },
    version: { value: 1 },
    names: { value: "payload.names", label: text("vcenter-vms.label.names"), validate: reference("names") },
    namesType: { value: "msg" },
    powerState: { value: "any" },
    pattern: { value: "", label: text("vcenter-vms.label.pattern"), validate: reference("pattern") },
    patternType: { value: "str" },
    folders: { value: "", label: text("vcenter-vms.label.folders"), validate: reference("folders") },
    foldersType: { value: "str" },
    clusters: { value: "", label: text("vcenter-vms.label.clusters"), validate: reference("clusters") },
    clustersType: { value: "str" },
    hosts: { value: "", label: text("vcenter-vms.label.hosts"), validate: reference("hosts") },
    hostsType: { value: "str" },
    datacenters: { value: "", label: text("vcenter-vms.label.datacenters"), validate: reference("datacenters") },
    datacentersType: { value: "str" },
    resourcePools: { value: "", label: text("vcenter-vms.label.resourcePools"), validate: reference("resourcePools") },
    resourcePoolsType: { value: "str" },
    timeout: { value: "", label: text("vcenter-connection.label.timeout"), validate: typed("timeout", "num", timeout) },
    timeoutType: { value: "num" },
  },
  inputs: 1,
  outputs: 2,
  icon: "vcenter-vms.svg",
  paletteLabel: text("vcenter-vms.label.node"),
  label: labelOr("vcenter-vms.label.node"),
  labelStyle,
  outputLabels: outputLabels("vcenter-vms.output.result", "vcenter-vms.output.error"),
  oneditprepare() {
    RED.vcenterGuest.openDialog(this, {
      names: "list", pattern: "pattern", folders: "list", clusters: "list", hosts: "list",
      datacenters: "list", resourcePools: "list", timeout: "number",
    });
  },
});
