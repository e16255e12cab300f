import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LIMITS } from "./editor-connection";
import type { EditorBench } from "./looks";
import { repositoryRoot } from "./server-process";
import { until } from "./until";

const secrets = ["canary-vcenter-password", "canary-guest-password", "canary-line-token"];

/** What becomes of the nodes that have been made, and of flows of other origin. */
export function storedFlows(bench: EditorBench): void {
  it("takes the status away when the node is configured", async () => {
    await until("the status to go", async () => ((await bench.statuses()).length === 0 ? true : undefined), { ms: 5_000 });
  });

  it("does not lose a stored secret when another field is changed", async () => {
    await bench.editor.open();
    const dialog = await bench.editor.edit("vcenter-guest-temp-file");
    const connection = await bench.editor.openConfig(dialog.button("connection", "edit"));
    assert.equal(await connection.field("password").inputValue(), "__PWRD__");
    assert.deepEqual(await connection.invalid(), []);
    await connection.fill({ timeout: "31" });
    await connection.field("transferTls").selectOption({ label: "own CA" });
    await connection.field("transferProxy").selectOption({ label: "way out" });
    await connection.field("hostMap").scrollIntoViewIfNeeded();
    await bench.screenshot("connection-transfers");
    await connection.save();
    await (await dialog.shown()).save();
    const login = await bench.editor.editConfig("vcenter-guest-login");
    assert.equal(await login.field("guestSamlToken").inputValue(), "__PWRD__");
    await login.fill({ guestUsername: "other" });
    await login.save();
    await bench.editor.deploy();
    const { credentials, properties } = await bench.deployed("vcenter-connection");
    const [{ id: tls }, { id: proxy }] = [await bench.editor.node("tls-config"), await bench.editor.node("http proxy")];
    assert.deepEqual([properties.transferTls, properties.transferProxy], [tls, proxy]);
    assert.deepEqual([properties.timeout, credentials.has_guestPassword], ["31", true]);
    const stored = (await bench.deployed("vcenter-guest-login")).credentials;
    assert.deepEqual(stored, { guestUsername: "other", has_guestPassword: false, has_guestSamlToken: true });
  });

  it("keeps secrets out of exports, the flow file and the page", async () => {
    const exported = await bench.editor.exportAll();
    assert.ok(exported.includes("vcenter.example.com"));
    const stored = await readFile(join(bench.nodeRed.userDir, "flows.json"), "utf8");
    assert.ok(stored.includes("vcenter.example.com"));
    const encrypted = await readFile(join(bench.nodeRed.userDir, "flows_cred.json"), "utf8");
    await bench.editor.open();
    await bench.editor.editConfig("vcenter-connection");
    const seen = await bench.browser.page.content();
    for (const text of [exported, stored, encrypted, seen, bench.nodeRed.process.log, JSON.stringify(await bench.nodeRed.getJson("flows"))]) {
      assert.deepEqual(secrets.filter((secret) => text.includes(secret)), []);
    }
    await bench.editor.open();
  });

  it("removes the stored secret of the kind of login that is no longer chosen", async () => {
    const dialog = await bench.editor.editConfig("vcenter-connection");
    await dialog.field("guestCredentialType").selectOption("SAML_BEARER_TOKEN");
    await dialog.fill({ guestSamlToken: "canary-line-token" });
    await bench.screenshot("connection-saml");
    await dialog.save();
    await bench.editor.deploy();
    const { credentials, properties } = await bench.deployed("vcenter-connection");
    const { has_guestPassword, has_guestSamlToken } = credentials as Record<string, boolean>;
    assert.deepEqual([has_guestPassword, has_guestSamlToken, properties.interactiveSession], [false, true, false]);
  });

  it("takes a connection of an older flow, which lacks the newer limits", async () => {
    await bench.nodeRed.deploy([]);
    await bench.editor.open();
    const { timeout, ...newer } = LIMITS;
    await bench.editor.import([{ id: "1f2e3d4c5b6a7988", type: "vcenter-connection", name: "old", server: "vcenter.example.com", timeout }]);
    const complaints = (await bench.editor.node("vcenter-connection")).validationErrors;
    assert.deepEqual(complaints.filter((complaint) => !/user ?name|password/i.test(complaint)), []);
    const dialog = await bench.editor.editConfig("vcenter-connection");
    assert.deepEqual(await dialog.invalid(), ["password", "username"]);
    for (const name of Object.keys(newer)) {
      assert.equal(await dialog.field(name).inputValue(), "", name);
    }
    await dialog.fill({ username: "automation@vsphere.local", password: "x" });
    await dialog.save();
    assert.equal((await bench.editor.node("vcenter-connection")).valid, true);
  });

  it("imports and deploys the example", async () => {
    const name = "create a temporary file";
    const files = JSON.stringify(await bench.nodeRed.getJson("library/examples/flows/@vcenter-guest/node-red"));
    assert.ok(files.includes(name));
    const example = await readFile(join(repositoryRoot, "examples", `${name}.json`), "utf8");
    const nodes = JSON.parse(example) as { id: string; type: string }[];
    await bench.nodeRed.deploy([]);
    await bench.editor.open();
    await bench.editor.import(nodes);
    assert.deepEqual(await bench.editor.nodes("unknown"), []);
    assert.equal((await bench.editor.node("vcenter-guest-temp-file")).valid, true);
    await bench.editor.show(nodes[0]!.id);
    await bench.screenshot("example");
    await bench.editor.deploy();
    const ids = ((await bench.nodeRed.getJson("flows")) as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(nodes.filter(({ id }) => !ids.includes(id)), []);
  });
}
