import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { definitionTree, entries, packageName, property, readHtml, readScript, readText, registrations, root, types } from "./editor-html";
import { action, credentials, defaults, definition, isAction } from "./editor-properties";

describe("dialogs: what is saved", () => {
  for (const type of types) {
    it(`${type} saves exactly the documented properties with their defaults`, () => {
      const found = Object.entries(definition(type).defaults).map(([name, { value, type: refersTo, required }]) => [
        name,
        { value, ...(refersTo !== undefined && { type: refersTo }), ...(required !== undefined && { required }) },
      ]);
      assert.deepEqual(Object.fromEntries(found), defaults[type]);
    });

    it(`${type} keeps exactly the documented credentials apart from the flow`, () => {
      const found = Object.entries(definition(type).credentials ?? {}).map(([name, { type: kind }]) => [name, kind]);
      assert.deepEqual(Object.fromEntries(found), credentials[type]);
    });

    it(`${type} has a field for each of them and no other`, () => {
      const prefix = isAction(type) ? "node-input-" : "node-config-input-";
      const all = [...readHtml(type).matchAll(/<(?:input|select|textarea)[^>]* id="([^"]+)"/g)].map((match) => match[1]!);
      const ids = all.filter((id) => id !== "vcenter-guest-test-vm");
      const expected = [...Object.keys(defaults[type]), ...Object.keys(credentials[type])].filter((name) => name !== "version");
      assert.deepEqual(ids.sort(), expected.map((name) => prefix + name).sort());
    });
  }
});

describe("dialogs: what static readers see", () => {
  for (const type of types) {
    it(`${type} registers itself once, by a literal and an inline object`, () => {
      const [first, ...others] = registrations(readScript(type));
      assert.deepEqual(others, []);
      assert.deepEqual(first?.map((argument) => argument.type), ["Literal", "ObjectExpression"]);
      assert.equal(first[0]?.type === "Literal" && first[0].value, type);
    });

    it(`${type} has its defaults and credentials inline, with plain names`, () => {
      for (const name of isAction(type) ? ["defaults"] : ["defaults", "credentials"]) {
        const object = property(definitionTree(type), name);
        assert.equal(object?.type, "ObjectExpression");
        const expected = name === "defaults" ? defaults[type] : credentials[type];
        assert.deepEqual(entries(object).map(([key]) => key), Object.keys(expected));
      }
    });

    it(`${type} has literals where a reader needs them`, () => {
      const literals = isAction(type) ? ["category", "color", "icon", "inputs", "outputs"] : ["category"];
      for (const name of literals) {
        assert.equal(property(definitionTree(type), name)?.type, "Literal", name);
      }
    });
  }

  it("action nodes have one input, two outputs, the category and the colour of the package", () => {
    for (const type of action) {
      const { category, color, inputs, outputs, paletteLabel, outputLabels } = definition(type);
      assert.deepEqual({ category, color, inputs, outputs }, { category: "vCenter guest", color: "#3FADB5", inputs: 1, outputs: 2 });
      assert.doesNotMatch(category, /-/);
      assert.notEqual(paletteLabel, "");
      const labels = ["result", "error"].map((output) => `${packageName}/${type}:${type}.output.${output}`);
      assert.deepEqual([0, 1].map((index) => outputLabels?.call({}, index)), labels);
    }
  });

  it("config nodes are config nodes, and a guest login that no node refers to is not called unused", () => {
    assert.equal(definition("vcenter-connection").category, "config");
    assert.equal(definition("vcenter-connection").hasUsers, undefined);
    assert.equal(definition("vcenter-guest-login").category, "config");
    assert.equal(definition("vcenter-guest-login").hasUsers, false);
  });
});

describe("icons", () => {
  const icons = readdirSync(join(root, "icons"));

  it("each action node has one", () => {
    assert.deepEqual(action.map((type) => definition(type).icon).filter((icon) => !icons.includes(icon ?? "")), []);
  });

  for (const icon of icons) {
    it(`${icon} is white on nothing, 2:3, large enough, with a name of its own`, () => {
      const svg = readText("icons", icon);
      const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
      assert.ok(Number(width) >= 40 && Number(height) * 2 === Number(width) * 3);
      const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual([...new Set(colours)].sort(), ["#fff", "none"]);
      assert.match(icon, /^vcenter-[\w-]+\.svg$/);
    });
  }
});
