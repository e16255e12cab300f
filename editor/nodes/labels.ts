import { text } from "../text";

/** The label of a node in a flow: its name, else what it is. */
export function labelOr(key: string): NodeDefinition["label"] {
  return function () {
    return this.name || text(key);
  };
}

export function labelStyle(this: FlowNode): string {
  return this.name ? "node_label_italic" : "";
}

/** The labels of the outputs, in their order. */
export function outputLabels(...keys: string[]): (index: number) => string {
  return (index) => text(keys[index] ?? "");
}
