import type { Operation } from "./operation";

export interface Match {
  operation: Operation;
  /** The values of the path's variables, decoded. */
  variables: Record<string, string>;
  query: URLSearchParams;
}

const API = "/api/";

/** The operation that a request means, by method, path as it stood on the wire, and action; null: none. */
export function matchOperation(operations: readonly Operation[], method: string, url: string): Match | null {
  const [path = "", ...rest] = url.split("?");
  if (!path.startsWith(API)) {
    return null;
  }
  const names = path.slice(API.length).split("/");
  const query = new URLSearchParams(rest.join("?"));
  for (const operation of operations) {
    const variables = operation.method === method ? matchNames(operation.segments, names) : null;
    if (variables !== null && operation.action === query.get("action")) {
      return { operation, variables, query };
    }
  }
  return null;
}

function matchNames(segments: readonly string[], names: readonly string[]): Record<string, string> | null {
  if (segments.length !== names.length) {
    return null;
  }
  const variables: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = decode(names[index] ?? "");
    if (segment.startsWith("{") && name !== null && name !== "") {
      variables[segment.slice(1, -1)] = name;
    } else if (segment !== name) {
      return null;
    }
  }
  return variables;
}

function decode(name: string): string | null {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}
