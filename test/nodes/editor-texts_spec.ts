import assert from "node:assert/strict";
import { Report } from "../../src/runtime/connection-test/report";
import { keysInScript, keysInTemplate, keysOf, readCatalogue, statusesInCode, translate } from "./catalogue";
import { type NodeType, packageName, readHtml, types } from "./editor-html";
import { action, defaults } from "./editor-properties";

/** What the code shows below a node; VMware Tools is waited for where there is a guest. */
const statuses = (type: NodeType): string[] =>
  ["running", "not-configured", ...(type.includes("-guest-") ? ["waiting"] : [])].sort();

describe("dialogs: texts", () => {
  for (const type of types) {
    it(`${type} uses no key that the English catalogue lacks`, () => {
      const keys = [...keysInTemplate(type), ...keysInScript(type)];
      assert.ok(keys.length > 10);
      assert.deepEqual(keys.filter((key) => translate(key) === undefined), []);
    });

    it(`${type} has a catalogue below its own name`, () => {
      assert.deepEqual(Object.keys(readCatalogue(type)), [type]);
    });

    it(`${type} labels each field, with an icon`, () => {
      const rows = readHtml(type).match(/<div class="form-row[\s\S]*?<\/div>/g) ?? [];
      for (const row of rows) {
        const field = /<(?:input|select|textarea) [^>]*id="([^"]+)"/.exec(row)?.[1] ?? "none";
        assert.match(row, new RegExp(`<label for="${field}"[^>]*><i class="fa fa-[\\w-]+"></i> <span data-i18n=`));
      }
    });

    it(`${type} shows in each empty text field what belongs there`, () => {
      const fields = readHtml(type).match(/<(?:input type="(?:text|password)"|textarea) [^>]*>/g) ?? [];
      const references = Object.entries(defaults[type]).flatMap(([name, { type: refersTo }]: [string, { type?: string }]) =>
        refersTo === undefined ? [] : [name],
      );
      const texts = fields.filter((field) => !references.some((name) => field.includes(`-input-${name}"`)));
      assert.ok(texts.length >= 4);
      assert.deepEqual(texts.filter((field) => !field.includes('data-i18n="[placeholder]')), []);
    });
  }

  it("the code shows no status that the English catalogue lacks", () => {
    assert.deepEqual([...new Set(statusesInCode())].sort(), ["not-configured", "running", "waiting"]);
    for (const type of action) {
      const texts = statuses(type).map((status) => translate(`${packageName}/${type}:${type}.status.${status}`));
      assert.ok(!texts.includes(undefined), type);
    }
  });

  it("each step of a connection's test has a name", () => {
    const names = new Report(true).steps.map(({ step }) => translate(`${packageName}/vcenter-connection:vcenter-connection.step.${step}`));
    assert.ok(!names.includes(undefined));
  });

  it("every text of the catalogues is used", () => {
    const used = new Set(types.flatMap((type) => [...keysInTemplate(type), ...keysInScript(type)]));
    for (const type of action) {
      statuses(type).forEach((status) => used.add(`${packageName}/${type}:${type}.status.${status}`));
    }
    new Report(true).steps.forEach(({ step }) => used.add(`${packageName}/vcenter-connection:vcenter-connection.step.${step}`));
    const all = types.flatMap((type) => keysOf(readCatalogue(type)).map((key) => `${packageName}/${type}:${key}`));
    assert.deepEqual(all.filter((key) => !used.has(key)), []);
  });
});
