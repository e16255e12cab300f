import assert from "node:assert/strict";
import { type Browser, openBrowser } from "./browser";
import type { Dialog } from "./dialog";
import { EditorPage } from "./editor-page";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { type SimulatorProcess, startSimulator } from "./simulator-process";

describe("the test of a connection and the list of VMs in the editor", function () {
  this.timeout(60_000);
  let simulator: SimulatorProcess;
  let nodeRed: NodeRedProcess;
  let browser: Browser;
  let editor: EditorPage;

  before(async () => {
    simulator = await startSimulator();
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
    const limits = { maxConcurrent: 32, maxConcurrentPerVm: 1, queueLimit: 100, queueTimeout: 60, timeout: 30, maxAttempts: 2, waitForTools: 0 };
    return [
      { id: "tab-1", type: "tab", label: "test" },
      { id: "connection-1", type: "vcenter-connection", server: url, guestCredentialType: "USERNAME_PASSWORD", ...limits, credentials },
      { id: "temp-1", type: "vcenter-guest-temp-file", z: "tab-1", x: 200, y: 100, connection: "connection-1", vmBy: "id", vm: "vm-1", vmType: "str", wires: [[], []] },
    ];
  }

  /** Presses *Test*, and gives the steps when they are there. */
  async function test(dialog: Dialog): Promise<string[]> {
    const answer = browser.page.waitForResponse((response) => response.url().endsWith("/vcenter-guest/connection/test"));
    await dialog.form.getByRole("button", { name: "Test", exact: true }).press("Enter");
    await answer;
    await dialog.form.locator(".vcenter-guest-steps li i").first().waitFor();
    return dialog.form.locator(".vcenter-guest-steps li").allInnerTexts();
  }

  it("shows how far it comes, pins a certificate, and asks for a password that is stored for another trust", async () => {
    const dialog = await editor.editConfig("vcenter-connection");

    const untrusted = await test(dialog);
    assert.match(untrusted[3]!, /^\s*Certificate: .*not trusted[\s\S]*Choose a TLS configuration[\s\S]*SHA-256 [0-9A-F:]{95}/);
    assert.match(untrusted[4]!, /vCenter login: not tried/);
    await dialog.form.locator(".vcenter-guest-steps").scrollIntoViewIfNeeded();
    await browser.screenshot("node-red-connection-test-untrusted");
    await dialog.form.getByRole("button", { name: "Pin it" }).click();
    assert.match(await dialog.field("fingerprints").inputValue(), /^127\.0\.0\.1=([0-9A-F]{2}:){31}[0-9A-F]{2}$/);

    assert.match((await test(dialog))[0]!, /Settings: The stored password is not used[\s\S]*Type the password again/);
    await dialog.field("password").fill(simulator.facts.password);
    await dialog.field("guestPassword").fill(simulator.facts.guestPassword);
    await dialog.form.locator("#vcenter-guest-test-vm").fill(simulator.facts.vms[0]!.vm);
    const steps = await test(dialog);

    assert.match(steps[9]!, /Temporary file: .*was made in the guest/);
    assert.match(steps[10]!, /Transfer: .*cannot be resolved[\s\S]*Host map/);
    assert.match(steps[11]!, /Removal: .*was removed/);
    await browser.screenshot("node-red-connection-test-steps");
    await dialog.save();
    await editor.deploy();
  });

  it("lets a VM be chosen from the list by the keyboard alone", async () => {
    const [first] = [...simulator.facts.vms].sort((one, other) => one.name.localeCompare(other.name));
    const dialog = await editor.edit("vcenter-guest-temp-file");
    const button = dialog.form.getByRole("button", { name: "Choose a VM" });

    await button.press("Enter");
    const list = browser.page.locator(".vcenter-guest-vms");
    await list.locator("a").first().waitFor();
    await browser.screenshot("node-red-vm-list");
    await browser.page.keyboard.type(first!.name);
    await list.locator("a", { hasText: first!.vm }).waitFor();
    await browser.page.keyboard.press("ArrowDown");
    await browser.page.keyboard.press("Enter");

    await list.waitFor({ state: "detached" });
    assert.equal(await dialog.field("vm").inputValue(), first!.vm);
    await button.press("Enter");
    await list.waitFor();
    await browser.page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    assert.ok(await button.isVisible());
    await dialog.cancel();
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreignRequests, []);
  });
});
