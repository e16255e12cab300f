import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";

const root = join(__dirname, "..", "..");

interface Snippet {
  says: string;
  path: string;
  code: string;
  rule: string;
}

const inward = "import-x/no-restricted-paths";
const banned = "no-restricted-imports";
const longBody = 'console.log("x");\n'.repeat(45);

const refused: Snippet[] = [
  { says: "vcenter sees guest", path: "src/vcenter/a.ts", code: 'import "../guest/empty";', rule: inward },
  { says: "vcenter sees runtime", path: "src/vcenter/b.ts", code: 'import "../runtime/empty";', rule: inward },
  { says: "vcenter sees nodes", path: "src/vcenter/c.ts", code: 'import "../../nodes/empty";', rule: inward },
  { says: "guest sees runtime", path: "src/guest/a.ts", code: 'import "../runtime/empty";', rule: inward },
  { says: "guest sees nodes", path: "src/guest/b.ts", code: 'import "../../nodes/empty";', rule: inward },
  { says: "runtime sees nodes", path: "src/runtime/a.ts", code: 'import "../../nodes/empty";', rule: inward },
  { says: "nodes see tests", path: "nodes/a.ts", code: 'import "../test/demo/empty";', rule: inward },
  {
    says: "an import() outwards",
    path: "src/vcenter/d.ts",
    code: 'export const late = () => import("../guest/empty");',
    rule: inward,
  },
  {
    says: "a type imported outwards",
    path: "src/vcenter/e.ts",
    code: 'import type { Empty } from "../guest/empty";\nexport type Alias = Empty;',
    rule: inward,
  },
  { says: "the simulator sees src", path: "test/simulator/a.ts", code: 'import "../../src/guest/empty";', rule: inward },
  { says: "the simulator sees a test", path: "test/simulator/b.ts", code: 'import "../demo/empty";', rule: inward },
  { says: "src sees the simulator", path: "src/guest/c.ts", code: 'import "@vcenter-guest/simulator";', rule: banned },
  { says: "nodes see the simulator", path: "nodes/b.ts", code: 'import "@vcenter-guest/simulator";', rule: banned },
  { says: "a test reaches into the simulator", path: "test/demo/a.ts", code: 'import "../simulator/empty";', rule: banned },
  { says: "vcenter knows Node-RED", path: "src/vcenter/f.ts", code: 'import type {} from "node-red";', rule: banned },
  { says: "guest knows Node-RED", path: "src/guest/d.ts", code: 'import type {} from "@node-red/util";', rule: banned },
  { says: "vcenter reads files", path: "src/vcenter/g.ts", code: 'import "node:fs/promises";', rule: banned },
  {
    says: "a promise that nobody waits for",
    path: "src/runtime/b.ts",
    code: "export function start(): void {\n  Promise.reject(new Error());\n}",
    rule: "@typescript-eslint/no-floating-promises",
  },
  {
    says: "an async handler that nobody waits for",
    path: "src/runtime/c.ts",
    code: "export function on(add: (handler: () => void) => void): void {\n  add(async () => await Promise.resolve());\n}",
    rule: "@typescript-eslint/no-misused-promises",
  },
  {
    says: "any",
    path: "src/runtime/d.ts",
    code: "export const value: any = 1;",
    rule: "@typescript-eslint/no-explicit-any",
  },
  {
    says: "a silenced compiler",
    path: "src/runtime/e.ts",
    code: "// @ts-ignore\nexport const value: number = '';",
    rule: "@typescript-eslint/ban-ts-comment",
  },
  { says: "a long file", path: "nodes/c.ts", code: "export const a = [\n" + "1,\n".repeat(260) + "];", rule: "max-lines" },
  {
    says: "a long function",
    path: "src/guest/f.ts",
    code: `export function f(): void {\n${longBody}}`,
    rule: "max-lines-per-function",
  },
];

const allowed: Omit<Snippet, "rule">[] = [
  { says: "guest sees vcenter", path: "src/guest/z.ts", code: 'import "../vcenter/empty";\n' },
  { says: "nodes see runtime", path: "nodes/z.ts", code: 'import "../src/runtime/empty";\n' },
  { says: "the simulator sees itself", path: "test/simulator/z.ts", code: 'import "./empty";\n' },
  { says: "a test sees the simulator's package", path: "test/demo/z.ts", code: 'import "@vcenter-guest/simulator";\n' },
];

const seen = ["src/vcenter", "src/guest", "src/runtime", "nodes", "test/demo", "test/simulator"];

// A rule that stopped working would not be missed: each one is seen to refuse something here.
// The snippets stand in a tree of their own, with this project's configuration in it.
describe("lint rules", function () {
  this.timeout(120_000);
  let tree: string;
  let found: Map<string, string[]>;

  function write(path: string, code: string): void {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), code);
  }

  before(async () => {
    mkdirSync(join(root, ".tmp"), { recursive: true });
    tree = mkdtempSync(join(root, ".tmp", "lint-"));
    for (const file of ["eslint.config.mjs", "tsconfig.json"]) {
      cpSync(join(root, file), join(tree, file));
    }
    cpSync(join(root, "tsconfig.json"), join(tree, "test/simulator/tsconfig.json"));
    seen.forEach((folder) => write(`${folder}/empty.ts`, "export type Empty = string;\n"));
    [...refused, ...allowed].forEach(({ path, code }) => write(path, code));
    write("test/simulator/tsconfig.json", '{ "extends": "../../tsconfig.json", "include": ["."], "exclude": [] }');
    const results = await new ESLint({ cwd: tree }).lintFiles(["."]);
    found = new Map(
      results.map(({ filePath, messages }) => [
        filePath,
        messages.map((message) => `${message.severity === 2 ? "" : "warning "}${message.ruleId ?? message.message}`),
      ]),
    );
  });

  after(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  for (const { says, path, rule } of refused) {
    it(`refuses: ${says}`, () => {
      const rules = found.get(join(tree, path)) ?? [];
      assert.ok(rules.includes(rule), `${rule} expected, found ${rules.join(", ") || "nothing"}`);
    });
  }

  for (const { says, path } of allowed) {
    it(`allows: ${says}`, () => {
      assert.deepEqual(found.get(join(tree, path)), []);
    });
  }
});
