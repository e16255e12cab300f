import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { OperationsAnswer } from "../../src/runtime/operations/answer";
import { TEMP_FILE_DEFAULTS } from "../support/flow";
import { LIST } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";
import { TIME_ZONE } from "./browser";
import { REFERENCES } from "./editor-dialogs";
import type { EditorBench } from "./looks";
import { injectFault, type SimulatorFacts } from "./simulator-process";
import { until } from "./until";

interface EditorApi {
  actions: { invoke(name: string): void };
  sidebar: { show(id: string): void };
}
declare const RED: EditorApi;

const place = { z: "tab-1", x: 200, y: 100 };
const inject = (id: string, vm: string, y: number, into = "temp-1", more: object = {}): object => ({
  id,
  type: "inject",
  ...place,
  y,
  props: [{ p: "payload" }],
  payload: JSON.stringify({ vm, prefix: "job-", ...more }),
  payloadType: "json",
  repeat: "",
  once: false,
  wires: [[into]],
});

/**
 * A temp-file node whose files have a lifetime, and two buttons: one message works, the other fails; and a node without a
 * name, whose message fails.
 */
function flow({ url, ca, username, password, guestUsername, guestPassword }: SimulatorFacts): object[] {
  const credentials = { username, password, guestUsername, guestPassword };
  return [
    { id: "tab-1", type: "tab", label: "test" },
    { ...REFERENCES.tls, id: "tls-1", ca },
    { id: "connection-1", type: "vcenter-connection", name: "plant", server: url, tls: "tls-1", credentials },
    { ...TEMP_FILE_DEFAULTS, id: "temp-1", type: "vcenter-guest-temp-file", ...place, x: 500, name: "make job file", removal: "lifetime", wires: [[], []] },
    { ...TEMP_FILE_DEFAULTS, id: "temp-2", type: "vcenter-guest-temp-file", ...place, x: 500, y: 300, wires: [[], []] },
    inject("works", "vm-42", 100),
    inject("fails", "vm-999", 200),
    inject("fails-unnamed", "vm-999", 300, "temp-2"),
    { ...TEMP_FILE_DEFAULTS, id: "temp-3", type: "vcenter-guest-temp-file", ...place, x: 500, y: 400, recover: true, wires: [[], []] },
    inject("is-lost", "vm-42", 400, "temp-3", { parent_path: "/tmp" }),
  ];
}

/** Longer than between two polls. */
const PAUSE_MS = 2_500;

/** Settles when all that look at whether an element is seen know it. */
const hasToldObservers = (element: Element): Promise<void> => new Promise((resolve) => new IntersectionObserver(() => resolve()).observe(element));

