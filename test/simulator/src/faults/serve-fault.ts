import type { FastifyReply } from "fastify";
import type { Answer } from "../api/answer";
import type { Exchange } from "../api/exchange";
import type { Fault, FaultKind } from "../world/fault";
import type { HangingCalls } from "../world/hanging-calls";
import { drip, endless, endlessHeaders, truncated } from "./raw-answers";
import { secretsOf } from "./secrets";
import { withOtherUrl } from "./transfer-url";

/** A call that a fault has been chosen for. */
export interface FaultyCall {
  exchange: Exchange;
  reply: FastifyReply;
  hanging: HangingCalls;
  /** Does what the client asked for. */
  perform(): Promise<Answer>;
  /** Answers as if there were no fault. */
  send(answer: Answer): FastifyReply;
}

type Server = (fault: Fault, call: FaultyCall) => Promise<FastifyReply> | FastifyReply;

export async function serveFault(fault: Fault, call: FaultyCall): Promise<FastifyReply> {
  return SERVERS[fault.kind](fault, call);
}

/** README, "Faults": what the client sees, and whether the work happens. */
const SERVERS: Record<FaultKind, Server> = {
  tls_reset: neverReached,
  refuse_connection: neverReached,
  cut: (_fault, call) => close(call),
  lost,
  answer: async (fault, call) => {
    if (fault.work === true) {
      await call.perform();
    }
    return text(call, fault.status ?? 200, fault.headers ?? {}, fault.body ?? "");
  },
  bad_gateway: afterWork((_fault, call) => text(call, 502, HTML, BAD_GATEWAY)),
  no_healthy_upstream: (_fault, call) => text(call, 503, PLAIN, "no healthy upstream"),
  garbage: afterWork((_fault, call) => text(call, 200, JSON_TYPE, "\u0000\u0001{not json")),
  truncated: async (_fault, call) => {
    const { status, body } = await call.perform();
    // An answer without a body has no middle to end in: it gets one.
    const shown = body === undefined ? 200 : status;
    return raw(call, shown, (response) => {
      truncated(response, shown, JSON.stringify(body ?? null));
    });
  },
  drip: afterWork((fault, call) => raw(call, 200, (response) => { drip(response, fault.interval_ms ?? 1000); })),
  endless: afterWork((_fault, call) => raw(call, 200, endless)),
  endless_headers: afterWork((_fault, call) => raw(call, 200, endlessHeaders)),
  hang,
  error: (fault, call) => {
    const { status = 500, error_type = "ERROR", messages = [], data } = fault;
    return call.send({ status, body: { error_type, messages, ...(data === undefined ? {} : { data }) } });
  },
  transfer_url: async (fault, call) => call.send(withOtherUrl(await call.perform(), fault.url ?? "")),
  transfer_certificate: neverReached,
  transfer_cut: neverReached,
  transfer_stall: neverReached,
  transfer_short: neverReached,
  transfer_length: neverReached,
  transfer_answer: neverReached,
  echo: (_fault, call) => call.send({ status: 500, body: echoBody(call.exchange) }),
};

const HTML = { "content-type": "text/html" };
const PLAIN = { "content-type": "text/plain" };
const JSON_TYPE = { "content-type": "application/json" };
const BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

function neverReached(fault: Fault): never {
  throw new Error(`${fault.kind} hits no calls of the API`);
}

function afterWork(serve: (fault: Fault, call: FaultyCall) => FastifyReply): Server {
  return async (fault, call) => {
    await call.perform();
    return serve(fault, call);
  };
}

async function lost(fault: Fault, call: FaultyCall): Promise<FastifyReply> {
  if (fault.work === "after") {
    void call.hanging.wait().then(() => call.perform());
  } else {
    await call.perform();
  }
  return close(call);
}

async function hang(fault: Fault, call: FaultyCall): Promise<FastifyReply> {
  if (fault.work === "after") {
    await call.hanging.wait();
    return call.send(await call.perform());
  }
  const answer = await call.perform();
  await call.hanging.wait();
  return call.send(answer);
}

function text(call: FaultyCall, status: number, headers: Record<string, string>, body: string): FastifyReply {
  return raw(call, status, (response) => {
    response.writeHead(status, headers).end(body);
  });
}

function close(call: FaultyCall): FastifyReply {
  call.reply.hijack();
  call.reply.raw.destroy();
  return call.reply;
}

function raw(call: FaultyCall, status: number, write: (response: FastifyReply["raw"]) => void): FastifyReply {
  call.exchange.record.status = status;
  call.reply.hijack();
  write(call.reply.raw);
  return call.reply;
}

function echoBody(exchange: Exchange): Record<string, unknown> {
  const secrets = secretsOf(exchange);
  const messages = secrets.map((secret) => ({
    id: "com.vmware.api.vcenter.error",
    default_message: `The request was: ${secret}`,
    args: [secret],
  }));
  return { error_type: "ERROR", messages, data: { secrets } };
}
