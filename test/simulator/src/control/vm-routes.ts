import type { FastifyInstance } from "fastify";
import type { Machine } from "../guest/machine";
import type { GuestUser } from "../model/guest-user";
import type { Family, VmConfig } from "../model/vm";
import { type Control, machineOf } from "./control";
import { ControlError, readInput } from "./input";
import { NEW_VMS, USER, VM_CHANGE } from "./schemas";

interface VmParams {
  Params: { vm: string };
}

interface UserParams {
  Params: { vm: string; name: string };
}

/** VMs and the users in them. */
export function addVmRoutes(app: FastifyInstance, control: Control): void {
  app.post("/_simulator/vms", ({ body }) => addVms(control, readInput(body, NEW_VMS)).map(identity));

  app.patch<VmParams>("/_simulator/vms/:vm", ({ params, body }) => {
    const machine = machineOf(control, params.vm);
    machine.configure(readInput(body, VM_CHANGE));
    return describeMachine(machine);
  });

  app.delete<VmParams>("/_simulator/vms/:vm", async ({ params }) => {
    machineOf(control, params.vm);
    await control.world.inventory.remove(params.vm);
    return {};
  });

  app.put<UserParams>("/_simulator/vms/:vm/users/:name", ({ params, body }) => {
    const change: Partial<GuestUser> = readInput(body, USER);
    return machineOf(control, params.vm).putUser(params.name, change);
  });
}

export function describeMachine(machine: Machine): Record<string, unknown> {
  return { ...machine.config, tools_pid: machine.tools.pid, users: machine.users };
}

interface NewVms {
  count?: number;
  family?: Family;
  vm?: Partial<VmConfig>;
}

function addVms({ world }: Control, { count, family, vm }: NewVms): Machine[] {
  if (vm === undefined) {
    return world.inventory.addMany(count ?? 1, family ?? "LINUX");
  }
  if (count !== undefined || family !== undefined) {
    throw new ControlError(400, "Give either a count and a family, or one vm.");
  }
  const machine = world.inventory.add(vm);
  if (machine === null) {
    throw new ControlError(400, `There is a VM ${vm.vm ?? ""} already.`);
  }
  return [machine];
}

function identity({ config: { vm, name, family } }: Machine): Pick<VmConfig, "vm" | "name" | "family"> {
  return { vm, name, family };
}