/** What the sidebar shows of the connections, and what can be done there. */
export function operationsTab(bench: EditorBench): void {
  describe("the tab vCenter", () => {
    let tab: Locator;
    let polls = 0;

    before(async () => {
      await bench.nodeRed.deploy(flow(bench.vcenter));
      bench.browser.page.on("request", (request) => (polls += request.url().endsWith("/vcenter-guest/operations") ? 1 : 0));
      await bench.editor.open();
      tab = bench.browser.page.locator(".vcenter-operations");
    });

    const press = (id: string): Promise<unknown> => bench.nodeRed.fetch(`inject/${id}`, { method: "POST" });
    const show = (id: string): Promise<void> => bench.browser.page.evaluate((wanted) => RED.sidebar.show(wanted), id);
    const list = (title: string): Locator => tab.locator("details", { hasText: title });
    const shows = (text: string | RegExp): Promise<void> => tab.getByText(text).first().waitFor();
    const isSeenAgain = (): Promise<unknown> => bench.browser.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    /** Two polls, so that the first has begun after the call. */
    const polledTwice = async (): Promise<void> => {
      const before = polls;
      await until("two polls", async () => {
        // Not to wait for its pause.
        await isSeenAgain();
        return polls >= before + 2 ? true : undefined;
      });
    };

    it("asks for nothing before it is opened", () => {
      assert.equal(polls, 0);
    });

    it("shows how the connection stands, and follows what happens", async () => {
      await bench.browser.page.evaluate(() => RED.actions.invoke("vcenter-guest:show-operations-tab"));
      await shows("All connections are in order (1).");
      await shows("Not signed in yet: the first message signs in.");

      await press("works");
      await press("fails");

      await shows(/^Signed in since \d+:\d+\s[AP]M \(\d+ s ago\)\.$/);
      await shows("Last failures (1)");
      await shows("To be removed (1)");
      await list("Last failures").locator("summary").click();
      await list("Last failures").getByText(/Could not create a temporary file \(VM vm-999/).waitFor();
      // The two may stand on either side of a beginning quarter of a minute.
      assert.match((await tab.locator("svg title").first().textContent()) ?? "", /^2 in 15 minutes, at most [12] in 15 seconds$/);
      await bench.screenshot(`operations`);
    });

    it("finds the node of a failure", async () => {
      await list("Last failures").getByRole("button", { name: "Find the node make job file" }).click();
      await bench.browser.page.locator(".red-ui-flow-node-group.red-ui-flow-node-highlighted, .red-ui-flow-node-highlighted").first().waitFor();
    });

    it("calls a node without a name as the palette does", async () => {
      await press("fails-unnamed");
      await list("Last failures").getByRole("button", { name: "Find the node guest temp file" }).waitFor();
    });

    it("removes by the keyboard alone, keeps the focus over polls, and gives it on", async () => {
      const { page } = bench.browser;
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
      await bench.screenshot(`operations-confirm`);
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
      await bench.screenshot(`operations-removed`);
    });

    it("gives a path the whole width, and its button one line", async () => {
      const path = list("To be removed").locator(".vcenter-operations-path");
      const width = (part: Locator): Promise<number> => part.evaluate((element) => element.clientWidth);
      assert.equal(await width(path), await width(list("To be removed")));
      const lines = await list("To be removed").getByRole("button").evaluate((button) => {
        const words = document.createRange();
        words.selectNodeContents(button);
        return words.getClientRects().length;
      });
      assert.equal(lines, 1);
    });

    it("has nothing that axe-core finds", async () => {
      assert.deepEqual(await bench.violations(".vcenter-operations"), []);
    });

    it("shows what a lost answer may have left by its mark, and keeps it where nothing is found", async () => {
      await injectFault(bench.vcenter, { operation: CREATE_FILE, kind: "cut" });
      await injectFault(bench.vcenter, { operation: LIST, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
      await press("is-lost");
      await list("To be removed").getByText("may be left over from a lost answer").waitFor();
      await list("To be removed").getByText(/^\/tmp job-[a-z2-7]{10}…$/).waitFor();

      await list("To be removed").getByRole("button", { name: /^Remove \/tmp job-[a-z2-7]{10}… now$/ }).click();
      await bench.browser.page.getByRole("button", { name: "Go on" }).click();

      await tab.getByRole("status").getByText(/^Nothing is there now: \/tmp job-[a-z2-7]{10}… It stays in the list/).waitFor();
      await polledTwice();
      await shows("To be removed (2)");
    });

    it("tells when a refused login is tried again by the clock of the browser", async () => {
      await bench.nodeRed.deploy(flow({ ...bench.vcenter, password: "wrong" }));
      await bench.editor.open();
      await show("vcenter-operations");

      await press("works");

      const { connections } = (await until("the refusal", async () => {
        const answer = (await bench.nodeRed.getJson("vcenter-guest/operations")) as OperationsAnswer;
        return answer.connections.list[0]?.login?.state === "refused" ? answer : undefined;
      }));
      const retryAt = new Date(connections.list[0]!.login!.retryAt!);
      const [clock, half] = retryAt.toLocaleTimeString("en-US", { timeZone: TIME_ZONE, timeStyle: "short" }).split(/\s/);
      await shows(new RegExp(`The login at vCenter is refused; tried again at ${clock}\\s${half} \\(in [45] min\\)`));
      await bench.screenshot(`operations-refused`);
    });

    it("asks again and again while somebody looks, and for nothing while nobody does", async () => {
      const { page } = bench.browser;
      const asked = async (): Promise<void> => {
        const before = polls;
        await until("a poll", () => (polls > before ? true : undefined));
      };
      await page.clock.install();
      await polledTwice();
      const more = asked();
      await page.clock.runFor(PAUSE_MS);
      await more;

      await show("info");
      await tab.evaluate(hasToldObservers);
      const before = polls;
      await page.clock.runFor(5 * PAUSE_MS);
      // What the page asked for before this has been counted when this is answered.
      await page.evaluate(() => fetch("settings").then((answer) => answer.text()));
      assert.equal(polls, before);

      const again = asked();
      await show("vcenter-operations");
      await again;
    });
  });
}
