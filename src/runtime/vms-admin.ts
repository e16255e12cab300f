import type { NodeAPI } from "node-red";
import { Job } from "../guest/job";
import { listVms } from "../guest/list-vms";
import { vmText } from "../guest/vm-text";
import type { VmSummary } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";
import { type Answer, answer, refused } from "./admin-answer";
import type { Connection } from "./connection";
import { liveConnection } from "./connection-nodes";
import { fitting } from "./room";
import type { VmList } from "./vm-list";

/** Somebody waits before a dialog, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Lets the editor's user choose among the VMs of a deployed connection. */
export function offerVms(RED: NodeAPI): void {
  const mayWrite = RED.auth.needsPermission("vcenter-connection.write");
  RED.httpAdmin.post("/vcenter-guest/connection/:id/vms", mayWrite, (request, reply) => {
    const { filter } = request.query;
    void answer(reply, () =>
      listed(liveConnection(RED, String(request.params.id)), typeof filter === "string" ? filter.trim() : ""),
    );
  });
}

async function listed(connection: Connection | undefined, filter: string): Promise<Answer> {
  if (connection === undefined) {
    return refused(404, "This connection is not deployed. Deploy it, then list its VMs.");
  }
  const all = await allOf(connection);
  const found = matching(all ?? (await named(connection, filter)), filter);
  const { list: vms, more } = fitting(found.map(({ vm, name, power_state }) => ({ vm, name, power_state })));
  const body: VmList = { count: found.length, more, vms, isByWholeName: all === undefined };
  return { status: 200, body };
}

/** `undefined` where there are more than vCenter lists. */
async function allOf(connection: Connection): Promise<VmSummary[] | undefined> {
  try {
    return await list(connection, {});
  } catch (error) {
    if (!(error instanceof VCenterError && error.code === "UNABLE_TO_ALLOCATE_RESOURCE")) {
      throw error;
    }
    return undefined;
  }
}

/** vCenter compares whole names. */
async function named(connection: Connection, name: string): Promise<VmSummary[]> {
  return name === "" ? [] : list(connection, { names: [vmText({ value: name, name: "filter" })] });
}

function list({ pool, limits }: Connection, filter: { names?: string[] }): Promise<VmSummary[]> {
  const timeout = Math.min(limits.timeout, PATIENCE_MS);
  return listVms(pool, new Job(), { filter, matches: () => true, isEmpty: false }, { timeout, queueTimeout: timeout, maxAttempts: 1 });
}

/** In the order of their names; those that begin with the filter first. */
function matching(vms: readonly VmSummary[], filter: string): VmSummary[] {
  const part = filter.toLowerCase();
  const place = ({ vm, name }: VmSummary): number => (vm === part ? 0 : name.toLowerCase().indexOf(part));
  const rank = (vm: VmSummary): number => Math.min(1, place(vm));
  return vms.filter((vm) => place(vm) >= 0).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
