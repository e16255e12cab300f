import type { GuestSession } from "../guest-session";
import type { Output } from "./output";

/** A program at work, with all that it can see of the guest. */
export interface ProgramRun {
  session: GuestSession;
  /** The current directory, absolute: one for all that a shell does. */
  place: { directory: string };
  environment: Record<string, string>;
  /** The words after the program. */
  words: string[];
  /** The same as one text, as Windows hands it over. */
  text: string;
  stdout: Output;
  stderr: Output;
  /** The process is to end. */
  signal: AbortSignal;
  /** What another file of the guest is, once the user may run it. */
  load: (run: ProgramRun, path: string) => Promise<Program>;
}

/** Gives its exit code. */
export type Program = (run: ProgramRun) => Promise<number>;

/** The path as seen from the current directory. */
export function resolvePath({ session, place }: ProgramRun, path: string): string {
  const { rules } = session.files;
  return rules.parse(path).absolute ? path : rules.join(place.directory, path);
}
