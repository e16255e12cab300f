import { loginType } from "./guest-logins";

/** From where a value can come, beside those of its kind. */
const CONTEXT = ["env", "flow", "global", "jsonata"];

/** The types of a typed field, the usual one first. */
const KINDS = {
  text: () => ["msg", "str", ...CONTEXT],
  number: () => ["num", "msg", ...CONTEXT],
  pattern: () => ["str", "msg", ...CONTEXT],
  list: () => ["str", "msg", "json", ...CONTEXT],
  arguments: () => ["msg", "str", "json", ...CONTEXT],
  content: () => ["msg", "str", "num", "json", "bin", ...CONTEXT],
  variables: () => ["json", "msg", "flow", "global", "jsonata"],
  login: () => ["msg", loginType(), ...CONTEXT],
} satisfies Record<string, () => (string | TypedInputType)[]>;

export type Kind = keyof typeof KINDS;

/** Makes fields typed ones. */
export function typedInputs(kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const types: (string | TypedInputType)[] = KINDS[kind]();
    const [first] = types;
    $(`#node-input-${name}`).typedInput({ default: typeof first === "string" ? first : "msg", types, typeField: `#node-input-${name}Type` });
  }
}
