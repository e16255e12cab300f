import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Dialog } from "./dialog";
import type { EditorBench } from "./looks";

/** *Test* in the dialog of a connection, and the list of VMs in that of a node. */
export function connectionTest(bench: EditorBench): void {
  describe("the test of a connection, and the list of VMs", () => {
    before(async () => {
      await bench.nodeRed.deploy(flow());
      await bench.editor.open();
    });

    function flow(): object[] {
      const { url, username, password, guestUsername, guestPassword } = bench.vcenter;
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
      const answer = bench.browser.page.waitForResponse((response) => response.url().endsWith("/vcenter-guest/connection/test"));
      await dialog.form.getByRole("button", { name: "Test", exact: true }).press("Enter");
      await answer;
      await dialog.form.locator(".vcenter-guest-steps li i").first().waitFor();
      return dialog.form.locator(".vcenter-guest-steps li").allInnerTexts();
    }

    /** Whether all of it can be seen without scrolling. */
    const isSeen = (part: Locator): Promise<boolean> =>
      part.evaluate((element) => new Promise((resolve) => {
        new IntersectionObserver(([entry]) => {
          resolve(entry!.intersectionRatio > 0.99);
        }).observe(element);
      }));

    const hasFocus = (part: Locator): Promise<boolean> => part.evaluate((element) => element === document.activeElement);

    it("shows how far it comes, pins a certificate, and asks for a password that is stored for another trust", async () => {
      const dialog = await bench.editor.editConfig("vcenter-connection");

      const untrusted = await test(dialog);
      assert.match(untrusted[3]!, /^\s*Certificate: .*not trusted[\s\S]*Choose a TLS configuration[\s\S]*Issuer: CN=/);
      const [, host, fingerprint] = /\sSHA-256 \((\S+)\): ([0-9A-F:]{95})\s+Pin it\s*$/.exec(untrusted[3]!) ?? [];
      assert.match(untrusted[4]!, /vCenter login: not tried/);
      await bench.screenshot("connection-test-untrusted");
      const rows = dialog.form.locator(".vcenter-guest-steps li");
      assert.deepEqual([await isSeen(rows.first()), await isSeen(rows.nth(3)), await hasFocus(dialog.form.locator("#vcenter-guest-test-start"))], [true, true, true]);
      await dialog.form.getByRole("button", { name: "Pin it" }).click();
      assert.equal(await dialog.field("fingerprints").inputValue(), `127.0.0.1=${String(fingerprint)}`);
      assert.equal(host, "127.0.0.1");

      assert.match((await test(dialog))[0]!, /Settings: The stored password is not used[\s\S]*Type the password again/);
      await dialog.field("password").fill(bench.vcenter.password);
      await dialog.field("guestPassword").fill(bench.vcenter.guestPassword);
      await dialog.form.locator("#vcenter-guest-test-vm").fill(bench.vcenter.vms[0]!.vm);
      const steps = await test(dialog);

      assert.match(steps[3]!, /Certificate: The certificate is trusted\. Issuer: .*simulator.*SHA-256: [0-9A-F:]{95}/);
      assert.match(steps[9]!, /Temporary file: .*was made in the guest/);
      assert.match(steps[10]!, /Transfer: .*cannot be resolved[\s\S]*Host map/);
      assert.match(steps[11]!, /Removal: .*was removed/);
      assert.deepEqual(await bench.violations(".vcenter-guest-steps"), []);
      await bench.screenshot("connection-test-steps");
      assert.ok(await isSeen(rows.nth(10)));
      await dialog.save();
      await bench.editor.deploy();
    });

    it("lets a VM be chosen from the list by the keyboard alone", async () => {
      const [first] = [...bench.vcenter.vms].sort((one, other) => one.name.localeCompare(other.name));
      const dialog = await bench.editor.edit("vcenter-guest-temp-file");
      const button = dialog.form.getByRole("button", { name: "Choose a VM" });

      await button.press("Enter");
      const list = bench.browser.page.locator(".vcenter-guest-vms");
      await list.locator("a").first().waitFor();
      await bench.screenshot("vm-list");
      await bench.browser.page.keyboard.type(first!.name);
      await list.locator("a", { hasText: first!.vm }).waitFor();
      await bench.browser.page.keyboard.press("ArrowDown");
      await bench.browser.page.keyboard.press("Enter");

      await list.waitFor({ state: "detached" });
      assert.equal(await dialog.field("vm").inputValue(), first!.vm);
      await button.press("Enter");
      await list.waitFor();
      await bench.browser.page.keyboard.press("Escape");
      await list.waitFor({ state: "detached" });
      assert.ok(await button.isVisible());
      await dialog.cancel();
    });
  });
}
