import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { TEMP_FILE_DEFAULTS } from "../support/flow";
import { type Browser, openBrowser } from "./browser";
import { EditorPage } from "./editor-page";
import { type NodeRedOptions, type NodeRedProcess, startNodeRed } from "./node-red-process";
import { type SimulatorFacts, type SimulatorProcess, startSimulator } from "./simulator-process";
import { until } from "./until";

interface EditorApi {
  actions: { invoke(name: string): void };
  sidebar: { show(id: string): void };
}
declare const RED: EditorApi;
declare const axe: { run(within: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

const place = { z: "tab-1", x: 200, y: 100 };
const inject = (id: string, vm: string, y: number): object => ({
  id,
  type: "inject",
  ...place,
  y,
  props: [{ p: "payload" }],
  payload: JSON.stringify({ vm, prefix: "job-" }),
  payloadType: "json",
  repeat: "",
  once: false,
  wires: [["temp-1"]],
});

/** A temp-file node whose files have a lifetime, and two buttons: one message works, the other fails. */
function flow({ url, username, password, guestUsername, guestPassword }: SimulatorFacts): object[] {
  const credentials = { username, password, guestUsername, guestPassword };
  return [
    { id: "tab-1", type: "tab", label: "test" },
    { id: "connection-1", type: "vcenter-connection", name: "plant", server: url, credentials },
    { ...TEMP_FILE_DEFAULTS, id: "temp-1", type: "vcenter-guest-temp-file", ...place, x: 500, name: "make job file", removal: "lifetime", wires: [[], []] },
    inject("works", "vm-42", 100),
    inject("fails", "vm-999", 200),
  ];
}

/** @param nodeRedPackage which Node-RED */
function operationsSuite(nodeRedPackage: NonNullable<NodeRedOptions["nodeRed"]>): void {
  describe(`the tab vCenter in the editor of ${nodeRedPackage}`, function () {
    this.timeout(120_000);
    let simulator: SimulatorProcess;
    let nodeRed: NodeRedProcess;
    let browser: Browser;
    let tab: Locator;
    let polls = 0;

    before(async () => {
      simulator = await startSimulator(["--http"]);
      nodeRed = await startNodeRed({ nodeRed: nodeRedPackage });
      await nodeRed.deploy(flow(simulator.facts));
      browser = await openBrowser();
      browser.page.on("request", (request) => (polls += request.url().endsWith("/vcenter-guest/operations") ? 1 : 0));
      await new EditorPage(browser, nodeRed).open();
      tab = browser.page.locator(".vcenter-operations");
    });

    after(async () => {
      await browser.close();
      await nodeRed.stop();
      await simulator.process.stop();
    });

    const press = (id: string): Promise<unknown> => nodeRed.fetch(`inject/${id}`, { method: "POST" });
    const show = (id: string): Promise<void> => browser.page.evaluate((wanted) => RED.sidebar.show(wanted), id);
    const list = (title: string): Locator => tab.locator("details", { hasText: title });
    const shows = (text: string | RegExp): Promise<void> => tab.getByText(text).first().waitFor();
    /** Two polls, so that the first has begun after the call. */
    const polledTwice = async (): Promise<void> => {
      const before = polls;
      await until("two polls", () => (polls >= before + 2 ? true : undefined));
    };

    it("asks for nothing before it is opened", () => {
      assert.equal(polls, 0);
    });

    it("shows how the connection stands, and follows what happens", async () => {
      await browser.page.evaluate(() => RED.actions.invoke("vcenter-guest:show-operations-tab"));
      await shows("All is well. Connections: 1");
      await shows("Not signed in yet: the first message signs in.");

      await press("works");
      await press("fails");

      await shows(/^Signed in since \d+ s ago\.$/);
      await shows("Last failures (1)");
      await shows("To be removed (1)");
      await list("Last failures").locator("summary").click();
      await list("Last failures").getByText(/Could not create a temporary file \(VM vm-999/).waitFor();
      assert.equal(await tab.locator("svg title").first().textContent(), "2 in 15 minutes, at most 2 in 15 seconds");
      await browser.screenshot(`${nodeRedPackage}-operations`);
    });

    it("finds the node of a failure", async () => {
      await list("Last failures").getByRole("button", { name: "Find the node make job file" }).click();
      await browser.page.locator(".red-ui-flow-node-group.red-ui-flow-node-highlighted, .red-ui-flow-node-highlighted").first().waitFor();
    });

    it("removes by the keyboard alone, keeps the focus over polls, and gives it on", async () => {
      const { page } = browser;
      await press("works");
      await shows("To be removed (2)");
      await list("To be removed").locator("summary").focus();
      await page.keyboard.press("Enter");
      const remove = list("To be removed").getByRole("button", { name: /^Remove .* now$/ });
      await until("both rows", async () => ((await remove.count()) === 2 ? true : undefined));
      const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? null);
      const [first, second] = [await remove.nth(0).getAttribute("aria-label"), await remove.nth(1).getAttribute("aria-label")];
      await page.keyboard.press("Tab");
      assert.equal(await focused(), first);
      await polledTwice();
      assert.equal(await focused(), first);

      await page.keyboard.press("Enter");
      await until("the focus on Cancel", async () => ((await focused()) === "Cancel" ? true : undefined));
      await browser.screenshot(`${nodeRedPackage}-operations-confirm`);
      await page.keyboard.press("Enter");
      await until("the focus back", async () => ((await focused()) === first ? true : undefined));
      await page.keyboard.press("Space");
      await until("the focus on Cancel", async () => ((await focused()) === "Cancel" ? true : undefined));
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "Go on");
      await page.keyboard.press("Enter");

      await tab.getByRole("status").getByText(/^Removed: \/tmp\//).waitFor();
      await shows("To be removed (1)");
      await until("the focus on the next row", async () => ((await focused()) === second ? true : undefined));
      await browser.screenshot(`${nodeRedPackage}-operations-removed`);
    });

    it("has nothing that axe-core finds", async () => {
      await browser.page.addScriptTag({ content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
      const { violations } = await browser.page.evaluate(() => axe.run(".vcenter-operations"));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]), []);
    });

    it("asks for nothing while nobody sees it, and goes on when somebody does", async () => {
      await polledTwice();
      await show("info");
      await tab.waitFor({ state: "hidden" });
      // One may be under way. As long as two polls would take, there is none.
      await browser.page.waitForTimeout(500);
      const before = polls;
      await browser.page.waitForTimeout(5_000);
      assert.equal(polls, before);
      await show("vcenter-operations");
      await polledTwice();
    });

    it("did nothing wrong in the page", () => {
      assert.deepEqual([browser.complaints, browser.foreignRequests], [[], []]);
    });
  });
}

operationsSuite("node-red");
