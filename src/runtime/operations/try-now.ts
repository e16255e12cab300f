import { type Answer, refused } from "../admin-answer";
import type { Connection } from "../connection";
import { loginNameOf } from "../login-name";
import { type AskedLogins, guestLogin, TriedTooOften, vcenterLogin } from "../login-tries";

/** Tries the vCenter login that was refused, once. @throws VCenterError if it is refused again. */
export async function tryLogin(connection: Connection, _body: unknown, asked: AskedLogins): Promise<Answer> {
  const { pool } = connection;
  const { refusal, age } = pool.client.login;
  if (refusal === undefined) {
    return refused(409, "The login at vCenter is not refused any more. Nothing was tried.");
  }
  if (age !== undefined) {
    return refused(409, "The connection is still signed in from before the refusal, so nothing was tried. Messages use that session until it ends.");
  }
  return bounded(async () => {
    await asked.vcenter.counted(vcenterLogin(connection.access), () => pool.breaker.watched(pool.client.tryLogin()));
    return { status: 200, body: {} };
  });
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
export function releaseGuestLogin(connection: Connection, body: unknown, asked: AskedLogins): Promise<Answer> {
  const { vm, connection: owner = connection.id, login = "" } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const isAsked = typeof owner === "string" && typeof login === "string" && (vm === undefined || typeof vm === "string");
  return bounded(() =>
    isAsked && isReleased(connection, loginNameOf(owner, login), vm, asked)
      ? { status: 200, body: {} }
      : refused(404, "This guest login is not refused any more. Nothing was changed."),
  );
}

/** Each release counts as a try: the next message makes it. */
function isReleased({ pool }: Connection, loginName: string, vm: string | undefined, { guests }: AskedLogins): boolean {
  return pool.logins.release(loginName, vm, (login) => {
    const tried = guestLogin(pool.server, login);
    if (login.isKnown) {
      guests.accepted(tried);
    }
    guests.begin(tried);
  });
}

/** What must not be tried at present is no failure of a server. */
async function bounded(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TriedTooOften) {
      return { status: 409, body: { error: error.message, retryAt: error.cause.data?.retryAt } };
    }
    throw error;
  }
}
