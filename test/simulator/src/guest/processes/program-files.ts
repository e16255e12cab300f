import type { Family } from "../../model/vm";
import type { FileTree } from "../file-tree";

/** Path to the name of the program (programs.ts, load.ts). README, "Programs of a guest". */
const PROGRAM_FILES: Record<Family, Record<string, string>> = {
  LINUX: {
    "/usr/bin/sh": "sh",
    "/usr/bin/bash": "sh",
    "/usr/bin/echo": "echo",
    "/usr/bin/cat": "cat",
    "/usr/bin/sleep": "sleep",
    "/usr/bin/true": "true",
    "/usr/bin/false": "false",
    "/usr/bin/env": "env",
    "/usr/bin/pwd": "pwd",
    "/usr/bin/uname": "uname",
    "/opt/simulator/fail": "fail",
    "/opt/simulator/write": "write",
    "/opt/simulator/forever": "forever",
  },
  WINDOWS: {
    "C:\\Windows\\System32\\cmd.exe": "cmd",
    "C:\\Windows\\System32\\timeout.exe": "timeout",
    "C:\\Windows\\System32\\taskkill.exe": "taskkill",
    "C:\\Simulator\\sleep.exe": "sleep",
    "C:\\Simulator\\fail.exe": "fail",
    "C:\\Simulator\\write.exe": "write",
    "C:\\Simulator\\forever.exe": "forever",
  },
};

/** A file that begins so is the program of that name, wherever it is and whatever it is called. */
const HEADER = /^#!simulator (\w+)\n/;

export function programName(content: string): string | null {
  return HEADER.exec(content)?.[1] ?? null;
}

/** Puts the programs of its family into a guest. */
export async function installPrograms(tree: FileTree): Promise<void> {
  const { family, separator } = tree.rules;
  const attributes = { owner: tree.root.owner, mode: 0o755, explicit: true };
  if (family === "LINUX") {
    await tree.create(null, "/bin", { type: "SYMLINK", target: "usr/bin" }, attributes);
  }
  for (const [path, name] of Object.entries(PROGRAM_FILES[family])) {
    await tree.makeDirectories(path.slice(0, path.lastIndexOf(separator)));
    await tree.create(null, path, { type: "FILE", content: `#!simulator ${name}\n` }, attributes);
  }
}
