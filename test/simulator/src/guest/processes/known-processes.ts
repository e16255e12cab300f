import type { Machine } from "../machine";
import type { ProcessEnd } from "./guest-process";

/** A process as Tools tell of it; times in milliseconds since 1970. */
export interface KnownProcess {
  pid: number;
  name: string;
  owner: string;
  command: string;
  startedAt: number;
  end: ProcessEnd | null;
}

/** Those that were started through Tools, and the Tools service itself. */
export function knownProcesses(machine: Machine, now: number): KnownProcess[] {
  const started = machine.processes.list(now).map(({ start, startedAt, end }) => {
    const { pid, name, owner, command } = start;
    return { pid, name, owner, command, startedAt, end };
  });
  return [...started, toolsService(machine)];
}

function toolsService({ config, tools }: Machine): KnownProcess {
  const own =
    config.family === "LINUX"
      ? { name: "vmtoolsd", owner: "root", command: "/usr/bin/vmtoolsd" }
      : { name: "vmtoolsd.exe", owner: "SYSTEM", command: '"C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe"' };
  return { pid: tools.pid, ...own, startedAt: tools.startedAt, end: null };
}
