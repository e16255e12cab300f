import { ask } from "../server";
import { text } from "../text";

/** What an endpoint of the connections answers, or why there is no answer, in a sentence. */
export async function answerOf(url: string, data: object): Promise<{ readonly answer: unknown } | { readonly reason: string }> {
  const { status, body } = await ask("POST", `connection/${url}`, data);
  return status === 200 ? { answer: body } : { reason: reasonOf(body) };
}

function reasonOf(body: unknown): string {
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === "string" ? error : text("vcenter-connection.label.noAnswer");
}
