import assert from "node:assert/strict";
import { labelsInErrors, readCatalogue, sets, textsOf } from "./catalogue";
import { types } from "./editor-html";
import { blocksOf, emphasized, readHelp, sentencesOf, shapeOf, withoutCode } from "./help-blocks";
import { languages, sameHeadings } from "./untranslated";

const plain = (label: string): string => label.replace(/ \((?:s|秒)\)$/, "").toLowerCase();

/** What fields, choices and sections are called in English, and in another language. */
function labelsIn(language: string): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const set of sets) {
    const translated = new Map(textsOf(readCatalogue(set, language)));
    for (const [key, english] of textsOf(readCatalogue(set)).filter(([key]) => /\.(label|option|heading|status)\./.test(key))) {
      labels.set(plain(english), (labels.get(plain(english)) ?? new Set()).add(plain(translated.get(key) ?? "")));
    }
  }
  return labels;
}

describe("help in other languages", () => {
  for (const language of languages) {
    const labels = labelsIn(language);
    const whole = types.map((type) => readHelp(type, language)).join("\n");

    for (const type of types) {
      const english = blocksOf(readHelp(type, "en-US"));
      const blocks = blocksOf(readHelp(type, language));

      it(`${language} has all parts of the help of ${type}, with the same properties, tables, code and links`, () => {
        assert.deepEqual(blocks.map(shapeOf), english.map(shapeOf));
      });

      it(`${language} translates each sentence of the help of ${type}`, () => {
        const left = english.flatMap(sentencesOf).filter((sentence) => blocks.flatMap(sentencesOf).includes(sentence));
        assert.deepEqual(left.filter((sentence) => !sameHeadings[language].includes(sentence)), []);
      });

      it(`${language} calls the fields in the help of ${type} as the dialogs do`, () => {
        const named = new Set(emphasized(blocks.join("\n")).map(plain));
        const fields = emphasized(english.join("\n")).flatMap((label) => labels.get(plain(label)) ?? []);
        assert.ok(fields.length > 0);
        assert.deepEqual(fields.filter((choices) => ![...choices].some((label) => named.has(label))), []);
      });

      it(`${language} has only definitions and emphasis in the help of ${type} that the editor recognises`, () => {
        const definitions = blocks.filter((block) => block.startsWith(":"));
        assert.deepEqual(definitions.filter((line) => !/^: [^:]+ \([^:]+\) : [^:]+$/.test(line)), []);
        assert.deepEqual(blocks.filter((block) => /[\p{L}\p{N})]\*+[\p{L}\p{N}(]/u.test(withoutCode(block))), []);
      });
    }

    it(`${language} tells what errors call a field, as they are in English`, () => {
      const others = labelsInErrors().filter((label) => labels.get(plain(label))?.has(plain(label)) !== true);
      assert.ok(others.length > 3);
      assert.deepEqual(others.filter((label) => !whole.includes(`"${label}`)), []);
    });

    it(`${language} exclaims nothing`, () => {
      assert.deepEqual(blocksOf(whole).filter((block) => /[!！]/.test(withoutCode(block))), []);
    });
  }
});
