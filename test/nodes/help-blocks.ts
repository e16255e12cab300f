import { type NodeType, readText } from "./editor-html";

/** The markdown of a help text. */
export function readHelp(type: NodeType, language: string): string {
  const html = readText("nodes", "locales", language, `${type}.html`);
  const [, text] = new RegExp(`^<script type="text/markdown" data-help-name="${type}">\n([\\s\\S]*)</script>\n$`).exec(html) ?? [];
  if (text === undefined) {
    throw new Error(`The ${language} help of ${type} is not in the standard form`);
  }
  return text;
}

const start = /^(#+|:|-|\d\.|\|) /;

/** Headings, list items, definitions, rows of tables and paragraphs, each on one line. */
export function blocksOf(text: string): string[] {
  const paragraphs = text.trim().split(/\n\n+/).map((paragraph) => paragraph.split("\n"));
  return paragraphs.flatMap((lines) => lines.reduce<string[]>(join, []));
}

function join(blocks: string[], line: string): string[] {
  return start.test(line) || blocks.length === 0 ? [...blocks, line] : [...blocks.slice(0, -1), `${blocks.at(-1)} ${line.trim()}`];
}

export const emphasized = (text: string): string[] => [...withoutCode(text).matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map((match) => match[1]!);

export const withoutCode = (text: string): string => text.replace(/`[^`]*`/g, "``");

/** What a block keeps in every language: what kind it is, its columns, the name and type of a property, code, links. */
export function shapeOf(block: string): string {
  const kind = start.exec(block)?.[1] ?? "paragraph";
  const columns = kind === "|" ? block.split(" | ").length : 1;
  const code = block.match(/`[^`]*`|\]\([^)]*\)|VirtualMachine\.\w+\.\w+|System\.Read|settings\.js/g) ?? [];
  return [kind, columns, ...definition(block), ...code.sort()].join(" ");
}

/** A property is the same in every language; a field of a dialog has its label there. */
function definition(block: string): string[] {
  const [, star = "", term = "", type = ""] = /^: (\*?)([^*]+)\1 \(([^)]+)\) : /.exec(block) ?? [];
  const isProperty = /^([a-z][\w.[\], ]+|[A-Z_]+)$/.test(term);
  return [star, isProperty ? term : "label", type.replace(/^(seconds|Sekunden|秒|lines|Zeilen|行)/, "unit")];
}

/** What is to be translated in a block: its sentences, without the name and type of a property. */
export function sentencesOf(block: string): string[] {
  const [, text = ""] = /^(?:: [^:]+ : |#+ |- |\d\. )?(.*)$/.exec(block) ?? [];
  return text.split(/(?<=\.) | \| |^\| | \|$/).filter((sentence) => /[a-z]{3}/.test(withoutCode(sentence)));
}
