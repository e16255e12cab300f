import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../e2e/server-process";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");

/** The anchor that a heading gets: lower case, punctuation dropped, spaces as dashes. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

for (const document of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "test/simulator/README.md"]) {
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
