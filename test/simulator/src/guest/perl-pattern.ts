import { GuestError } from "./guest-error";

/**
 * The pattern that Tools search for in a name: a Perl-compatible regular expression (g_regex_new in open-vm-tools
 * vixTools.c). What JavaScript spells differently is translated; README names what it has no equal for.
 */
export function perlPattern(pattern: string): RegExp {
  const [, modifiers = "", rest = pattern] = /^\(\?([ims]+)\)([\s\S]*)$/.exec(pattern) ?? [];
  const unicode = /\\p\{/i.test(rest) ? "u" : "";
  try {
    return new RegExp(translate(rest), [...new Set(modifiers)].join("") + unicode);
  } catch {
    throw new GuestError("INVALID_ARG");
  }
}

const QUOTED_ESCAPE_CLASS_OR_NAME = /\\Q([\s\S]*?)(?:\\E|$)|\\([\s\S])|\[:([a-z]+):\]|\(\?P</g;

function translate(pattern: string): string {
  return pattern.replace(
    QUOTED_ESCAPE_CLASS_OR_NAME,
    (whole: string, quoted?: string, escaped?: string, posixClass?: string) => {
      if (quoted !== undefined) {
        return quoted.replace(/[$()*+./?[\\\]^{|}-]/g, "\\$&");
      }
      if (escaped !== undefined) {
        return ESCAPES[escaped] ?? whole;
      }
      return posixClass === undefined ? "(?<" : (POSIX_CLASSES[posixClass] ?? whole);
    },
  );
}

/** Beginning and end of the name, whatever `(?m)` makes of `^` and `$`. */
const ESCAPES: Record<string, string> = {
  A: "(?<![\\s\\S])",
  Z: "(?=\\n?(?![\\s\\S]))",
  z: "(?![\\s\\S])",
};

/** Inside the brackets of a character class. */
const POSIX_CLASSES: Record<string, string> = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  word: "\\w",
  xdigit: "0-9a-fA-F",
};
