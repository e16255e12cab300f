import type { Answer } from "../api/answer";

/** The answer with another transfer URL in it; an error stays as it is. */
export function withOtherUrl(answer: Answer, template: string): Answer {
  return typeof answer.body === "string" ? { ...answer, body: fill(template, new URL(answer.body)) } : answer;
}

function fill(template: string, { protocol, hostname, port, searchParams }: URL): string {
  const values: Record<string, string> = {
    scheme: protocol.slice(0, -1),
    host: hostname,
    port,
    id: searchParams.get("id") ?? "",
    token: searchParams.get("token") ?? "",
  };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
