import { found } from "../dom";
import { nodeField } from "./fields";

/** A guest login by its name, of those of the chosen connection. */
export function loginType(): TypedInputType {
  return { value: "str", label: RED._("node-red:common.label.name"), icon: "red/images/typedInput/az.svg", autoComplete: namesWith };
}

/** No node refers to a guest login, so the editor itself has no button that adds one. */
export function offerNewLogin(): void {
  found("#vcenter-guest-add-login").addEventListener("click", () => {
    RED.editor.editConfig("", "vcenter-guest-login", "_ADD_");
  });
}

function namesWith(part: string): string[] {
  const names: string[] = [];
  RED.nodes.eachConfig(({ type, connection, name }) => {
    if (type === "vcenter-guest-login" && connection === nodeField("connection").value && name.includes(part)) {
      names.push(name);
    }
  });
  return names;
}
