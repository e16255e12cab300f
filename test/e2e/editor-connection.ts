import assert from "node:assert/strict";
import { assertReadable } from "./editor-every-dialog";
import type { EditorBench } from "./looks";
import { until } from "./until";

/** The limits of a connection, none of them at its default. */
export const LIMITS = {
  maxConcurrent: "8",
  maxConcurrentPerVm: "2",
  queueLimit: "500",
  queueTimeout: "0",
  timeout: "30",
  maxAttempts: "3",
  waitForTools: "120.5",
};
/** How ESXi hosts are reached, in more than one line. */
export const HOSTS = {
  fingerprints: `esxi-1.example.com=${"AB:".repeat(31)}AB\nesxi-2.example.com=${"01".repeat(32)}`,
  hostMap: "esxi-1.example.com=192.0.2.10\nesxi-2.example.com=192.0.2.10:8443",
};

/** A new node, the connection and the guest login that its dialog adds, and what they mark as wrong. */
export function connectionDialogs(bench: EditorBench): void {
  it("shows the node in a category of its own", async () => {
    const entry = bench.browser.page.locator('#red-ui-palette-vCenter_guest [data-palette-type="vcenter-guest-temp-file"]');
    await entry.scrollIntoViewIfNeeded();
    assert.equal((await entry.innerText()).replace(/\s+/g, " ").trim(), "guest temp file");
    assert.equal((await bench.browser.page.locator("#red-ui-palette-header-vCenter_guest").innerText()).trim(), "vCenter guest");
    await bench.screenshot("palette");
  });

  it("marks a new node without a connection, also after a deploy, in words", async () => {
    await bench.editor.place("vcenter-guest-temp-file", 400, 200);
    const { valid, validationErrors } = await bench.editor.node("vcenter-guest-temp-file");
    assert.equal(valid, false);
    assert.match(validationErrors.join(), /Connection/);
    assert.deepEqual(await bench.editor.outputLabels("vcenter-guest-temp-file"), ["result", "error"]);
    await bench.editor.deploy({ isConfirmed: true });
    assert.equal(await until("a status", async () => (await bench.statuses())[0]), "not configured");
    await bench.screenshot("not-configured");
  });

  it("marks invalid fields of the connection and says why", async () => {
    const outer = await bench.editor.edit("vcenter-guest-temp-file");
    const dialog = await bench.editor.openConfig(outer.button("connection", "add"));
    assert.deepEqual(await dialog.invalid(), ["password", "server", "username"]);
    await dialog.fill({ server: "http://vcenter.example.com", timeout: "0" });
    assert.deepEqual(await dialog.invalid(), ["password", "server", "timeout", "username"]);
    await dialog.field("server").hover();
    const tip = bench.browser.page.locator(".red-ui-popover", { hasText: "http is allowed for loopback only" });
    await tip.waitFor();
    await bench.screenshot("connection-invalid");
    await dialog.fill({ fingerprints: "esxi-1.example.com=AB:CD", hostMap: "esxi-1.example.com 192.0.2.10" });
    assert.deepEqual(await dialog.invalid(), ["fingerprints", "hostMap", "password", "server", "timeout", "username"]);
    await dialog.fill({ fingerprints: "", hostMap: "" });
    await dialog.fill({ server: "127.0.0.1:8943", timeout: "30", username: "${VCENTER_USER}", password: "x" });
    assert.deepEqual(await dialog.invalid(), []);
    await dialog.cancel();
    await outer.cancel();
  });

  it("marks each limit that cannot be, and takes an empty one and a variable", async () => {
    const outer = await bench.editor.edit("vcenter-guest-temp-file");
    const dialog = await bench.editor.openConfig(outer.button("connection", "add"));
    const others = await dialog.invalid();
    const names = Object.keys(LIMITS);
    const marked = async (value: (name: string) => string) => {
      await dialog.fill(Object.fromEntries(names.map((name) => [name, value(name)])));
      return (await dialog.invalid()).filter((name) => !others.includes(name));
    };
    assert.deepEqual(await marked(() => "-1"), [...names].sort());
    await bench.screenshot("connection-limits-invalid");
    assert.deepEqual(await marked(() => "0"), ["maxAttempts", "maxConcurrent", "maxConcurrentPerVm", "queueLimit", "timeout"]);
    assert.deepEqual(await marked(() => "1.5"), ["maxAttempts", "maxConcurrent", "maxConcurrentPerVm", "queueLimit"]);
    assert.deepEqual(await marked(() => ""), ["timeout"]);
    await bench.screenshot("connection-limits-empty");
    assert.deepEqual(await marked((name) => `\${LIMIT_${name}}`), []);
    await dialog.cancel();
    await outer.cancel();
  });

  it("saves every field of a connection, its TLS and proxy too", async () => {
    const outer = await bench.editor.edit("vcenter-guest-temp-file");
    const dialog = await bench.editor.openConfig(outer.button("connection", "add"));
    await assertReadable(dialog);
    const tls = await bench.editor.openConfig(dialog.button("tls", "add"));
    await tls.fill({ name: "own CA" });
    await tls.save();
    const proxy = await bench.editor.openConfig((await dialog.shown()).button("proxy", "add"));
    await proxy.fill({ name: "way out", url: "http://127.0.0.1:3128" });
    await proxy.save();
    await (await dialog.shown()).fill({
      name: "plant 7",
      server: "vcenter.example.com:8443",
      username: "automation@vsphere.local",
      password: "canary-vcenter-password",
      guestUsername: "worker",
      guestPassword: "canary-guest-password",
      ...HOSTS,
      ...LIMITS,
    });
    await dialog.field("interactiveSession").check();
    assert.deepEqual(await dialog.invalid(), []);
    await dialog.field("server").scrollIntoViewIfNeeded();
    await bench.screenshot("connection");
    await dialog.field("waitForTools").scrollIntoViewIfNeeded();
    await bench.screenshot("connection-LIMITS");
    await dialog.save();
    await outer.shown();
    assert.equal(await outer.field("connection").locator("option:checked").innerText(), "plant 7");
    await outer.save();
    assert.equal((await bench.editor.node("vcenter-connection")).valid, true);
  });

  it("saves every field of a guest login that the node's dialog adds, and keeps the line breaks of a token", async () => {
    const outer = await bench.editor.edit("vcenter-guest-temp-file");
    const dialog = await bench.editor.openConfig(bench.browser.page.locator("#vcenter-guest-add-login"));
    await assertReadable(dialog);
    assert.deepEqual(await dialog.invalid(), ["name"]);
    assert.equal(await dialog.field("connection").locator("option:checked").innerText(), "plant 7");
    await dialog.fill({ name: "line 1", guestUsername: "service" });
    assert.deepEqual([await dialog.row("guestPassword").isVisible(), await dialog.row("guestSamlToken").isVisible()], [true, false]);
    await dialog.field("guestPassword").fill("canary-left-behind");
    await dialog.field("interactiveSession").check();
    await dialog.field("guestCredentialType").selectOption("SAML_BEARER_TOKEN");
    for (const name of ["guestPassword", "interactiveSession"]) {
      assert.equal(await dialog.row(name).isVisible(), false, name);
    }
    await dialog.fill({ guestSamlToken: "<saml>\ncanary-line-token\n</saml>" });
    await bench.screenshot("guest-login");
    await dialog.save();
    await (await outer.shown()).save();
    const { credentials, interactiveSession } = await bench.editor.node("vcenter-guest-login");
    const { guestSamlToken, guestPassword } = credentials as Record<string, string>;
    assert.deepEqual([guestSamlToken, guestPassword, interactiveSession], ["<saml>\ncanary-line-token\n</saml>", "", false]);
  });

  it("marks a second guest login of the same name", async () => {
    const outer = await bench.editor.edit("vcenter-guest-temp-file");
    const dialog = await bench.editor.openConfig(bench.browser.page.locator("#vcenter-guest-add-login"));
    await dialog.fill({ name: "line 1" });
    assert.deepEqual(await dialog.invalid(), ["name"]);
    await dialog.fill({ name: "line 2" });
    assert.deepEqual(await dialog.invalid(), []);
    await dialog.cancel();
    await (await outer.shown()).cancel();
  });
}
