import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import fastify, { type FastifyInstance, type FastifyServerFactory } from "fastify";
import type { Certificates } from "./certificate";
import { patient } from "./patient";

/** A request body larger than this is refused before it is read whole. */
const BODY_LIMIT = 64 * 1024 * 1024;
/** VM ids and user names in control paths may be long, or a test of long ones could not be set up. */
const NAME_LIMIT = 4096;
const CONTROL = "/_simulator";

export interface WebServer {
  app: FastifyInstance;
  server: Server;
}

/**
 * The web server behind the front. It does not listen: the front hands it connections. What `past` has a
 * listener for goes past the framework, which would read a body whole.
 */
export function makeWebServer(
  certificates: Certificates | null,
  apiRoute: string,
  past: (url: string) => RequestListener | null,
): WebServer {
  let server: Server | undefined;
  const serverFactory: FastifyServerFactory = (handle) => {
    const handler: RequestListener = (request, response) => {
      (past(request.url ?? "") ?? handle)(request, response);
    };
    server =
      certificates === null
        ? createHttpServer(handler)
        : createHttpsServer({ cert: certificates.certificate, key: certificates.key }, handler);
    return patient(server);
  };
  const app = fastify({
    serverFactory,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: NAME_LIMIT },
    // All of the API is one route: the contract, not the router, says what a path means.
    rewriteUrl: ({ url = "/" }) => (isControl(url) ? url : apiRoute),
  });
  takeBodiesAsTheyCome(app);
  if (server === undefined) {
    throw new Error("fastify made no server");
  }
  return { app, server };
}

export function isControl(url: string): boolean {
  return url === CONTROL || url.startsWith(`${CONTROL}/`);
}

/** Whatever its content type says: vCenter does not insist either, and what is in it is judged later. */
function takeBodiesAsTheyCome(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
}
