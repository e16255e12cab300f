/** What is saved of a node. */
type Value = string | number | boolean | undefined;

/** A node with its properties as they stand in the flow file. */
type FlowNode = EditedNode & { name: string } & Record<string, Value>;

/** Says true, or in a sentence what is wrong; the editor shows it only if there are exactly two parameters. */
type Check = (this: FlowNode, value: string, opt: { label: string }) => boolean | string;

interface SavedProperty {
  value: Value;
  type?: string;
  required?: boolean;
  label?: string;
  validate?: Check;
}

interface NodeDefinition {
  category: string;
  color?: string;
  icon?: string;
  inputs?: number;
  outputs?: number;
  hasUsers?: boolean;
  defaults: Record<string, SavedProperty>;
  credentials?: Record<string, { type: "text" | "password"; required?: boolean; label?: string }>;
  paletteLabel: string;
  label: (this: FlowNode) => string;
  labelStyle: (this: FlowNode) => string;
  outputLabels?: (index: number) => string;
  oneditprepare: (this: FlowNode) => void;
  oneditsave?: (this: FlowNode) => void;
}
