import type { IncomingHttpHeaders } from "node:http";
import type { Session } from "../world/sessions";
import type { World } from "../world/world";
import { SESSION_HEADER } from "./api-call";
import { GUEST_LOGIN_REFUSED } from "./guest-answers";
import { message, VapiError } from "./vapi-error";

/** The live session of the request, or 401. */
export function authenticate(world: World, headers: IncomingHttpHeaders): Session {
  const token = headers[SESSION_HEADER];
  const session = typeof token === "string" ? world.sessions.touch(token) : null;
  if (session === null) {
    throw deadSession(world.settings.message_id_dead_session);
  }
  return session;
}

/** With `null` the answer cannot be told from a refused guest login: CONTRACT.md section 3. */
function deadSession(messageId: string | null): VapiError {
  const text = messageId === null ? GUEST_LOGIN_REFUSED : message(messageId, "Authentication required.");
  const challenge = messageId === null ? {} : { challenge: 'Basic realm="VAPI endpoint"' };
  return new VapiError({
    status: 401,
    type: "UNAUTHENTICATED",
    messages: [text],
    mayBeUndeclared: true,
    ...challenge,
  });
}
