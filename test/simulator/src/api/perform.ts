import { checkAnswer } from "../contract/answer-check";
import { contract } from "../contract/contract";
import type { World } from "../world/world";
import { type Answer, errorAnswer } from "./answer";
import { authenticate } from "./authenticate";
import { refuseEncodedSlash } from "./encoded-slash";
import type { Exchange } from "./exchange";
import { HANDLERS } from "./operations";
import { infrastructureError, VapiError } from "./vapi-error";

/** Does the work that a request asks for. The answer is checked against the contract before anybody sees it. */
export async function perform(world: World, exchange: Exchange): Promise<Answer> {
  const answer = await attempt(world, exchange);
  const operation = exchange.match?.operation;
  if (operation !== undefined && answer.html === undefined) {
    for (const violation of checkAnswer(contract(), operation, answer)) {
      world.journal.addViolation(violation);
    }
  }
  return answer;
}

async function attempt(world: World, exchange: Exchange): Promise<Answer> {
  try {
    return await handle(world, exchange);
  } catch (error) {
    return errorAnswer(error instanceof VapiError ? error : unexpected(world, error));
  }
}

/** CONTRACT.md and the guest's order: the token first, then the shape of the request, then the rest. */
async function handle(world: World, exchange: Exchange): Promise<Answer> {
  const { match, request, body } = exchange;
  const refusal = refuseEncodedSlash(world.settings.refuse_encoded_slash, request.url);
  if (refusal !== null) {
    return refusal;
  }
  if (match === null) {
    throw operationNotFound(request.url);
  }
  if (match.operation.needsSession) {
    authenticate(world, request.headers);
  }
  refuseWrongShape(exchange);
  const handler = HANDLERS[match.operation.id];
  if (handler === undefined) {
    throw operationNotFound(match.operation.id);
  }
  return handler({ world, match, headers: request.headers, body });
}

function refuseWrongShape({ findings }: Exchange): void {
  const [invalid] = findings.invalid;
  if (invalid !== undefined) {
    throw infrastructureError(400, "INVALID_ARGUMENT", "com.vmware.vapi.rest.httpBadRequest", `Bad request: ${invalid}`);
  }
  const [unexpected] = findings.unexpected;
  if (unexpected !== undefined) {
    throw infrastructureError(400, "UNEXPECTED_INPUT", "vapi.data.structure.field.unexpected", unexpected);
  }
}

function operationNotFound(what: string): VapiError {
  const id = "com.vmware.vapi.endpoint.operationNotFound";
  return infrastructureError(404, "OPERATION_NOT_FOUND", id, `There is no operation ${what}`);
}

/** A mistake of the simulator's own: told to the client, and counted. */
function unexpected(world: World, error: unknown): VapiError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.journal.addViolation(`internal error: ${text}`);
  const id = "com.vmware.vapi.endpoint.internalError";
  return infrastructureError(500, "INTERNAL_SERVER_ERROR", id, "The simulator failed");
}
