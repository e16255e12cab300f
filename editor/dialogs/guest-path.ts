import { Later, later } from "./later";

export function isWindowsPath(path: string | Later): boolean {
  return typeof path === "string" && !path.startsWith("/");
}

/** The directory that a path stands in. */
export function parentOf(path: string | Later): string | Later {
  if (path instanceof Later) {
    return later("vcenter-connection.preview.parent", { path });
  }
  const [, parent = ""] = (isWindowsPath(path) ? /^(.*[\\/])[^\\/]+[\\/]*$/ : /^(.*\/)[^/]+\/*$/).exec(path) ?? [];
  return /^(?:[a-z]:)?[\\/]$/i.test(parent) ? parent : parent.slice(0, -1);
}

/** Whether a path is the root, a drive or a share. */
export function isRoot(path: string | Later): boolean {
  return typeof path === "string" && /^(?:\/+|[a-z]:[\\/]*|[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]*)$/i.test(path);
}
