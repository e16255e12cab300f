import type { HangingCalls } from "../world/hanging-calls";
import type { Machine } from "../guest/machine";
import type { EsxiSockets } from "../net/esxi-sockets";
import type { SocketCounts } from "../net/socket-counts";
import type { World } from "../world/world";
import { ControlError } from "./input";

/** What `/_simulator` works on. */
export interface Control {
  world: World;
  hanging: HangingCalls;
  sockets: SocketCounts;
  esxiSockets: EsxiSockets;
}

export function machineOf({ world }: Control, vm: string): Machine {
  const machine = world.inventory.find(vm);
  if (machine === null) {
    throw new ControlError(404, `There is no VM ${vm}.`);
  }
  return machine;
}
