import type { FastifyInstance } from "fastify";
import { KILLED } from "../guest/processes/guest-process";
import { type Control, machineOf } from "./control";
import { readInput } from "./input";
import { END_PROCESSES } from "./schemas";

/** Looks at the processes of a guest, and ends them. */
export function addProcessRoutes(app: FastifyInstance, control: Control): void {
  const { world } = control;

  app.get<{ Params: { vm: string } }>("/_simulator/vms/:vm/processes", ({ params }) =>
    machineOf(control, params.vm)
      .processes.list(world.clock.now())
      .map(({ start, end }) => ({
        pid: start.pid,
        owner: start.owner,
        command: start.command,
        working_directory: start.workingDirectory,
        environment_variables: start.environment,
        exit_code: end?.exitCode ?? null,
      })),
  );

  app.post("/_simulator/processes/end", ({ body }) => {
    const { vm, exit_code = KILLED } = readInput(body, END_PROCESSES) as { vm?: string; exit_code?: number };
    const machines = vm === undefined ? world.inventory.list() : [machineOf(control, vm)];
    return { ended: machines.reduce((ended, machine) => ended + machine.processes.endAll(exit_code), 0) };
  });
}
