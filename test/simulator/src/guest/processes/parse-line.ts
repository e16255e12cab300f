import {
  type Group,
  LineError,
  type Operator,
  type Redirection,
  type SimpleCommand,
  type Step,
  type Token,
} from "./command-line";

const CONDITIONS: Partial<Record<Operator, Step["when"]>> = { ";": "always", "&&": "success", "||": "failure" };

/** Puts the tokens of a line together. */
export function parseLine(tokens: readonly Token[]): Step[] {
  const parser = new Parser(tokens);
  const steps = parser.list();
  parser.expectEnd();
  return steps;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Steps up to the end or to `)`. Empty steps between semicolons are left out. */
  list(): Step[] {
    const steps: Step[] = [];
    let when: Step["when"] = "always";
    for (let token = this.#peek(); token !== null && !isOperator(token, ")"); token = this.#peek()) {
      const condition = conditionOf(token);
      if (condition === undefined) {
        steps.push({ when, command: isOperator(token, "(") ? this.#group() : this.#simple() });
        this.#expectSeparator();
      } else {
        this.#at += 1;
        when = condition;
      }
    }
    return steps;
  }

  #expectSeparator(): void {
    const token = this.#peek();
    if (token !== null && !isOperator(token, ")") && conditionOf(token) === undefined) {
      throw new LineError("syntax error near unexpected token `('");
    }
  }

  expectEnd(): void {
    if (this.#peek() !== null) {
      throw new LineError("syntax error near unexpected token `)'");
    }
  }

  #group(): Group {
    this.#at += 1;
    const steps = this.list();
    if (this.#peek() === null) {
      throw new LineError("syntax error: unexpected end of file");
    }
    this.#at += 1;
    const redirections: Redirection[] = [];
    for (let token = this.#peek(); token?.kind === "redirection"; token = this.#peek()) {
      redirections.push(this.#redirection(token));
    }
    return { kind: "group", steps, redirections };
  }

  #simple(): SimpleCommand {
    const command: SimpleCommand = { kind: "simple", words: [], text: "", redirections: [] };
    for (let token = this.#peek(); token !== null && token.kind !== "operator"; token = this.#peek()) {
      command.text += token.before;
      if (token.kind === "redirection") {
        command.redirections.push(this.#redirection(token));
      } else {
        this.#at += 1;
        command.words.push(token.value);
        command.text += token.raw;
      }
    }
    return command;
  }

  /** With the word after it, which names the file. */
  #redirection({ from, append, copyOf }: Token & { kind: "redirection" }): Redirection {
    this.#at += 1;
    if (copyOf !== null) {
      return { from, copyOf };
    }
    const target = this.#peek();
    if (target?.kind !== "word") {
      throw new LineError("syntax error near unexpected token `newline'");
    }
    this.#at += 1;
    return { from, path: target.value, append };
  }

  #peek(): Token | null {
    return this.#tokens[this.#at] ?? null;
  }
}

function conditionOf(token: Token): Step["when"] | undefined {
  return token.kind === "operator" ? CONDITIONS[token.value] : undefined;
}

function isOperator(token: Token, value: Operator): boolean {
  return token.kind === "operator" && token.value === value;
}
