import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { DOWNLOAD_DEFAULTS, FILES_DEFAULTS, RUN_DEFAULTS, TEMP_FILE_DEFAULTS, UPLOAD_DEFAULTS, VMS_DEFAULTS } from "../support/flow";
import { type Browser, openBrowser } from "./browser";
import type { Dialog } from "./dialog";
import { NODE_DIALOGS } from "./editor-dialogs";
import { EditorPage } from "./editor-page";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { type SimulatorProcess, startSimulator } from "./simulator-process";
import { until } from "./until";

const DEFAULTS: Readonly<Record<string, object>> = {
  "vcenter-guest-temp-file": TEMP_FILE_DEFAULTS,
  "vcenter-guest-upload": UPLOAD_DEFAULTS,
  "vcenter-guest-download": DOWNLOAD_DEFAULTS,
  "vcenter-guest-files": FILES_DEFAULTS,
  "vcenter-guest-run": RUN_DEFAULTS,
  "vcenter-vms": VMS_DEFAULTS,
};

/** Node-RED lets nobody make a dialog narrower. */
const NARROW = "500px";

describe("the dialogs of the nodes: what is sent, VMs, and the keyboard", function () {
  this.timeout(120_000);
  let simulator: SimulatorProcess;
  let nodeRed: NodeRedProcess;
  let browser: Browser;
  let editor: EditorPage;

  before(async () => {
    simulator = await startSimulator(["--http"]);
    nodeRed = await startNodeRed();
    await nodeRed.deploy(flow());
    browser = await openBrowser();
    editor = new EditorPage(browser, nodeRed);
    await editor.open();
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
    await simulator.process.stop();
  });

  function flow(): object[] {
    const { url, username, password, guestUsername, guestPassword } = simulator.facts;
    const credentials = { username, password, guestUsername, guestPassword };
    const nodes = NODE_DIALOGS.map(({ type }, index) => ({ id: `node-${index}`, type, z: "tab-1", x: 200, y: 100 + 50 * index, ...DEFAULTS[type], wires: [[], []] }));
    return [{ id: "tab-1", type: "tab", label: "test" }, { id: "connection-1", type: "vcenter-connection", name: "plant", server: url, timeout: 30, credentials }, ...nodes];
  }

  const preview = ({ form }: Dialog): Locator => form.locator(".vcenter-guest-preview");
  const shows = (dialog: Dialog, text: string): Promise<true> =>
    until(text, async () => ((await preview(dialog).innerText()).includes(text) ? true : undefined));

  /** What can be seen only in part, or after scrolling to the side. */
  const cutOff = (dialog: Dialog): Promise<string[]> =>
    dialog.form.evaluate((form) => {
      const right = form.closest(".red-ui-tray")?.getBoundingClientRect().right ?? 0;
      const all = Array.from(form.querySelectorAll<HTMLElement>(".form-row > *, .form-row button, details, .vcenter-guest-preview"));
      return all.filter((one) => one.offsetParent !== null && one.getBoundingClientRect().right > right + 1).map((one) => one.outerHTML);
    });

  /** Where the fields of the VM and of how it is found end; both at once, for an opening dialog still moves. */
  const rightEdges = async ({ form }: Dialog): Promise<Set<number>> => {
    const fields = form.locator("#node-input-vmBy, .form-row:has(#node-input-vm) .red-ui-typedInput-container");
    return new Set(await fields.evaluateAll((both) => both.map((field) => Math.round(field.getBoundingClientRect().right))));
  };

  for (const { type, passes } of NODE_DIALOGS) {
    it(`${type} shows what it sends, with nothing cut off where the dialog is narrow`, async () => {
      const dialog = await editor.edit(type);
      await browser.page.locator(".red-ui-tray").evaluate((tray, width) => (tray.style.width = width), NARROW);
      assert.match(await preview(dialog).innerText(), /^(GET|POST) \/api\/vcenter\/vm/);
      for (const [index, entered] of passes.entries()) {
        await dialog.enter(entered);
        await shows(dialog, type === "vcenter-vms" ? "names=a" : "the guest login named line 1");
        assert.deepEqual([await cutOff(dialog), await dialog.cramped()], [[], []]);
        await preview(dialog).scrollIntoViewIfNeeded();
        await browser.screenshot(`narrow-${type}-${index + 1}`);
      }
      await dialog.form.locator(".form-row").first().scrollIntoViewIfNeeded();
      await browser.screenshot(`narrow-${type}-top`);
      await dialog.cancel();
    });
  }

  it("follows a field while somebody types, and the type of its value", async () => {
    const dialog = await editor.edit("vcenter-guest-temp-file");
    await dialog.fillTyped("prefix", "str", "job-");
    await dialog.row("prefix").locator(".red-ui-typedInput-input").press("End");
    await browser.page.keyboard.type("7");
    await shows(dialog, '"prefix": "job-7"');
    await dialog.fillTyped("prefix", "flow", "names.job");
    await shows(dialog, '"prefix": ⟨flow.names.job⟩');
    await dialog.field("removal").selectOption("lifetime");
    await shows(dialog, '"prefix": "⟨flow.names.job⟩⟨10 random characters⟩"');
    await dialog.field("removal").selectOption("manual");
    await shows(dialog, '"prefix": ⟨flow.names.job⟩');
    await dialog.field("recover").check();
    await shows(dialog, '"prefix": "⟨flow.names.job⟩⟨10 random characters⟩"');
    await shows(dialog, "Other requests come too");
    await dialog.cancel();
  });

  for (const { type } of NODE_DIALOGS.filter(({ passes }) => "vm" in (passes[0] ?? {}))) {
    it(`${type} offers the list of VMs for one that is typed in, and only then`, async () => {
      const [first] = simulator.facts.vms;
      const dialog = await editor.edit(type);
      const button = dialog.form.getByRole("button", { name: "Choose a VM" });
      assert.equal(await button.count(), 0);
      assert.equal((await rightEdges(dialog)).size, 1);
      await dialog.fillTyped("vm", "str", "");
      await button.press("Enter");
      await browser.page.locator(".vcenter-guest-vms a", { hasText: `(${first!.vm},` }).press("Enter");
      await shows(dialog, `/api/vcenter/vm/${first!.vm}/guest/`);
      await dialog.fillTyped("vm", "env", "VM");
      assert.equal(await button.count(), 0);
      await dialog.cancel();
    });
  }

  it("lets a connection be tested with a VM from the list by the keyboard alone", async () => {
    const { keyboard } = browser.page;
    const dialog = await editor.editConfig("vcenter-connection");
    const heading = dialog.form.locator("summary", { hasText: "vCenter" });
    const focusOn = (what: Locator): Promise<true> =>
      until("the focus", async () => {
        await keyboard.press("Tab");
        return (await what.evaluate((element) => element === document.activeElement)) ? true : undefined;
      });

    await dialog.field("name").focus();
    await focusOn(heading);
    await keyboard.press("Enter");
    assert.equal(await dialog.field("server").isVisible(), false);
    await keyboard.press("Space");
    assert.equal(await dialog.field("server").isVisible(), true);
    await focusOn(dialog.form.locator("#vcenter-guest-test-vm"));
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    const vm = browser.page.locator(".vcenter-guest-vms a").first();
    await vm.waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    assert.match(await dialog.form.locator("#vcenter-guest-test-vm").inputValue(), /^vm-\d+$/);
    await keyboard.press("Tab");
    await keyboard.press("Space");
    await dialog.form.locator(".vcenter-guest-steps li", { hasText: "Removal" }).waitFor();
    await dialog.cancel();
    assert.deepEqual([browser.complaints, browser.foreignRequests], [[], []]);
  });

  it("asks for the whole name where there are more VMs than vCenter lists", async () => {
    await fetch(new URL("/_simulator/vms", simulator.facts.url), { method: "POST", body: JSON.stringify({ count: 4001 }), headers: { "content-type": "application/json" } });
    const dialog = await editor.edit("vcenter-guest-temp-file");
    await dialog.fillTyped("vm", "str", "");
    await dialog.form.getByRole("button", { name: "Choose a VM" }).press("Enter");
    await browser.page.locator(".vcenter-guest-vms", { hasText: "Type the whole name." }).waitFor();
    await browser.page.keyboard.press("Escape");
    await dialog.cancel();
  });
});
