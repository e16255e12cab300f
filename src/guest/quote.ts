/** Each argument as one word of a POSIX shell. */
export function quotedForShell(args: readonly string[]): string {
  return args.map(shellWord).join(" ");
}

/** One word, in which nothing means anything. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Each argument as programs of Windows take their line apart (CommandLineToArgvW). What needs no quotes has none. */
export function quotedForWindows(args: readonly string[]): string {
  return args.map((text) => (text !== "" && !/[\s"]/.test(text) ? text : windowsWord(text))).join(" ");
}

function windowsWord(text: string): string {
  return `"${text.split('"').map(doubledAtEnd).join(String.raw`\"`)}"`;
}

/** Backslashes mean something in front of a quote only: there two stand for one. */
function doubledAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\\") {
    end -= 1;
  }
  return text + text.slice(end);
}

/** Each argument for a batch file, which cmd.exe reads again; `undefined` for what it cannot get safely. */
export function quotedForBatch(args: readonly string[]): string | undefined {
  const isSafe = args.every((text) => !/["%]/.test(text));
  return isSafe ? args.map((text) => (/^[\w.:\\/+-]+$/.test(text) ? text : `"${doubledAtEnd(text)}"`)).join(" ") : undefined;
}

/**
 * A line that cmd.exe hands on as it is: no quote opens, and what follows a percent sign names no variable, not even with
 * a colon behind it.
 */
export function escapedForCmd(line: string): string {
  return line.replace(/[()\][%!^"`<>&|;, \t*?]|(?<=%)[^]/gu, "^$&");
}

/** The path of a file or a program in a line of cmd.exe; it holds no quote itself. */
export function cmdPath(path: string): string {
  return `"${path.replaceAll("%", '"^%"')}"`;
}
