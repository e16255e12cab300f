import type { Node, NodeAPI } from "node-red";

/** `${NAME}`, and its older form, as Node-RED takes them in properties and credentials of a node that it creates. */
const VARIABLE = /^\$(?:\{(\S+)\}|\((\S+)\))$/;

interface Scope {
  readonly id: string;
  readonly name: string;
  /** The flow in which the node stands; none for all flows. */
  readonly z: string;
}

type GetSetting = (node: object, name: string, flow: unknown) => unknown;

/** What Node-RED would put in the place of variables in a node that is not deployed; an unset one stays as it is. */
export function variablesOf(RED: NodeAPI, scope: Scope): (value: unknown) => unknown {
  const { getSetting } = RED.util as unknown as { readonly getSetting: GetSetting };
  const flow = flowOf(RED, scope);
  return (value) => {
    const [, name, old] = (typeof value === "string" && VARIABLE.exec(value)) || [];
    return name === undefined && old === undefined ? value : (getSetting(scope, name ?? old ?? "", flow) ?? value);
  };
}

/** Nodes know their flow; one that is not deployed has that of any node beside it. */
function flowOf(RED: NodeAPI, { id, z }: Scope): unknown {
  const found: { node?: unknown } = { node: RED.nodes.getNode(id) };
  RED.nodes.eachNode((config) => {
    found.node ??= ((config as { z?: string }).z ?? "") === z ? RED.nodes.getNode(config.id) : undefined;
  });
  return (found.node as (Node & { readonly _flow?: unknown }) | null | undefined)?._flow;
}
