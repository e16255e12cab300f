import { type Descriptor, LineError, type Operator, type Token } from "./command-line";

const SPACE = /^[^\S\n]+/;
const COMMENT = /^#[^\n]*/;
const OPERATOR = /^(?:&&|\|\||[;()]|\n)/;
const REDIRECTION = /^([12]?)>(>?)(?:&([12]))?/;
const SUBSTITUTION = /^`|^\$\(/;
/** Pipes, background and input. */
const UNKNOWN = /^[|&<]/;
const VARIABLE = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/;

/** Takes a line of sh apart, quotes and variables resolved. */
export function posixTokens(line: string, environment: Record<string, string>): Token[] {
  return new PosixLexer(line, environment).run();
}

class PosixLexer {
  #rest: string;
  readonly #environment: Record<string, string>;
  readonly #tokens: Token[] = [];

  constructor(line: string, environment: Record<string, string>) {
    this.#rest = line.replaceAll("\\\n", "").replaceAll("\r\n", "\n");
    this.#environment = environment;
  }

  run(): Token[] {
    while (this.#rest !== "") {
      const before = this.#take(SPACE)?.[0] ?? "";
      if (this.#take(COMMENT) === null && this.#rest !== "") {
        this.#token(before);
      }
    }
    return this.#tokens;
  }

  #token(before: string): void {
    const redirection = this.#take(REDIRECTION);
    const operator = redirection === null ? this.#take(OPERATOR)?.[0] : undefined;
    if (redirection !== null) {
      const [, from, append, copyOf] = redirection;
      this.#tokens.push({ kind: "redirection", before, ...redirectionOf(from, append, copyOf) });
    } else if (operator !== undefined) {
      this.#tokens.push({ kind: "operator", value: operator === "\n" ? ";" : (operator as Operator) });
    } else {
      const value = this.#word();
      this.#tokens.push({ kind: "word", before, value, raw: value });
    }
  }

  #word(): string {
    let word = "";
    while (this.#rest !== "" && !/^[\s;()>]/.test(this.#rest)) {
      this.#refuse(UNKNOWN);
      word += this.#piece();
    }
    return word;
  }

  #refuse(pattern: RegExp): void {
    if (pattern.test(this.#rest)) {
      throw new LineError(`syntax error near unexpected token \`${this.#rest.slice(0, 1)}'`);
    }
  }

  #piece(): string {
    this.#refuse(SUBSTITUTION);
    const single = this.#take(/^'([^']*)'/);
    if (single !== null) {
      return single[1] ?? "";
    }
    if (this.#take(/^"/) !== null) {
      return this.#doubleQuoted();
    }
    if (this.#rest.startsWith("'")) {
      throw new LineError("unexpected EOF while looking for matching `''");
    }
    return this.#variable() ?? this.#take(/^\\([^])/)?.[1] ?? this.#next();
  }

  #doubleQuoted(): string {
    let text = "";
    while (this.#take(/^"/) === null) {
      if (this.#rest === "") {
        throw new LineError("unexpected EOF while looking for matching `\"'");
      }
      this.#refuse(SUBSTITUTION);
      text += this.#variable() ?? this.#take(/^\\(["\\$`])/)?.[1] ?? this.#next();
    }
    return text;
  }

  #variable(): string | null {
    const match = this.#take(VARIABLE);
    return match === null ? null : (this.#environment[match[1] ?? match[2] ?? ""] ?? "");
  }

  #next(): string {
    const [first = ""] = this.#rest;
    this.#rest = this.#rest.slice(first.length);
    return first;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#rest);
    this.#rest = this.#rest.slice(match?.[0].length ?? 0);
    return match;
  }
}

/** `>`, `2>>` or `2>&1` from its parts. */
export function redirectionOf(
  from = "",
  append = "",
  copyOf = "",
): { from: Descriptor; append: boolean; copyOf: Descriptor | null } {
  return { from: descriptor(from), append: append === ">", copyOf: copyOf === "" ? null : descriptor(copyOf) };
}

function descriptor(digit: string): Descriptor {
  return digit === "2" ? 2 : 1;
}
