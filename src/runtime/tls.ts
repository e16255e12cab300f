import type { Node, NodeAPI } from "node-red";
import type { Tls } from "../vcenter/dispatcher";
import { invalid } from "../vcenter/error";

/** A node of core's `tls-config`. */
interface TlsConfigNode extends Node {
  readonly valid?: boolean;
  addTLSOptions(options: Record<string, unknown>): Tls;
}

/**
 * The TLS options of a connection; none if it has no TLS configuration, then Node's own CAs count.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`.
 */
export function tlsOptions(RED: NodeAPI, id: string): Tls {
  if (id === "") {
    return {};
  }
  const node = RED.nodes.getNode(id) as Partial<TlsConfigNode> | null | undefined;
  if (node?.addTLSOptions === undefined || node.valid === false) {
    throw invalid(
      "configuration",
      "The TLS configuration of the connection is missing, disabled, not deployed yet or cannot read its files. Choose or correct it, and deploy.",
    );
  }
  return node.addTLSOptions({});
}
