import assert from "node:assert/strict";
import { readCatalogue } from "../nodes/catalogue";
import type { NodeType } from "../nodes/editor-html";
import { blocksOf, readHelp } from "../nodes/help-blocks";
import { type Language, languages } from "../nodes/untranslated";
import { type Browser, openBrowser } from "./browser";
import { CONFIG_DIALOGS, NODE_DIALOGS } from "./editor-dialogs";
import { assertReadable } from "./editor-every-dialog";
import { EditorPage } from "./editor-page";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";

declare const RED: { sidebar: { show(id: string): void } };

/** What the help calls its details, as in the nodes of Node-RED. */
const HEADINGS: Record<Language, string> = { "de": "Details", "ja": "詳細", "zh-CN": "详细" };

describe("the editor in other languages", function () {
  this.timeout(120_000);
  let nodeRed: NodeRedProcess;
  before(async () => {
    nodeRed = await startNodeRed();
  });
  after(() => nodeRed.stop());

  for (const language of languages) {
    describe(language, () => {
      let browser: Browser;
      let editor: EditorPage;
      before(async () => {
        browser = await openBrowser(language);
        editor = new EditorPage(browser, nodeRed);
        await editor.open();
      });
      after(() => browser.close());

      for (const [index, { type, isConfig }] of [...CONFIG_DIALOGS, ...NODE_DIALOGS].entries()) {
        it(`shows dialog and help of ${type}, with room for each label`, async () => {
          await (isConfig ? undefined : editor.place(type, 200, 40 + 50 * index));
          const dialog = isConfig ? await editor.addConfig(type) : await editor.edit(type);
          await assertReadable(dialog);
          await browser.screenshot(`${language}-${type}`);
          await dialog.cancel();
          const help = await editor.help(type);
          const shown = await help.innerText();
          assert.ok(shown.includes(blocksOf(readHelp(type as NodeType, language))[0]!));
          assert.doesNotMatch(shown, /^: |\| ---|\*\*|###|`/m);
          assert.ok((await help.locator("h3").allInnerTexts()).includes(HEADINGS[language]));
          await browser.screenshot(`${language}-help-${type}`);
        });
      }

      it("shows the tab vCenter", async () => {
        await browser.page.evaluate(() => RED.sidebar.show("vcenter-operations"));
        const { summary } = readCatalogue("vcenter-operations", language)["vcenter-operations"] as { summary: { none: string } };
        await browser.page.locator(".vcenter-operations", { hasText: summary.none }).waitFor();
      });

      it("did all this without a complaint in the console", () => {
        assert.deepEqual(browser.complaints, []);
      });
    });
  }
});
