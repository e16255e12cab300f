import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readCatalogue, sets, textsOf } from "./catalogue";
import { root } from "./editor-html";
import { languages, sameTexts } from "./untranslated";

const placeholders = (text: string): string => (text.match(/__\w+?__/g) ?? []).sort().join();

describe("texts in other languages", () => {
  it("there is a test of each language", () => {
    assert.deepEqual(readdirSync(join(root, "nodes", "locales")).sort(), [...languages, "en-US"].sort());
  });

  for (const language of languages) {
    const folder = join(root, "nodes", "locales", language);
    const pairs = sets.flatMap((set) => {
      const translated = new Map(textsOf(readCatalogue(set, language)));
      return textsOf(readCatalogue(set)).map(([key, english]) => ({ key: `${set}: ${key}`, english, text: translated.get(key) ?? "" }));
    });

    it(`${language} has the files of the English ones`, () => {
      assert.deepEqual(readdirSync(folder).sort(), readdirSync(join(root, "nodes", "locales", "en-US")).sort());
    });

    for (const set of sets) {
      it(`${language} has each text of ${set}, and no other`, () => {
        const keys = (of: string) => textsOf(readCatalogue(set, of)).map(([key]) => key).sort();
        assert.deepEqual(keys(language), keys("en-US"));
      });
    }

    it(`${language} keeps the placeholders`, () => {
      assert.deepEqual(pairs.filter(({ english, text }) => placeholders(english) !== placeholders(text)), []);
    });

    it(`${language} translates each text but those that are known to be the same`, () => {
      const same = pairs.filter(({ english, text }) => english === text);
      assert.deepEqual(same.filter(({ english }) => !sameTexts[language].includes(english)), []);
      assert.deepEqual(sameTexts[language].filter((known) => !same.some(({ english }) => english === known)), []);
    });

    it(`${language} exclaims nothing`, () => {
      assert.deepEqual(pairs.filter(({ text }) => text === "" || /[!！]/.test(text)), []);
    });
  }
});
