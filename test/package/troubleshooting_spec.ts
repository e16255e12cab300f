import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import contract from "../../contract/vcenter-guest.openapi.json";
import { troubleshooting } from "../../docs/generate/troubleshooting";
import { repositoryRoot } from "../e2e/server-process";

const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), "utf8");

describe("docs/troubleshooting.md", () => {
  const text = read("docs", "troubleshooting.md");

  it("is what `npm run document` makes of the code", () => {
    assert.equal(text, troubleshooting());
  });

  it("tells no two failures of a code in the same words", () => {
    const sections = text.split("\n## ");
    const told = sections.flatMap((section) => section.split("\n").filter((line) => line.startsWith("| `")).map((line) => `${section.split("\n")[0]} ${line.split(" | ").slice(0, 3).join(" ")}`));
    assert.ok(told.length > 100);
    assert.deepEqual(told.filter((row, index) => told.indexOf(row) !== index), []);
  });

  it("has a section for each code that the code names", () => {
    const types: string[] = contract.components.schemas["Vapi.Std.Errors.Error.Type"].enum;
    const files = readdirSync(join(repositoryRoot, "src"), { recursive: true, encoding: "utf8" });
    const code = files.filter((file) => file.endsWith(".ts") && !file.endsWith("wire.ts")).map((file) => read("src", file)).join("\n");
    const named = types.filter((type) => new RegExp(`"${type}[ "]`).test(code));
    assert.ok(named.length > 15);
    const sections = [...text.matchAll(/^## ([A-Z_]+)$/gm)].map(([, name]) => name!);
    assert.deepEqual(
      named.filter((type) => !sections.includes(type)),
      [],
    );
  });

  it("has a row for each code and subject of the README", () => {
    const [, table = ""] = read("README.md").split("\n## Troubleshooting\n");
    const told = [...table.split("\n## ")[0]!.matchAll(/^\| `([A-Z_]+)` \| `([a-z-]+)` /gm)].map(([, code, subject]) => `${code} ${subject}`);
    assert.ok(told.length > 25);
    const missing = told.filter((pair) => {
      const [code, subject] = pair.split(" ");
      const [, section = ""] = text.split(`\n## ${code}\n`);
      return !section.split("\n## ")[0]!.includes(`\n| \`${subject}\` | `);
    });
    assert.deepEqual(missing, []);
  });
});
