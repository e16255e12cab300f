import type { NodeAPI } from "node-red";
import { offerLedger } from "../src/runtime/ledger-admin";
import { offerOperations } from "../src/runtime/operations/routes";

/** What the tab "vCenter" of the editor asks for and has done. */
export default function (RED: NodeAPI): void {
  try {
    offerOperations(RED);
    offerLedger(RED);
  } catch {
    // Node-RED itself tells nobody of a plugin that throws.
    RED.log.error("The tab vCenter of the editor has no data: its admin endpoints could not be registered.");
  }
}
