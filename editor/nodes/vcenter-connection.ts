import { follows, type Rule } from "./checks";
import { dropUnused, followKind } from "./guest-credentials";
import { areLines, isAddress, isFingerprint } from "./host-lines";
import { labelStyle } from "./labels";
import { parseServer } from "./server-address";
import { text } from "../text";
import { isTimeout } from "./timeout";

// Node-RED puts the value of the variable in its place.
const ENV = /^\$\{\S+\}$/;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

const server: Rule = (value: Value) => {
  const given = String(value).trim();
  const url = parseServer(given);
  if (ENV.test(given) || url?.protocol === "https:" || LOOPBACK.test(url?.hostname ?? "")) {
    return "";
  }
  return url === undefined ? "vcenter-connection.error.server" : "vcenter-connection.error.serverHttp";
};

const lines = (isFine: (value: string) => boolean, key: string): Rule =>
  (value: Value) => (ENV.test(String(value)) || areLines(String(value ?? ""), isFine) ? "" : key);
const fingerprints = lines(isFingerprint, "vcenter-connection.error.fingerprints");
const hostMap = lines(isAddress, "vcenter-connection.error.hostMap");

// The default counts for a limit that is left empty, or that an older flow lacks.
const limit = (isFine: (value: number) => boolean, key: string): Rule =>
  (value: Value) => ((value ?? "") === "" || isFine(Number(String(value).trim() || NaN)) ? "" : key);
const count = limit((value) => Number.isSafeInteger(value) && value >= 1, "vcenter-connection.error.count");
const wait = limit((value) => value === 0 || isTimeout(value), "vcenter-connection.error.wait");
const timeout = limit(isTimeout, "vcenter-connection.error.timeout");

RED.nodes.registerType("vcenter-connection", {
  category: "config",
  defaults: {
    name: { value: "" },
    server: { value: "", required: true, label: text("vcenter-connection.label.server"), validate: follows(server) },
    tls: { value: "", type: "tls-config", required: false, label: text("vcenter-connection.label.tls") },
    proxy: { value: "", type: "http proxy", required: false, label: text("vcenter-connection.label.proxy") },
    transferTls: { value: "", type: "tls-config", required: false, label: text("vcenter-connection.label.transferTls") },
    transferProxy: { value: "", type: "http proxy", required: false, label: text("vcenter-connection.label.transferProxy") },
    fingerprints: { value: "", label: text("vcenter-connection.label.fingerprints"), validate: follows(fingerprints) },
    hostMap: { value: "", label: text("vcenter-connection.label.hostMap"), validate: follows(hostMap) },
    guestCredentialType: { value: "USERNAME_PASSWORD" },
    interactiveSession: { value: false },
    maxConcurrent: { value: 32, label: text("vcenter-connection.label.maxConcurrent"), validate: follows(count) },
    maxConcurrentPerVm: { value: 1, label: text("vcenter-connection.label.maxConcurrentPerVm"), validate: follows(count) },
    queueLimit: { value: 10000, label: text("vcenter-connection.label.queueLimit"), validate: follows(count) },
    queueTimeout: { value: 600, label: text("vcenter-connection.label.queueTimeout"), validate: follows(wait) },
    timeout: { value: 60, required: true, label: text("vcenter-connection.label.timeout"), validate: follows(timeout) },
    maxAttempts: { value: 5, label: text("vcenter-connection.label.maxAttempts"), validate: follows(count) },
    waitForTools: { value: 0, label: text("vcenter-connection.label.waitForTools"), validate: follows(wait) },
  },
  credentials: {
    username: { type: "text", required: true, label: RED._("node-red:common.label.username") },
    password: { type: "password", required: true, label: RED._("node-red:common.label.password") },
    guestUsername: { type: "text" },
    guestPassword: { type: "password" },
    guestSamlToken: { type: "password" },
  },
  paletteLabel: text("vcenter-connection.label.node"),
  label() {
    return this.name || String(this.server || text("vcenter-connection.label.node"));
  },
  labelStyle,
  oneditprepare() {
    followKind();
    RED.vcenterGuest.offerTest(this);
  },
  oneditsave: dropUnused,
});
