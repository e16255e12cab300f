import { type Outcome, VCenterError } from "../vcenter/error";
import type { Interruption } from "../vcenter/interrupted";

/** The error of a message that ends before it has come to its VM. */
export function canceled(reason: Interruption, outcome: Outcome): VCenterError {
  const why =
    reason === "RESET"
      ? "because a message with msg.reset came to its node"
      : "because a deploy or the end of Node-RED ended its node";
  return new VCenterError(`The message was canceled, ${why}. Send it again if it is needed.`, "CANCELED", {
    subject: "queue",
    outcome,
    retryable: false,
  });
}
