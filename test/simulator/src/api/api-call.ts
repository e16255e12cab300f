import type { IncomingHttpHeaders } from "node:http";
import type { Match } from "../contract/match";
import type { World } from "../world/world";
import type { Answer } from "./answer";

/** A request that fits the contract, on its way to the operation it means. */
export interface ApiCall {
  world: World;
  match: Match;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export type Handler = (call: ApiCall) => Promise<Answer> | Answer;

export const SESSION_HEADER = "vmware-api-session-id";

/** A variable of the path; the contract has matched, so it is there. */
export function pathVariable(call: ApiCall, name: string): string {
  const value = call.match.variables[name];
  if (value === undefined) {
    throw new Error(`${call.match.operation.id} has no {${name}} in its path`);
  }
  return value;
}
