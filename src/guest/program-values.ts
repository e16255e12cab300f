import { types } from "node:util";
import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";
import { checkEncodable, type Given, itemsOf, kindOf, optionalText } from "./given";
import { guestPathText, isRoot, isWindowsPath } from "./guest-path-text";

/** More than this have no room in a request, whatever they are. */
const MOST_ARGUMENTS = 20_000;

/** The path of a program. VMware Tools put it between double quotes, in which a shell still reads some characters. */
export function programPath(given: Given): string {
  const path = guestPathText(given);
  const forbidden = isWindowsPath(path) ? /"/ : /["$`\\]/;
  const found = forbidden.exec(path)?.[0];
  if (found !== undefined) {
    throw invalid("message", `The ${given.name} holds ${found}, which the guest would not take for a part of a name. Give another path.`);
  }
  if (isRoot(path)) {
    throw invalid("message", `The ${given.name} leads to a root or a drive. Give the path of a program, like /bin/ls.`);
  }
  return path;
}

/** A text, or a list of arguments. Missing: no arguments. */
export function givenArguments(given: Given): string | readonly string[] {
  const { value, name } = given;
  if (typeof value !== "object" || value === null) {
    const text = optionalText(given) ?? "";
    checkProgramText(text, `text of the ${name}`);
    return text;
  }
  if (types.isProxy(value) || !Array.isArray(value)) {
    throw invalid("message", `The ${name} must be text or an array of texts and numbers, but is ${kindOf(value)}.`);
  }
  checkCount(value.length, name);
  return itemsOf(value, name).map((one, index) => {
    const item = { value: one, name: `argument ${index + 1} in the ${name}` };
    const text = optionalText(item);
    if (text === undefined) {
      throw invalid("message", `The ${item.name} is missing. Give text or a number, or leave it out of the array.`);
    }
    checkProgramText(text, item.name);
    return text;
  });
}

/** An array of four billion holes is small. */
function checkCount(count: number, name: string): void {
  if (count > MOST_ARGUMENTS) {
    throw invalid("message", `The ${name} are ${count}; at most ${MOST_ARGUMENTS} are possible. Give fewer.`);
  }
}

/** An object of texts. Missing or empty: the program has the environment of the guest user. */
export function givenEnvironment(given: Given): Readonly<Record<string, string>> | undefined {
  const { value, name } = given;
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  const variables = entriesOf(given).filter(([, one]) => one !== undefined && one !== null);
  return variables.length === 0
    ? undefined
    : Object.fromEntries(variables.map(([variable, one]) => [variable, variableText(variable, one, name)]));
}

/** A getter may fail. Objects of other contexts, like that of a function node, are objects too. */
function entriesOf({ value, name }: Given): [string, unknown][] {
  try {
    if (!types.isProxy(value) && Object.prototype.toString.call(value) === "[object Object]") {
      return Object.entries(value as object);
    }
  } catch {
    throw invalid("message", `The ${name} cannot be read: a property of it fails. Give an object of texts.`);
  }
  throw invalid("message", `The ${name} must be an object of texts, like {"LANG": "C"}, but is ${kindOf(value)}.`);
}

function variableText(variable: string, value: unknown, name: string): string {
  if (variable === "" || variable.includes("=")) {
    throw invalid("message", `The ${name} holds a variable without a name, or with "=" in its name. Correct it.`);
  }
  checkEncodable(variable, `name of a variable in the ${name}`);
  const label = `variable "${shown(variable)}" in the ${name}`;
  const text = optionalText({ value, name: label }) ?? "";
  checkProgramText(text, label);
  return text;
}

/** Tabs and line breaks are usual in scripts and values; no other control character is. */
function checkProgramText(text: string, name: string): void {
  checkEncodable(text.replace(/[\t\n\r]/g, " "), name);
}
