import { VCenterError } from "../vcenter/error";

/** What an admin endpoint answers; a failure has a sentence in `error`. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The parts of Express that are used here. */
export interface Reply {
  status(code: number): { json(body: unknown): void };
}

/** Answers with what the work gives. Whatever it throws is an answer, too: nobody handles a rejection. */
export async function answer(reply: Reply, work: () => Answer | Promise<Answer>): Promise<void> {
  let given: Answer;
  try {
    given = await work();
  } catch (error) {
    given = failed(error);
  }
  reply.status(given.status).json(given.body);
}

export function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}

function failed(error: unknown): Answer {
  return error instanceof VCenterError
    ? { status: error.code === "INVALID_ARGUMENT" ? 400 : 502, body: { error: error.message, code: error.code } }
    : refused(500, "It failed in an unforeseen way. Please report it as a bug.");
}
