/** What both shells understand of a line. */

export type Descriptor = 1 | 2;

/** Output of `from` goes to a file, or where the output of another one goes. */
export type Redirection =
  | { from: Descriptor; path: string; append: boolean }
  | { from: Descriptor; copyOf: Descriptor };

export interface SimpleCommand {
  kind: "simple";
  words: string[];
  /** The words as they stood, with the space between them: what `echo` of cmd.exe prints. */
  text: string;
  redirections: Redirection[];
}

export interface Group {
  kind: "group";
  steps: Step[];
  redirections: Redirection[];
}

export interface Step {
  /** Depends on how the step before it ended. */
  when: "always" | "success" | "failure";
  command: SimpleCommand | Group;
}

export type Operator = ";" | "&&" | "||" | "(" | ")";

/** `before` is the white space in front of it. */
export type Token =
  | { kind: "word"; before: string; value: string; raw: string }
  | { kind: "operator"; value: Operator }
  | { kind: "redirection"; before: string; from: Descriptor; append: boolean; copyOf: Descriptor | null };

/** The line is none, or means something that this shell does not have. */
export class LineError extends Error {}
