import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "../answer";
import { type ApiCall, SESSION_HEADER } from "../api-call";
import { authenticate } from "../authenticate";
import { message, VapiError } from "../vapi-error";

const SESSION_LIMIT_REACHED = "com.vmware.vapi.endpoint.failedToLoginMaxUserSessionCountReached";

/** POST /session */
export function createSession({ world, headers }: ApiCall): Answer {
  const basic = basicCredentials(headers);
  const user = basic === null ? null : world.accounts.login(basic.user, basic.password);
  if (user === null) {
    world.journal.countRefusedLogin();
    throw loginRefused();
  }
  const session = world.sessions.create(user);
  if (session === null) {
    const messages = [message(SESSION_LIMIT_REACHED, "The user has reached the maximum number of sessions.")];
    throw new VapiError({ status: 503, type: "SERVICE_UNAVAILABLE", messages });
  }
  return { status: 201, body: session.token };
}

/** GET /session */
export function getSession({ world, headers }: ApiCall): Answer {
  const session = authenticate(world, headers);
  return {
    status: 200,
    body: {
      user: session.user,
      created_time: new Date(session.createdAt).toISOString(),
      last_accessed_time: new Date(session.lastAccessedAt).toISOString(),
    },
  };
}

/** DELETE /session */
export function deleteSession({ world, headers }: ApiCall): Answer {
  world.sessions.delete(String(headers[SESSION_HEADER]));
  return { status: 204 };
}

/** Wrong user, wrong password and locked account look alike on purpose. */
function loginRefused(): VapiError {
  const messages = [message("com.vmware.vapi.endpoint.method.authentication.failed", "Authentication failed.")];
  return new VapiError({ status: 401, type: "UNAUTHENTICATED", messages });
}

function basicCredentials(headers: IncomingHttpHeaders): { user: string; password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
  const decoded = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
