import type { Server } from "node:http";

/** A large upload may take longer than Node gives a request by default (5 minutes). */
export function patient<S extends Server>(server: S): S {
  server.requestTimeout = 0;
  server.keepAliveTimeout = 72_000;
  return server;
}
