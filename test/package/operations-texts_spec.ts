import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../e2e/server-process";
import { type Catalogue, keysOf } from "../nodes/catalogue";

const folder = join(repositoryRoot, "editor", "operations");
const source = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
const catalogue = JSON.parse(
  readFileSync(join(repositoryRoot, "nodes", "locales", "en-US", "vcenter-operations.json"), "utf8"),
) as { "vcenter-operations": Catalogue };

/** Keys as they are written, and the beginnings of those that are made of a name. */
const written = [...source.matchAll(/"([a-z]+[a-zA-Z]*\.[a-zA-Z]+)"/g)].map((match) => match[1]!);
const begun = [...source.matchAll(/`([a-z]+[a-zA-Z]*)\.\$\{/g)].map((match) => match[1]!);
const keys = keysOf(catalogue["vcenter-operations"]);

describe("the texts of the tab vCenter", () => {
  it("are all there", () => {
    assert.ok(written.length > 30);
    assert.deepEqual(written.filter((key) => !keys.includes(key)), []);
  });

  it("are all used", () => {
    assert.deepEqual(keys.filter((key) => !written.includes(key) && !begun.includes(key.split(".")[0]!)), []);
  });
});
