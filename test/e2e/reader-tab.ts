import assert from "node:assert/strict";
import type { Browser } from "./browser";
import type { NodeRedProcess } from "./node-red-process";

declare const RED: { actions: { invoke(name: string): void }; settings: { get(key: string): { access_token: string } } };
declare const $: { post(url: string, body: object): PromiseLike<unknown> };

/** Longer than between two polls. */
const PAUSE_MS = 2_500;

/** Logs the reader in, looks at the tab vCenter, which has one file to remove, and takes his login away. */
export async function readsTheTab({ page }: Browser, nodeRed: NodeRedProcess, password: string): Promise<void> {
  let polls = 0;
  page.on("request", (request) => (polls += request.url().endsWith("/admin/vcenter-guest/operations") ? 1 : 0));
  await page.clock.install();
  await page.goto(nodeRed.url);
  await page.locator("#node-dialog-login-username").fill("reader");
  await page.locator("#node-dialog-login-password").fill(password);
  await page.locator("#node-dialog-login-password").press("Enter");
  await page.locator('[data-palette-type="inject"]').waitFor();
  await page.locator("#red-ui-loading-progress").waitFor({ state: "hidden" });

  await page.evaluate(() => RED.actions.invoke("vcenter-guest:show-operations-tab"));
  const tab = page.locator(".vcenter-operations");
  await tab.locator("summary", { hasText: "To be removed (1)" }).click();
  const remove = tab.getByRole("button", { name: /^Remove .* now$/ });
  await remove.waitFor();
  assert.ok(await remove.isDisabled());
  assert.match((await remove.getAttribute("title")) ?? "", /\S/);

  await page.evaluate(() => $.post("auth/revoke", { token: RED.settings.get("auth-tokens").access_token }));
  await tab.getByText("Log in to see how the connections stand.").waitFor();
  const before = polls;
  await page.clock.runFor(5 * PAUSE_MS);
  // What the page asked for before this has been counted when this is answered.
  await page.evaluate(() => fetch("settings").then((answer) => answer.text()));
  assert.equal(polls, before);
}
