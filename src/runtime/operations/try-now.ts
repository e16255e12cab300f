import { type Answer, refused } from "../admin-answer";
import type { Connection } from "../connection";
import { loginNameOf } from "../login-name";

/** Tries the vCenter login that was refused, once. @throws VCenterError if it is refused again. */
export async function tryLogin(connection: Connection): Promise<Answer> {
  const { pool } = connection;
  if (pool.client.login.refusal === undefined) {
    return refused(409, "The login at vCenter is not refused any more. Nothing was tried.");
  }
  await pool.breaker.watched(pool.client.tryLogin());
  return { status: 200, body: {} };
}

/** Asks a vCenter that did not answer whether it does now. */
export async function probe(connection: Connection): Promise<Answer> {
  const { breaker } = connection.pool;
  if (!breaker.isOpen) {
    return refused(409, "vCenter answers again. Nothing was asked.");
  }
  const outage = await breaker.probeNow();
  return outage === undefined ? { status: 200, body: {} } : refused(502, `vCenter still does not answer: ${outage}.`);
}

/** Lets the next message try a guest login that was refused, on one VM or, without `vm`, on all. */
export function releaseGuestLogin(connection: Connection, asked: unknown): Answer {
  const { vm, connection: owner = connection.id, login = "" } = (asked ?? {}) as Readonly<Record<string, unknown>>;
  const isAsked = typeof owner === "string" && typeof login === "string" && (vm === undefined || typeof vm === "string");
  return isAsked && connection.pool.logins.release(loginNameOf(owner, login), vm)
    ? { status: 200, body: {} }
    : refused(404, "This guest login is not refused any more. Nothing was changed.");
}
