import { text } from "../text";

/** The key of what is wrong with a value, or "". */
export type Rule = (value: string, node: FlowNode) => string;

type Condition = (node: FlowNode) => boolean;

/** What the open dialog shows, else what the node holds. */
export function current(node: FlowNode, property: string): Value {
  return $(`#node-input-${property}`).val() ?? node[property];
}

/** Whether a property has one of some values. */
export function has(property: string, ...values: string[]): Condition {
  return (node) => values.some((value) => value === current(node, property));
}

/** Whether a checkbox is checked: its value is the same if it is not. */
export function isChecked(property: string): Condition {
  const box = `#node-input-${property}`;
  return (node) => ($(box).val() === undefined ? node[property] === true : $(`${box}:checked`).val() !== undefined);
}

/** A check by a rule of ours. */
export function follows(rule: Rule): Check {
  return function (value, opt) {
    const key = rule(value, this);
    return key === "" || problem(key, opt);
  };
}

/** A check that is made where it matters. */
export function where(matters: Condition, check: Check, otherwise: Check = () => true): Check {
  return function (value, opt) {
    return (matters(this) ? check : otherwise).call(this, value, opt);
  };
}

/** Two checks, one after the other. */
function both(first: Check, second: Check): Check {
  return function (value, opt) {
    const verdict = first.call(this, value, opt);
    return verdict === true ? second.call(this, value, opt) : verdict;
  };
}

/** Node-RED's own check of a typed field. */
export function reference(property: string): Check {
  return RED.validators.typedInput({ typeField: `${property}Type` });
}

/** Node-RED's own check of a typed field that is not empty. @param empty key of what is said if it is */
export function needed(property: string, empty: string): Check {
  return both(follows((value) => (value === "" ? empty : "")), reference(property));
}

/** What was typed in as such a type follows a rule of ours, anything else Node-RED's. @param empty as of {@link needed} */
export function typed(property: string, type: "str" | "num", rule: Rule, empty?: string): Check {
  const otherwise = empty === undefined ? reference(property) : needed(property, empty);
  return where(has(`${property}Type`, type), follows(rule), otherwise);
}

function problem(key: string, { label }: { label: string }): string {
  return `${label}: ${text(key)}`;
}
