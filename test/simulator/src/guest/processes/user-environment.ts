import type { GuestSession } from "../guest-session";

/** What a program finds when the caller gives it no environment. */
export function userEnvironment({ files, user }: GuestSession): Record<string, string> {
  return files.rules.family === "LINUX"
    ? { HOME: user.home ?? "/", LOGNAME: user.name, PATH: "/usr/bin:/bin", USER: user.name }
    : { USERNAME: user.name, USERPROFILE: user.home ?? "C:\\Users\\Default", SystemRoot: "C:\\Windows" };
}
