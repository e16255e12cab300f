import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../e2e/server-process";
import { translate } from "../nodes/catalogue";
import { type NodeType, readText, runScript } from "../nodes/editor-html";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");

/** The cells of each row below a heading, table heads and rulers left out. */
function rowsBelow(text: string, heading: string): string[][] {
  const [, section = ""] = text.split(`\n${heading}\n`);
  const lines = section.split(/\n#+ /)[0]!.split("\n");
  const rows = lines.filter((line) => line.startsWith("| ")).map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  return rows.filter((cells) => !cells.every((cell) => /^-+$/.test(cell))).slice(1);
}

/** The anchor that a heading gets: lower case, punctuation dropped, spaces as dashes. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

describe("README.md beside the dialogs", () => {
  const text = read("README.md");
  const help = (type: NodeType): string => readText("nodes", "locales", "en-US", `${type}.html`);
  const plain = (label: string): string => label.replace(/ \(s\)$/, "");
  const { defaults } = runScript("vcenter-connection", { _: (key: string) => translate(key) ?? key }, undefined);

  it("names each limit as the dialog does, with its default, and so does the help", () => {
    const limits = Object.entries(defaults).filter(([, { value }]) => typeof value === "number");
    const expected = limits.map(([name, { label, value }]) => [`*${label}*`, `\`${name}\``, String(value)]);
    assert.equal(expected.length, 7);
    assert.deepEqual(rowsBelow(text, "### Limits").map((cells) => cells.slice(0, 3)), expected);
    const told = [...help("vcenter-connection").matchAll(/^: \*?([^*\n]+?)\*? \((?:number|seconds), (\d+)\) :/gm)];
    assert.deepEqual(
      told.map(([, label, value]) => [label, value]),
      limits.map(([, { label = "", value }]) => [plain(label), String(value)]),
    );
  });

  it("has a row for each code and subject that the help of the temp file node names, and no other", () => {
    const inHelp = [...help("vcenter-guest-temp-file").matchAll(/^: ([A-Z_]+) \(([^)]+)\) :/gm)].flatMap(([, code, subjects]) =>
      subjects!.split(", ").map((subject) => `${code} ${subject}`),
    );
    const inTable = rowsBelow(text, "## Troubleshooting").map(([code, subject]) => `${code} ${subject}`.replaceAll("`", ""));
    assert.ok(inHelp.length > 25);
    assert.deepEqual(inTable.sort(), inHelp.sort());
  });

  it("names every subject that the help names", () => {
    const subjects = [...help("vcenter-guest-temp-file").matchAll(/^- `([a-z-]+)`, /gm)].map(([, subject]) => subject);
    const [row = ""] = /^\| `cause\.subject` .*$/m.exec(text) ?? [];
    assert.deepEqual([...row.matchAll(/ `([a-z-]+)`/g)].map(([, subject]) => subject).sort(), [...subjects].sort());
  });
});

const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "test/simulator/README.md",
  "docs/for-vcenter-admins.md",
  "docs/performance.md",
  "docs/troubleshooting.md",
];

for (const document of DOCUMENTS) {
  describe(document, () => {
    const text = read(document);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => link ?? []);
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchor(heading));

    it("links to files and headings that exist", () => {
      const broken = links
        .filter((link) => !/^https?:/.test(link))
        .filter((link) =>
          link.startsWith("#") ? !headings.includes(link.slice(1)) : !existsSync(join(repositoryRoot, document, "..", link)),
        );
      assert.deepEqual(broken, []);
    });

    it("names scripts that exist", () => {
      const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
      const named = [...text.matchAll(/npm run (?:--silent )?([a-z]+)/g)].flatMap(([, name]) => name ?? []);
      assert.deepEqual(
        named.filter((name) => !(name in scripts)),
        [],
      );
    });
  });
}
