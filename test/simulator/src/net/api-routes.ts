import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { serveFault } from "../faults/serve-fault";
import type { HangingCalls } from "../world/hanging-calls";
import type { World } from "../world/world";
import { type Answer, errorAnswer } from "../api/answer";
import { beginExchange, type RawRequest } from "../api/exchange";
import { perform } from "../api/perform";
import { infrastructureError } from "../api/vapi-error";

/** The one route behind which all of /api stands; which operation is meant says the contract, not the router. */
export const API_ROUTE = "/api";

export function addApiRoutes(app: FastifyInstance, world: World, hanging: HangingCalls): void {
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const refusal = infrastructureError(400, "INVALID_ARGUMENT", "com.vmware.vapi.rest.httpBadRequest", error.message);
    void send(reply, { status: null }, errorAnswer(refusal));
  });
  app.all(API_ROUTE, async (request, reply) => {
    const exchange = beginExchange(world, rawRequest(request));
    const { record } = exchange;
    const fault = world.faults.takeForCall(record.operation, record.vm);
    await world.pauses.wait(world.settings.latency_ms);
    if (fault === null) {
      return send(reply, record, await perform(world, exchange));
    }
    return serveFault(fault, {
      exchange,
      reply,
      hanging,
      perform: () => perform(world, exchange),
      send: (answer) => send(reply, record, answer),
    });
  });
}

function rawRequest(request: FastifyRequest): RawRequest {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return { method: request.method, url: request.originalUrl, headers: request.headers, body };
}

function send(reply: FastifyReply, record: { status: number | null }, answer: Answer): FastifyReply {
  record.status = answer.status;
  reply.code(answer.status);
  if (answer.html !== undefined) {
    return reply.type("text/html").send(answer.html);
  }
  return answer.body === undefined
    ? reply.send()
    : reply.type("application/json").send(JSON.stringify(answer.body));
}
