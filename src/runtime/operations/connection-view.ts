import type { Pool } from "../../guest/pool";
import { VCenterError } from "../../vcenter/error";
import type { Connection } from "../connection";
import { partsOf } from "../login-name";
import type { ConnectionHead, ConnectionView, GuestLoginView, VmView } from "./answer";
import { poolOf, refusalView } from "./connection-head";
import type { Room } from "../room";

const BUSIEST = 10;

/** A connection with as much of its lists as there is room for: what needs somebody's hand comes first. */
export function viewOf(connection: Connection, head: ConnectionHead, room: Room): ConnectionView {
  const { recent } = connection;
  const pool = poolOf(connection);
  const known = pool instanceof VCenterError ? undefined : pool;
  const plots = { messages: recent.messages.counts, failures: recent.failures.counts, calls: recent.calls.counts };
  return {
    ...head,
    ...(room.takes(plots) && { plots }),
    guestLogins: room.first(known === undefined ? [] : guestLogins(known)),
    vms: room.first(known === undefined ? [] : busiest(known), BUSIEST),
    failures: room.first(recent.last),
  };
}

function guestLogins({ logins }: Pool): GuestLoginView[] {
  return logins.refused().map(({ loginName, vm, refusal }) => {
    const where = vm === undefined ? {} : { vm };
    return { ...where, ...partsOf(loginName), ...refusalView(refusal) };
  });
}

function busiest({ turns }: Pool): VmView[] {
  return turns.loads
    .map(({ vm, turns: running, waiting }) => ({ vm, running, waiting }))
    .sort((a, b) => b.running + b.waiting - a.running - a.waiting || (a.vm < b.vm ? -1 : 1));
}
