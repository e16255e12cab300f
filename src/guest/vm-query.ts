import { types } from "node:util";
import type { VmFilter } from "../vcenter/client";
import { invalid } from "../vcenter/error";
import { checkBytes, checkEncodable, type Given, itemsOf, optionalText } from "./given";
import { shellPattern } from "./shell-pattern";

/** The filters of vCenter whose values are ids. */
export const ID_FILTERS = ["folders", "clusters", "hosts", "datacenters", "resource_pools"] as const;

export type PowerState = NonNullable<VmFilter["power_states"]>[number];

/** Which VMs are wanted, valid. */
export interface VmQuery {
  /** What vCenter filters by; each list has a value. */
  readonly filter: VmFilter;
  /** What it cannot filter by. */
  readonly matches: (name: string) => boolean;
  /** A list without a value was given: no VM is in it. */
  readonly isEmpty: boolean;
}

export interface GivenQuery {
  readonly names: Given;
  readonly pattern: Given;
  readonly ids: Readonly<Record<(typeof ID_FILTERS)[number], Given>>;
  readonly powerState: PowerState | "any";
}

const PATTERN_BYTES = 1024;
const VALUE_BYTES = 255;

/** All values stand in one URL. */
const VALUES = 200;

/** @throws VCenterError INVALID_ARGUMENT, subject `message`, that names the value. */
export function vmQuery({ names, pattern, ids, powerState }: GivenQuery): VmQuery {
  const lists = { names: namesOf(names), ...Object.fromEntries(ID_FILTERS.map((name) => [name, idsOf(ids[name])])) };
  const given = Object.entries(lists).filter((entry): entry is [string, string[]] => entry[1] !== undefined);
  const filter: VmFilter = { ...Object.fromEntries(given), ...(powerState !== "any" && { power_states: [powerState] }) };
  return { filter, matches: nameMatcher(pattern), isEmpty: given.some(([, values]) => values.length === 0) };
}

/** A text is one name: names may hold commas and spaces. */
function namesOf(given: Given): string[] | undefined {
  return listOf(given, (text) => (text === "" ? [] : [text]));
}

/** A text is one id, or several with commas or spaces between them. */
function idsOf(given: Given): string[] | undefined {
  return listOf(given, (text) => text.split(/[\s,]+/).filter((id) => id !== ""));
}

/** `undefined` where nothing was given. */
function listOf(given: Given, split: (text: string) => string[]): string[] | undefined {
  const { value, name } = given;
  if (!types.isProxy(value) && Array.isArray(value)) {
    checkCount(value.length, name);
    return [...new Set(itemsOf(value, name).map((one, index) => element(one, `${name}[${index}]`)))];
  }
  const values = split(optionalText(given) ?? "");
  checkCount(values.length, name);
  return values.length === 0 ? undefined : values.map((one) => element(one, name));
}

function checkCount(count: number, name: string): void {
  if (count > VALUES) {
    throw invalid("message", `The ${name} has ${count} values; at most ${VALUES} are possible. Ask in parts.`);
  }
}

function element(value: unknown, name: string): string {
  const text = optionalText({ value, name });
  if (text === undefined || text === "") {
    throw invalid("message", `The ${name} is empty. Give a text, or leave it out.`);
  }
  checkEncodable(text, name);
  checkBytes(text, VALUE_BYTES, name);
  return text;
}

function nameMatcher(given: Given): VmQuery["matches"] {
  const pattern = optionalText(given) ?? "";
  checkEncodable(pattern, given.name);
  checkBytes(pattern, PATTERN_BYTES, given.name);
  return pattern === "" ? () => true : shellPattern(pattern);
}
