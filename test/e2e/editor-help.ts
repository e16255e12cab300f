import assert from "node:assert/strict";
import type { EditorBench } from "./looks";

const TYPES = [
  "vcenter-connection",
  "vcenter-guest-login",
  "vcenter-guest-temp-file",
  "vcenter-guest-upload",
  "vcenter-guest-download",
  "vcenter-guest-files",
  "vcenter-guest-run",
  "vcenter-vms",
];

/** The help in the sidebar. */
export function helpTexts(bench: EditorBench): void {
  for (const type of TYPES) {
    it(`renders the help of ${type}`, async () => {
      const help = await bench.editor.help(type);
      const headings = await help.locator("h3").allInnerTexts();
      assert.ok(headings.map((heading) => heading.trim()).includes("Details"));
      assert.ok((await help.locator("dl.message-properties dt").count()) >= 4);
      const text = await help.innerText();
      assert.doesNotMatch(text, /^: |\| ---|\*\*|###|`/m);
      await bench.screenshot(`help-${type}`);
      const { x = 0, width = 0 } = (await help.boundingBox()) ?? {};
      const edges = await help.locator("*").evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().right));
      assert.ok(Math.max(...edges) <= x + width + 1, "something is cut");
      if (type === "vcenter-connection") {
        await help.locator("dt", { hasText: "Tools wait" }).scrollIntoViewIfNeeded();
        await bench.screenshot("help-limits");
        await help.locator("h4", { hasText: "vCenter is away" }).scrollIntoViewIfNeeded();
        await bench.screenshot("help-logins");
      }
      if (type === "vcenter-guest-temp-file") {
        await help.locator("h4", { hasText: "What is repeated" }).scrollIntoViewIfNeeded();
        await bench.screenshot("help-repeats");
        await help.locator("dt", { hasText: "NOT_ALLOWED_IN_CURRENT_STATE" }).scrollIntoViewIfNeeded();
        await bench.screenshot("help-codes");
        await help.locator("li", { hasText: "server" }).last().scrollIntoViewIfNeeded();
        await bench.screenshot("help-subjects");
      }
    });
  }
}
