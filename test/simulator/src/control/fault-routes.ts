import { validateHeaderName, validateHeaderValue } from "node:http";
import type { FastifyInstance } from "fastify";
import { contract } from "../contract/contract";
import type { FaultKind, FaultOrder } from "../world/fault";
import type { Control } from "./control";
import { FAULT_KIND, FAULT_SCHEMAS, RELEASE } from "./fault-schemas";
import { ControlError, readInput } from "./input";

const CREATE_TRANSFER = "Vcenter.Vm.Guest.Filesystem.Transfers_create";

/** Faults to come, and calls that hang. */
export function addFaultRoutes(app: FastifyInstance, { world, hanging }: Control): void {
  app.post("/_simulator/faults", ({ body }) => ({ id: world.faults.add(readFault(body)).id }));

  app.delete("/_simulator/faults", () => {
    world.faults.clear();
    return {};
  });

  app.delete<{ Params: { id: string } }>("/_simulator/faults/:id", ({ params }) => {
    if (!world.faults.remove(params.id)) {
      throw new ControlError(404, `There is no fault ${params.id}.`);
    }
    return {};
  });

  app.post("/_simulator/release", ({ body }) => {
    const { most } = readInput(body, RELEASE) as { most?: number };
    return { released: hanging.release(most) };
  });
}

function readFault(body: unknown): FaultOrder {
  const { kind } = anyFields(body);
  const order = readInput(body, FAULT_SCHEMAS[kind]) as Partial<FaultOrder>;
  const { operation = kind === "transfer_url" ? CREATE_TRANSFER : "*" } = order;
  if (operation !== "*" && !contract().operationIds().includes(operation)) {
    throw new ControlError(400, `Wrong value: the contract has no operation "${operation}".`);
  }
  checkHeaders(order.headers ?? {});
  // Only a download has a length that the simulator tells.
  const direction = kind === "transfer_length" ? ({ direction: "download" } as const) : {};
  return { ...order, ...direction, kind, operation, vm: order.vm ?? null, after: order.after ?? 0, times: timesOf(order) };
}

function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw new ControlError(400, `Wrong value: "${name}" is no header that can be sent.`);
    }
  }
}

function anyFields(body: unknown): { kind: FaultKind } {
  return readInput(body, FAULT_KIND) as { kind: FaultKind };
}

/** Null means for ever, so it is not the same as left out. */
function timesOf({ times }: Partial<FaultOrder>): number | null {
  return times === undefined ? 1 : times;
}
