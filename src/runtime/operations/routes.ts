import type { NodeAPI } from "node-red";
import { type Answer, answer, refused } from "../admin-answer";
import type { Connection } from "../connection";
import { openIn } from "../connection-nodes";
import { type AskedLogins, askedLogins } from "../login-tries";
import { operationsIn } from "./state";
import { probe, releaseGuestLogin, tryLogin } from "./try-now";

const ROOT = "/vcenter-guest/operations";

type TryNow = (connection: Connection, body: unknown, asked: AskedLogins) => Answer | Promise<Answer>;

/** Lets the editor's user see how the connections stand, and try now what would be tried later. */
export function offerOperations(RED: NodeAPI): void {
  RED.httpAdmin.get(ROOT, RED.auth.needsPermission("vcenter-connection.read"), (_request, reply) => {
    void answer(reply, async () => ({ status: 200, body: await operationsIn(RED) }));
  });
  offer(RED, "login", tryLogin);
  offer(RED, "probe", probe);
  offer(RED, "guest-login", releaseGuestLogin);
}

function offer(RED: NodeAPI, what: string, tryNow: TryNow): void {
  const mayWrite = RED.auth.needsPermission("vcenter-connection.write");
  RED.httpAdmin.post(`${ROOT}/:connection/${what}`, mayWrite, (request, reply) => {
    void answer(reply, () => {
      const connection = openIn(RED).get(String(request.params.connection));
      return connection === undefined ? NOT_DEPLOYED : tryNow(connection, request.body, askedLogins.of(RED));
    });
  });
}

const NOT_DEPLOYED = refused(404, "This connection is not deployed, or is disabled. Deploy it, and look again.");
