import { LineError, type Operator, type Token } from "./command-line";
import { redirectionOf } from "./posix-tokens";

const SPACE = /^[^\S\n]+/;
const OPERATOR = /^(?:&&|\|\||[&()]|\n)/;
const REDIRECTION = /^([12]?)>(>?)(?:&([12]))?/;
/** Pipes and input. */
const UNKNOWN = /^[|<]/;
const VARIABLE = /%([^%\s]+)%/g;

/** Takes a line of cmd.exe apart: variables everywhere, double quotes, `^`. */
export function cmdTokens(line: string, environment: Record<string, string>): Token[] {
  const tokens: Token[] = [];
  const lexer = new CmdLexer(expand(line, environment));
  for (let token = lexer.next(); token !== null; token = lexer.next()) {
    tokens.push(token);
  }
  return tokens;
}

/** Names have no case; an unknown one stays as it stands. */
function expand(line: string, environment: Record<string, string>): string {
  const values = new Map(Object.entries(environment).map(([name, value]) => [name.toLowerCase(), value]));
  return line.replace(VARIABLE, (written, name: string) => values.get(name.toLowerCase()) ?? written);
}

class CmdLexer {
  #rest: string;

  constructor(line: string) {
    this.#rest = line;
  }

  next(): Token | null {
    const before = this.#take(SPACE)?.[0] ?? "";
    if (this.#rest === "") {
      return null;
    }
    const redirection = this.#take(REDIRECTION);
    if (redirection !== null) {
      const [, from, append, copyOf] = redirection;
      return { kind: "redirection", before, ...redirectionOf(from, append, copyOf) };
    }
    const operator = this.#take(OPERATOR)?.[0];
    return operator === undefined ? this.#word(before) : { kind: "operator", value: operatorOf(operator) };
  }

  /** cmd.exe leaves the quotes to the program, so they stay in the raw text. */
  #word(before: string): Token {
    let raw = "";
    while (this.#rest !== "" && !/^[\s&()>]/.test(this.#rest)) {
      if (UNKNOWN.test(this.#rest)) {
        throw new LineError(`${this.#rest.slice(0, 1)} was unexpected at this time.`);
      }
      raw += this.#take(/^"[^"]*"?/)?.[0] ?? this.#take(/^\^([^])/)?.[1] ?? this.#take(/^[^]/)?.[0] ?? "";
    }
    return { kind: "word", before, raw, value: raw.replaceAll('"', "") };
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#rest);
    this.#rest = this.#rest.slice(match?.[0].length ?? 0);
    return match;
  }
}

function operatorOf(written: string): Operator {
  return written === "&" || written === "\n" ? ";" : (written as Operator);
}
