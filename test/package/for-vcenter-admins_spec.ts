import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Operation, operations } from "../../src/vcenter/operations";
import { repositoryRoot } from "../e2e/server-process";
import { translate } from "../nodes/catalogue";

const PREFIX = "VirtualMachine.GuestOperations.";
const known: Operation[] = Object.values(operations);
const privilegesOf = (name: string): string[] => known.filter((one) => one.name === name).flatMap(({ privilege }) => privilege ?? []);

describe("docs/for-vcenter-admins.md", () => {
  const text = readFileSync(join(repositoryRoot, "docs", "for-vcenter-admins.md"), "utf8");
  const rows = text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => /^`[a-z]+\.[a-zA-Z]+`/.test(cells[4] ?? ""))
    .map(([, node = "", option = "", privileges = "", calls = ""]) => ({
      node,
      what: `${node} ${option}`.trim(),
      privileges: privileges === "none" ? [] : privileges.split(", "),
      calls: [...calls.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    }));

  it("has a row for each action node, by its name in the palette, and for the connection", () => {
    const sets = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as {
      name: string;
      "node-red": { nodes: Record<string, string> };
    };
    const actions = Object.keys(sets["node-red"].nodes).filter((type) => !/connection|login/.test(type));
    const labels = actions.map((type) => translate(`${sets.name}/${type}:${type}.label.node`) ?? type);
    assert.equal(labels.length, 6);
    assert.deepEqual([...new Set(rows.map(({ node }) => node))].sort(), [...labels, "vCenter connection"].sort());
  });

  for (const { what, privileges, calls } of rows) {
    it(`names the privileges that the code knows: ${what}`, () => {
      assert.deepEqual(
        calls.filter((name) => !known.some((one) => one.name === name)),
        [],
      );
      assert.deepEqual([...new Set(calls.flatMap(privilegesOf))].sort(), [...privileges].sort());
    });
  }

  it("names each call that needs a privilege", () => {
    const needing = known.filter(({ privilege }) => privilege !== undefined).map(({ name }) => name);
    const told = new Set(rows.flatMap(({ calls }) => calls));
    assert.deepEqual(
      needing.filter((name) => !told.has(name)),
      [],
    );
  });

  for (const language of ["sh", "powershell"]) {
    it(`makes a role of all privileges that the code knows, in ${language}`, () => {
      const scripts = text.split("```" + `${language}\n`).slice(1).map((rest) => rest.split("```")[0]!);
      const given = scripts.flatMap((script) => [...script.matchAll(/VirtualMachine\.GuestOperations\.\w+/g)].map(([name]) => name));
      const needed = new Set(known.flatMap(({ privilege }) => (privilege === undefined ? [] : [`${PREFIX}${privilege}`])));
      assert.deepEqual(given.sort(), [...needed].sort());
    });
  }
});
