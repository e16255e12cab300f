import type { GuestUser } from "../model/guest-user";
import type { Family } from "../model/vm";
import type { FileTree } from "./file-tree";
import { installPrograms } from "./processes/program-files";

interface Skeleton {
  directories: string[];
  private: string[];
  sticky: string[];
  files: Record<string, string>;
  /** Where the Tools service runs, and where relative paths begin. */
  workingDirectory: string;
  system: string;
}

const SKELETONS: Record<Family, Skeleton> = {
  LINUX: {
    directories: ["/etc", "/home", "/opt", "/usr/bin", "/var/log"],
    private: ["/root"],
    sticky: ["/tmp", "/var/tmp"],
    files: {
      "/etc/hosts": "127.0.0.1 localhost\n",
      "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
      "/var/log/line1.log": "2026-01-31T06:00:02Z line1 started, speed 120\n2026-01-31T06:14:37Z line1 stopped, door 3 is open\n",
    },
    workingDirectory: "/",
    system: "root",
  },
  WINDOWS: {
    directories: ["C:\\Program Files", "C:\\Users\\Public", "C:\\Windows\\System32", "C:\\Windows\\Temp"],
    private: ["C:\\Users\\Administrator"],
    sticky: [],
    files: { "C:\\Windows\\System32\\drivers\\etc\\hosts": "127.0.0.1 localhost\r\n" },
    workingDirectory: "C:\\Windows\\System32",
    system: "SYSTEM",
  },
};

/** Fills an empty tree with what every guest of the family has. */
export async function buildSkeleton(tree: FileTree): Promise<void> {
  const skeleton = SKELETONS[tree.rules.family];
  Object.assign(tree.root, { owner: skeleton.system, group: skeleton.system });
  for (const path of [...skeleton.directories, ...skeleton.private, ...skeleton.sticky]) {
    const directory = await tree.makeDirectories(path);
    directory.mode = skeleton.sticky.includes(path) ? 0o1777 : 0o755;
    if (skeleton.private.includes(path)) {
      Object.assign(directory, { mode: 0o700, explicit: true });
    }
  }
  for (const [path, content] of Object.entries(skeleton.files)) {
    await tree.makeDirectories(path.slice(0, path.lastIndexOf(tree.rules.separator)));
    const attributes = { owner: skeleton.system, mode: 0o644, explicit: true };
    await tree.create(null, path, { type: "FILE", content }, attributes);
  }
  await installPrograms(tree);
  tree.workingDirectory = await tree.makeDirectories(skeleton.workingDirectory);
}

/** Makes the user's profile, if there is to be one. */
export async function buildHome(tree: FileTree, user: GuestUser): Promise<void> {
  if (user.home === null) {
    return;
  }
  const home = await tree.makeDirectories(user.home);
  Object.assign(home, { owner: user.name, group: user.name, mode: 0o700, explicit: true });
  if (tree.rules.family === "WINDOWS") {
    await buildWindowsTemp(tree, user, user.home);
  }
}

async function buildWindowsTemp(tree: FileTree, user: GuestUser, home: string): Promise<void> {
  const names = ["AppData", "Local", "Temp"];
  for (const [index] of names.entries()) {
    const path = [home, ...names.slice(0, index + 1)].join(tree.rules.separator);
    const directory = await tree.makeDirectories(path);
    Object.assign(directory, { owner: user.name, group: user.name, mode: 0o700, explicit: true });
  }
}
