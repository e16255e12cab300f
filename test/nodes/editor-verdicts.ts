import assert from "node:assert/strict";
import { translate } from "./catalogue";
import { type EditorDefinition, type NodeType, runScript } from "./editor-html";

export interface ConfigNode {
  id: string;
  type: string;
  connection?: string;
  name?: string;
}

/** Stands for the editor: the true English texts, and what Node-RED itself says about a reference. */
function editorWith(configNodes: ConfigNode[] = []) {
  return {
    _: (key: string) => translate(key) ?? assert.fail(`The editor would show the raw key ${key}`),
    validators: { typedInput: () => (value: string, _opt: object) => (value.includes("[") ? "not a property" : true) },
    nodes: { eachConfig: (visit: (node: ConfigNode) => void) => configNodes.forEach(visit) },
  };
}

export const load = (type: NodeType, configNodes: ConfigNode[] = []): EditorDefinition =>
  runScript(type, editorWith(configNodes), () => ({ val: () => undefined }));

/** What the validator of a property says about a value, with the other properties of the node. */
export function verdict({ defaults }: EditorDefinition, name: string, value: unknown, node: object = {}) {
  const { validate, label = "" } = defaults[name] ?? {};
  assert.ok(validate, `${name} has no validator`);
  assert.equal(validate.length, 2, "only a validator with two parameters can give a message");
  return validate.call({ ...node, [name]: value }, value, { label });
}

/** Whether the runtime takes what it reads. */
export const accepts = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};
