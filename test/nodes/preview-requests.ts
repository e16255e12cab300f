import type { Recorded } from "../support/simulator";

/** A request as a dialog shows it; what stands between ⟨ and ⟩ is known at run time only. */
export interface ShownRequest {
  readonly note: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export function shownRequests(preview: string): ShownRequest[] {
  return preview.split("\n\n").map(shownRequest);
}

function shownRequest(text: string): ShownRequest {
  const [, note = "", method = "", path = "", body] = /^(?:(.*:)\n)?(GET|POST|PUT) (.*)(?:\n(\{.*\}))?$/.exec(text) ?? [];
  if (method === "") {
    throw new Error(`This is no request: ${text}`);
  }
  return { note, method, path, body: body === undefined ? null : (JSON.parse(quoted(body)) as unknown) };
}

/** Words that stand for a whole value have no quotes. */
function quoted(body: string): string {
  return body.replace(/(?<=: )⟨[^⟩]*⟩/g, (words) => JSON.stringify(words));
}

/** Whether a request that was sent is the one that is shown; a query without a parameter is none. */
export function isShown({ method, path, body }: ShownRequest, sent: Recorded): boolean {
  return method === sent.method && fits(path, sent.path.replace(/\?$/, "")) && fits(body, sent.body);
}

function fits(shown: unknown, sent: unknown): boolean {
  if (typeof shown === "string" && shown.includes("⟨")) {
    return /^⟨[^⟩]*⟩$/.test(shown) || (typeof sent === "string" && patternOf(shown).test(sent));
  }
  if (typeof shown !== "object" || shown === null || typeof sent !== "object" || sent === null) {
    return shown === sent;
  }
  const [names, sentNames] = [Object.keys(shown).sort(), Object.keys(sent).sort()];
  const isSame = names.join() === sentNames.join();
  return isSame && names.every((name) => fits((shown as Record<string, unknown>)[name], (sent as Record<string, unknown>)[name]));
}

function patternOf(shown: string): RegExp {
  const known = shown.split(/⟨[^⟩]*⟩/).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${known.join(".+")}$`, "s");
}
