import { text } from "../../text";
import type { Fields } from "../fields";
import { Later } from "../later";
import { query } from "../query";
import type { Request } from "../request";
import { optional, typedJson } from "../typed";

/** The ids that vCenter filters by, in its names for them. */
const ID_FILTERS = { folders: "folders", clusters: "clusters", hosts: "hosts", datacenters: "datacenters", resourcePools: "resource_pools" };

export function vmsRequests(fields: Fields): Request[] {
  const names = listOf(fields, "names", (value) => [value]).map((name) => ["names", name] as const);
  const ids = Object.entries(ID_FILTERS).flatMap(([property, filter]) =>
    listOf(fields, property, (value) => value.split(/[\s,]+/).filter((id) => id !== "")).map((id) => [filter, id] as const),
  );
  const state = String(fields.powerState);
  const states = state === "any" ? [] : [["power_states", state] as const];
  if (Object.keys(fields).some((property) => isEmptyList(typedJson(fields, property)))) {
    return [];
  }
  const note = optional(fields, "pattern") === undefined ? undefined : text("vcenter-connection.preview.pattern");
  return [{ note, method: "GET", url: `/api/vcenter/vm${query([...names, ...ids, ...states])}` }];
}

/** No VM is in it, so that nobody is asked. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function listOf(fields: Fields, property: string, split: (value: string) => string[]): (string | Later)[] {
  const list = typedJson(fields, property);
  if (Array.isArray(list)) {
    return [...new Set(list.map(String))];
  }
  const value = optional(fields, property);
  return typeof value === "string" ? split(value) : value === undefined ? [] : [value];
}
