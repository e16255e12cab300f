import type { NodeAPI } from "node-red";
import type { Phase } from "../guest/job";
import { VCenterError } from "../vcenter/error";
import type { Connection } from "./connection";

/**
 * Whether a job counts as one that waits: also one whose program runs in the guest, for it holds neither turn nor slot,
 * and nothing else bounds how many programs run at once.
 */
export function isWaiting(phase: Phase): boolean {
  return phase === "queued" || phase === "apart";
}

/** How many messages of an action node may wait; Node-RED's own limit for nodes that keep messages counts too. */
export function queueLimit(RED: NodeAPI, { limits }: Connection): number {
  const { nodeMessageBufferMaxLength: most } = RED.settings as { nodeMessageBufferMaxLength?: unknown };
  return typeof most === "number" && most >= 1 ? Math.min(limits.queueLimit, most) : limits.queueLimit;
}

export function queueFull(limit: number): VCenterError {
  return new VCenterError(
    `The queue of this node is full: ${limit} messages wait. Send fewer messages at once, or raise the "Queue limit"` +
      " in the connection node (and nodeMessageBufferMaxLength in settings.js, where it is set).",
    "UNABLE_TO_ALLOCATE_RESOURCE",
    { subject: "queue", outcome: "not_done", retryable: true },
  );
}
