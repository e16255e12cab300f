import { type Outcome, VCenterError } from "../vcenter/error";

/** The error of a message that ends because its node, or Node-RED, ends. */
export function canceled(outcome: Outcome): VCenterError {
  return new VCenterError(
    "The message was canceled, because a deploy or the end of Node-RED ended its node. Send it again if it is needed.",
    "CANCELED",
    { subject: "server", outcome, retryable: false },
  );
}
