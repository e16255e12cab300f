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
  if (node?.addTLSOptions === undefined) {
    throw invalid(
      "configuration",
      "The TLS configuration of the connection is not deployed: it is new, disabled or deleted. Deploy it, or choose another one.",
    );
  }
  if (node.valid === false) {
    throw invalid("configuration", "The TLS configuration of the connection cannot read its files. Correct their paths in it, and deploy.");
  }
  return node.addTLSOptions({});
}
