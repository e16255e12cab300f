import type { FastifyError, FastifyInstance } from "fastify";
import { GuestError } from "../guest/guest-error";
import type { Control } from "./control";
import { addContentRoutes } from "./content-routes";
import { addFaultRoutes } from "./fault-routes";
import { addFileRoutes } from "./file-routes";
import { ControlError } from "./input";
import { addProcessRoutes } from "./process-routes";
import { addStateRoutes } from "./state-routes";
import { addTransferRoutes } from "./transfer-routes";
import { addVmRoutes } from "./vm-routes";

/** Everything below `/_simulator`: JSON in, JSON out, no login. */
export function addControlRoutes(app: FastifyInstance, control: Control): void {
  app.register((routes, _options, done) => {
    routes.setErrorHandler<FastifyError>((error, _request, reply) => {
      void reply.code(statusOf(error)).send({ error: error.message });
    });
    addStateRoutes(routes, control);
    addVmRoutes(routes, control);
    addFileRoutes(routes, control);
    addProcessRoutes(routes, control);
    addContentRoutes(routes, control);
    addTransferRoutes(routes, control);
    addFaultRoutes(routes, control);
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    void reply.code(404).send({ error: `There is no ${request.method} ${request.originalUrl}.` });
  });
}

function statusOf(error: FastifyError | ControlError | GuestError): number {
  if (error instanceof ControlError) {
    return error.status;
  }
  return error instanceof GuestError ? 400 : (error.statusCode ?? 500);
}
