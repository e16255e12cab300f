import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Outcome, Subject } from "../../src/vcenter/error";
import type { Row } from "./row";

const root = join(__dirname, "..", "..");

/** Of `invalid` and `VCenterError`: it throws nothing by itself. */
const DEFINITIONS = join("src", "vcenter", "error.ts");

/** No message ends with what the editor's *Test* says. */
const OF_THE_EDITOR = join("src", "runtime", "connection-test");

/** What is not known before it happens. */
const UNKNOWN = "…";

/** The sentences that stand where they are thrown: by `invalid(subject, sentence)` and `new VCenterError(sentence, code, cause)`. */
export function sentences(): Row[] {
  const files = ["src", "nodes"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const ofMessages = files.filter((file) => file.endsWith(".ts") && file !== DEFINITIONS && !file.startsWith(OF_THE_EDITOR));
  return ofMessages.sort().flatMap(sentencesOf);
}

function sentencesOf(file: string): Row[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: Row[] = [];
  const visit = (node: ts.Node): void => {
    found.push(...rowsOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function rowsOf(node: ts.Node): Row[] {
  if (ts.isCallExpression(node) && node.expression.getText() === "invalid") {
    const [subject, sentence] = node.arguments;
    return told(sentence!, { code: "INVALID_ARGUMENT", subject: literal(subject!) as Subject, retryable: false, outcome: "not_done" });
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== "VCenterError") {
    return [];
  }
  const [sentence, code, cause] = node.arguments ?? [];
  if (/^(\w+\.)?code$/.test(code!.getText())) {
    // It passes an error on, with more to its sentence, or tells one of the tables.
    return [];
  }
  return outcomesOf(cause!).flatMap((outcome) =>
    told(sentence!, {
      code: literal(code!),
      subject: literal(property(cause!, "subject")!) as Subject,
      retryable: property(cause!, "retryable")!.kind === ts.SyntaxKind.TrueKeyword,
      outcome,
    }),
  );
}

/** One that the code hands in may be either. */
function outcomesOf(cause: ts.Node): Outcome[] {
  const outcome = property(cause, "outcome")!;
  return ts.isStringLiteral(outcome) ? [outcome.text as Outcome] : ["not_done", "unknown"];
}

function told(sentence: ts.Node, facts: Omit<Row, "why" | "remedy">): Row[] {
  return textsOf(sentence).map((text) => {
    const [why = "", ...remedy] = text.replace(/\.$/, "").split(/\. (?=[A-Z])/);
    // "It must be a number" needs no further words.
    return { ...facts, why, remedy: remedy.length === 0 ? "Correct it" : remedy.join(". ") };
  });
}

/** Both texts of a choice; what is put into a text is shown if it stands in the code. */
function textsOf(node: ts.Node): string[] {
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  }
  return [textOf(node)];
}

function textOf(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ expression, literal: { text } }) => textOf(expression) + text).join("");
  }
  if (ts.isBinaryExpression(node)) {
    return textOf(node.left) + textOf(node.right);
  }
  if (ts.isConditionalExpression(node)) {
    return [node.whenTrue, node.whenFalse].map(textOf).filter((text) => text !== "").join(" or ");
  }
  const initializer = ts.isIdentifier(node) ? constantOf(node) : undefined;
  return initializer === undefined ? UNKNOWN : textOf(initializer);
}

/** What a constant of the function or the file around is made of. */
function constantOf({ text, parent }: ts.Identifier): ts.Expression | undefined {
  for (let block: ts.Node = parent; !ts.isSourceFile(block); block = block.parent) {
    const statements: readonly ts.Statement[] = ts.isBlock(block.parent) || ts.isSourceFile(block.parent) ? block.parent.statements : [];
    const declarations = statements
      .filter((statement) => ts.isVariableStatement(statement))
      .flatMap(({ declarationList }) => [...declarationList.declarations]);
    const found = declarations.find(({ name }) => name.getText() === text);
    if (found !== undefined) {
      return found.initializer;
    }
  }
  return undefined;
}

function property(object: ts.Node, name: string): ts.Node | undefined {
  const properties = ts.isObjectLiteralExpression(object) ? [...object.properties] : [];
  const found = properties.find((one) => one.name?.getText() === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : found;
}

function literal(node: ts.Node): string {
  if (!ts.isStringLiteralLike(node)) {
    throw new Error(`Not to be listed, since it is no literal: ${node.parent.getText()}`);
  }
  return node.text;
}
