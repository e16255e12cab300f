import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, openBrowser } from "./browser";
import { type Dialog, EditorPage } from "./editor-page";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { repositoryRoot } from "./server-process";
import { until } from "./until";

const secrets = ["canary-vcenter-password", "canary-guest-password", "canary-line-token"];
/** The limits of a connection, none of them at its default. */
const limits = {
  maxConcurrent: "8",
  maxConcurrentPerVm: "2",
  queueLimit: "500",
  queueTimeout: "0",
  timeout: "30",
  maxAttempts: "3",
  waitForTools: "120.5",
};
/** How ESXi hosts are reached, in more than one line. */
const hosts = {
  fingerprints: `esxi-1.example.com=${"AB:".repeat(31)}AB\nesxi-2.example.com=${"01".repeat(32)}`,
  hostMap: "esxi-1.example.com=192.0.2.10\nesxi-2.example.com=192.0.2.10:8443",
};
const types = ["vcenter-connection", "vcenter-guest-login", "vcenter-guest-temp-file", "vcenter-guest-upload", "vcenter-guest-download", "vcenter-guest-run"];

/** Node-RED 5 needs Node.js 22.9. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const nodeReds = major > 22 || (major === 22 && minor >= 9) ? (["node-red", "node-red-5"] as const) : (["node-red"] as const);

/** Raw keys, or places where a text is missing. */
function unreadable(texts: string[]): string[] {
  return texts.filter((text) => text.trim() === "" || /vcenter-[\w-]+\.\w|[\w-]+:[\w-]+\.\w|undefined|__\w+__/.test(text));
}

for (const version of nodeReds) {
  describe(`the editor of ${version} with our nodes`, function () {
    this.timeout(60_000);
    let nodeRed: NodeRedProcess;
    let browser: Browser;
    let editor: EditorPage;
    const shoot = (name: string) => browser.screenshot(`${version}-${name}`);

    before(async () => {
      nodeRed = await startNodeRed({ nodeRed: version });
      browser = await openBrowser();
      editor = new EditorPage(browser, nodeRed);
      await editor.open();
    });

    after(async () => {
      await browser.close();
      await nodeRed.stop();
    });

    /** The saved properties of the deployed node of a type, and what the editor is told of its credentials. */
    async function deployed(type: string): Promise<{ properties: Record<string, unknown>; credentials: unknown }> {
      const flows = (await nodeRed.getJson("flows")) as { id: string; type: string }[];
      const node = flows.find((candidate) => candidate.type === type);
      assert.ok(node, `no ${type} is deployed`);
      const properties = Object.fromEntries(Object.entries(node).filter(([name]) => !["id", "z", "x", "y", "wires"].includes(name)));
      return { properties, credentials: await nodeRed.getJson(`credentials/${type}/${node.id}`) };
    }

    /** What stands below the nodes of the flow. */
    const statuses = async () =>
      (await browser.page.locator(".red-ui-flow-node-status-label").allTextContents()).filter((text) => text !== "");

    async function assertReadable(dialog: Dialog): Promise<void> {
      const texts = await dialog.texts();
      assert.ok(texts.length > 10);
      assert.deepEqual(unreadable(texts), []);
      assert.deepEqual(await dialog.cramped(), []);
    }

    it("shows the node in a category of its own", async () => {
      const entry = browser.page.locator('#red-ui-palette-vCenter_guest [data-palette-type="vcenter-guest-temp-file"]');
      await entry.scrollIntoViewIfNeeded();
      assert.equal((await entry.innerText()).replace(/\s+/g, " ").trim(), "guest temp file");
      assert.equal((await browser.page.locator("#red-ui-palette-header-vCenter_guest").innerText()).trim(), "vCenter guest");
      await shoot("palette");
    });

    it("marks a new node without a connection, also after a deploy, in words", async () => {
      await editor.place("vcenter-guest-temp-file", 400, 200);
      const { valid, validationErrors } = await editor.node("vcenter-guest-temp-file");
      assert.equal(valid, false);
      assert.match(validationErrors.join(), /Connection/);
      assert.deepEqual(await editor.outputLabels("vcenter-guest-temp-file"), ["result", "error"]);
      await editor.deploy({ isConfirmed: true });
      assert.equal(await until("a status", async () => (await statuses())[0]), "not configured");
      await shoot("not-configured");
    });

    it("marks invalid fields of the connection and says why", async () => {
      const outer = await editor.edit("vcenter-guest-temp-file");
      const dialog = await editor.openConfig(outer.button("connection", "add"));
      assert.deepEqual(await dialog.invalid(), ["password", "server", "username"]);
      await dialog.fill({ server: "http://vcenter.example.com", timeout: "0" });
      assert.deepEqual(await dialog.invalid(), ["password", "server", "timeout", "username"]);
      await dialog.field("server").hover();
      const tip = browser.page.locator(".red-ui-popover", { hasText: "http is allowed for loopback only" });
      await tip.waitFor();
      await shoot("connection-invalid");
      await dialog.fill({ fingerprints: "esxi-1.example.com=AB:CD", hostMap: "esxi-1.example.com 192.0.2.10" });
      assert.deepEqual(await dialog.invalid(), ["fingerprints", "hostMap", "password", "server", "timeout", "username"]);
      await dialog.fill({ fingerprints: "", hostMap: "" });
      await dialog.fill({ server: "127.0.0.1:8943", timeout: "30", username: "${VCENTER_USER}", password: "x" });
      assert.deepEqual(await dialog.invalid(), []);
      await dialog.cancel();
      await outer.cancel();
    });

    it("marks each limit that cannot be, and takes an empty one and a variable", async () => {
      const outer = await editor.edit("vcenter-guest-temp-file");
      const dialog = await editor.openConfig(outer.button("connection", "add"));
      const others = await dialog.invalid();
      const names = Object.keys(limits);
      const marked = async (value: (name: string) => string) => {
        await dialog.fill(Object.fromEntries(names.map((name) => [name, value(name)])));
        return (await dialog.invalid()).filter((name) => !others.includes(name));
      };
      assert.deepEqual(await marked(() => "-1"), [...names].sort());
      await shoot("connection-limits-invalid");
      assert.deepEqual(await marked(() => "0"), ["maxAttempts", "maxConcurrent", "maxConcurrentPerVm", "queueLimit", "timeout"]);
      assert.deepEqual(await marked(() => "1.5"), ["maxAttempts", "maxConcurrent", "maxConcurrentPerVm", "queueLimit"]);
      assert.deepEqual(await marked(() => ""), ["timeout"]);
      await shoot("connection-limits-empty");
      assert.deepEqual(await marked((name) => `\${LIMIT_${name}}`), []);
      await dialog.cancel();
      await outer.cancel();
    });

    it("saves every field of a connection, its TLS and proxy too", async () => {
      const outer = await editor.edit("vcenter-guest-temp-file");
      const dialog = await editor.openConfig(outer.button("connection", "add"));
      await assertReadable(dialog);
      const tls = await editor.openConfig(dialog.button("tls", "add"));
      await tls.fill({ name: "own CA" });
      await tls.save();
      const proxy = await editor.openConfig((await dialog.shown()).button("proxy", "add"));
      await proxy.fill({ name: "way out", url: "http://127.0.0.1:3128" });
      await proxy.save();
      await (await dialog.shown()).fill({
        name: "plant 7",
        server: "vcenter.example.com:8443",
        username: "automation@vsphere.local",
        password: "canary-vcenter-password",
        guestUsername: "worker",
        guestPassword: "canary-guest-password",
        ...hosts,
        ...limits,
      });
      await dialog.field("interactiveSession").check();
      assert.deepEqual(await dialog.invalid(), []);
      await dialog.field("server").scrollIntoViewIfNeeded();
      await shoot("connection");
      await dialog.field("waitForTools").scrollIntoViewIfNeeded();
      await shoot("connection-limits");
      await dialog.save();
      await outer.shown();
      assert.equal(await outer.field("connection").locator("option:checked").innerText(), "plant 7");
      await outer.save();
      assert.equal((await editor.node("vcenter-connection")).valid, true);
    });

    it("saves every field of a guest login that the node's dialog adds, and keeps the line breaks of a token", async () => {
      const outer = await editor.edit("vcenter-guest-temp-file");
      const dialog = await editor.openConfig(browser.page.locator("#vcenter-guest-add-login"));
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
      await shoot("guest-login");
      await dialog.save();
      await (await outer.shown()).save();
      const { credentials, interactiveSession } = await editor.node("vcenter-guest-login");
      const { guestSamlToken, guestPassword } = credentials as Record<string, string>;
      assert.deepEqual([guestSamlToken, guestPassword, interactiveSession], ["<saml>\ncanary-line-token\n</saml>", "", false]);
    });

    it("marks a second guest login of the same name", async () => {
      const outer = await editor.edit("vcenter-guest-temp-file");
      const dialog = await editor.openConfig(browser.page.locator("#vcenter-guest-add-login"));
      await dialog.fill({ name: "line 1" });
      assert.deepEqual(await dialog.invalid(), ["name"]);
      await dialog.fill({ name: "line 2" });
      assert.deepEqual(await dialog.invalid(), []);
      await dialog.cancel();
      await (await outer.shown()).cancel();
    });

    it("offers the sources that make sense, and marks values that cannot work", async () => {
      const dialog = await editor.edit("vcenter-guest-temp-file");
      const references = ["env", "flow", "global", "jsonata"];
      for (const name of ["vm", "login", "prefix", "suffix", "parentPath"]) {
        assert.deepEqual(await dialog.typesOf(name), ["msg", "str", ...references], name);
      }
      assert.deepEqual(await dialog.typesOf("timeout"), ["num", "msg", ...references]);
      const wrong = { vm: "..", login: "", prefix: "a/b", suffix: "json.", parentPath: "tmp" };
      for (const [name, value] of Object.entries(wrong)) {
        await dialog.fillTyped(name, "str", value);
      }
      await dialog.fillTyped("timeout", "num", "0");
      assert.deepEqual(await dialog.invalid(), [...Object.keys(wrong), "timeout"].sort());
      await dialog.row("prefix").locator(".red-ui-typedInput-input").hover();
      await shoot("temp-file-invalid");
      await dialog.fillTyped("prefix", "msg", "payload..prefix");
      await dialog.fillTyped("suffix", "jsonata", "$(");
      assert.ok((await dialog.invalid()).includes("prefix") && (await dialog.invalid()).includes("suffix"));
      await dialog.cancel();
    });

    const typed: Record<string, [type: string, value: string]> = {
      vm: ["str", "a VM"],
      login: ["str", "line 1"],
      prefix: ["env", "PREFIX"],
      suffix: ["jsonata", '"." & payload.kind'],
      parentPath: ["flow", "directory"],
      lifetime: ["num", "0.5"],
      timeout: ["num", "10"],
    };

    it("saves every field of the temp file node", async () => {
      const dialog = await editor.edit("vcenter-guest-temp-file");
      await assertReadable(dialog);
      await dialog.fill({ name: "make room" });
      await dialog.field("vmBy").selectOption("name");
      await dialog.field("kind").selectOption("directory");
      assert.equal(await dialog.row("lifetime").isVisible(), false);
      await dialog.field("removal").selectOption("lifetime");
      for (const [name, [type, value]] of Object.entries(typed)) {
        await dialog.fillTyped(name, type, value);
      }
      assert.deepEqual(await dialog.invalid(), []);
      await shoot("temp-file");
      await dialog.save();
      assert.equal((await editor.node("vcenter-guest-temp-file")).valid, true);
    });

    it("offers the guest logins of the connection while a name is typed", async () => {
      const dialog = await editor.edit("vcenter-guest-temp-file");
      const input = dialog.row("login").locator(".red-ui-typedInput-input");
      await input.fill("");
      await input.pressSequentially("lin");
      await browser.page.locator(".red-ui-autoComplete-container", { hasText: "line 1" }).waitFor();
      await shoot("guest-login-names");
      await input.press("Escape");
      await dialog.cancel();
    });

    it("deploys what was entered", async () => {
      await editor.deploy();
      const { id: connection } = await editor.node("vcenter-connection");
      const [{ id: tls }, { id: proxy }] = [await editor.node("tls-config"), await editor.node("http proxy")];
      assert.deepEqual(await deployed("vcenter-connection"), {
        properties: {
          type: "vcenter-connection",
          name: "plant 7",
          server: "vcenter.example.com:8443",
          tls,
          proxy,
          transferTls: "",
          transferProxy: "",
          ...hosts,
          guestCredentialType: "USERNAME_PASSWORD",
          interactiveSession: true,
          ...limits,
        },
        credentials: {
          username: "automation@vsphere.local",
          has_password: true,
          guestUsername: "worker",
          has_guestPassword: true,
          has_guestSamlToken: false,
        },
      });
      assert.deepEqual(await deployed("vcenter-guest-login"), {
        properties: {
          type: "vcenter-guest-login",
          name: "line 1",
          connection,
          guestCredentialType: "SAML_BEARER_TOKEN",
          interactiveSession: false,
        },
        credentials: { guestUsername: "service", has_guestPassword: false, has_guestSamlToken: true },
      });
      const values = Object.entries(typed).flatMap(([name, [type, value]]) => [[name, value], [`${name}Type`, type]]);
      assert.deepEqual((await deployed("vcenter-guest-temp-file")).properties, {
        type: "vcenter-guest-temp-file",
        name: "make room",
        connection,
        version: 1,
        vmBy: "name",
        kind: "directory",
        removal: "lifetime",
        ...Object.fromEntries(values),
      });
    });

    it("shows in the dialog of the upload only the fields that its choice needs, and saves them", async () => {
      await editor.place("vcenter-guest-upload", 400, 300);
      const dialog = await editor.edit("vcenter-guest-upload");
      await assertReadable(dialog);
      await dialog.field("connection").selectOption({ label: "plant 7" });
      const seen = async () => [await dialog.row("source").isVisible(), await dialog.row("filename").isVisible()];
      assert.deepEqual(await seen(), [true, false]);
      assert.deepEqual(await dialog.typesOf("source"), ["msg", "str", "num", "json", "bin", "env", "flow", "global", "jsonata"]);
      await dialog.row("path").scrollIntoViewIfNeeded();
      await shoot("upload-message");
      await dialog.field("from").selectOption("file");
      assert.deepEqual(await seen(), [false, true]);
      const wrong = { path: "tmp/", filename: "", permissions: "rw-" };
      for (const [name, value] of Object.entries(wrong)) {
        await dialog.fillTyped(name, "str", value);
      }
      await dialog.fillTyped("ownerId", "num", "root");
      assert.deepEqual(await dialog.invalid(), [...Object.keys(wrong), "ownerId"].sort());
      await shoot("upload-invalid");
      const right = { path: "/var/tmp/job.json", filename: "/data/job.json", permissions: "0640", ownerId: "1000" };
      for (const [name, value] of Object.entries(right)) {
        await dialog.fillTyped(name, name === "ownerId" ? "num" : "str", value);
      }
      await dialog.field("atomic").check();
      await dialog.field("verify").uncheck();
      assert.deepEqual(await dialog.invalid(), []);
      await shoot("upload-file");
      await dialog.save();
      const node = await editor.node("vcenter-guest-upload");
      assert.deepEqual([node.valid, node.from, node.filename, node.overwrite, node.atomic, node.verify], [true, "file", "/data/job.json", true, true, false]);
      assert.equal(node.permissions, "0640");
    });

    it("shows in the dialog of the download only the fields that its choice needs, and saves them", async () => {
      await editor.place("vcenter-guest-download", 400, 400);
      const dialog = await editor.edit("vcenter-guest-download");
      await assertReadable(dialog);
      await dialog.field("connection").selectOption({ label: "plant 7" });
      const seen = async (to: string) => {
        await dialog.field("to").selectOption(to);
        const names = ["encoding", "filename", "sizeLimit"];
        const visible = await Promise.all(names.map((name) => dialog.row(name).isVisible()));
        return names.filter((_name, index) => visible[index]);
      };
      assert.deepEqual(await seen("file"), ["filename"]);
      assert.deepEqual(await seen("buffer"), ["sizeLimit"]);
      assert.deepEqual(await seen("text"), ["encoding", "sizeLimit"]);
      await dialog.fill({ encoding: "utf-7", sizeLimit: "0" });
      assert.deepEqual(await dialog.invalid(), ["encoding", "sizeLimit"]);
      await shoot("download-invalid");
      await dialog.fill({ encoding: "windows-1252", sizeLimit: "0.5" });
      assert.deepEqual(await dialog.invalid(), []);
      await dialog.save();
      const node = await editor.node("vcenter-guest-download");
      assert.deepEqual([node.valid, node.to, node.encoding, node.sizeLimit], [true, "text", "windows-1252", "0.5"]);
      await shoot("transfer-nodes");
    });

    it("shows in the dialog of the run node what can be said of the end and the output only where it counts", async () => {
      await editor.place("vcenter-guest-run", 400, 500);
      const dialog = await editor.edit("vcenter-guest-run");
      await assertReadable(dialog);
      const names = ["runTimeout", "failOnNonZero", "collect", "encoding", "sizeLimit"];
      const seen = async () => {
        const visible = await Promise.all(names.map((name) => dialog.row(name).isVisible()));
        return names.filter((_name, index) => visible[index]);
      };
      assert.deepEqual(await seen(), names);
      await dialog.field("collect").uncheck();
      assert.deepEqual(await seen(), ["runTimeout", "failOnNonZero", "collect"]);
      await dialog.field("wait").uncheck();
      assert.deepEqual(await seen(), []);
      await dialog.field("wait").check();
      await dialog.field("collect").check();
      assert.deepEqual(await seen(), names);
      await dialog.save();
    });

    it("takes the status away when the node is configured", async () => {
      await until("the status to go", async () => ((await statuses()).length === 0 ? true : undefined), { ms: 5_000 });
    });

    it("shows what was saved when a dialog is opened again, and does not lose a stored secret", async () => {
      await editor.open();
      const dialog = await editor.edit("vcenter-guest-temp-file");
      for (const [name, expected] of Object.entries(typed)) {
        assert.deepEqual(await dialog.typed(name), expected);
      }
      assert.equal(await dialog.field("kind").inputValue(), "directory");
      const connection = await editor.openConfig(dialog.button("connection", "edit"));
      assert.equal(await connection.field("server").inputValue(), "vcenter.example.com:8443");
      assert.equal(await connection.field("password").inputValue(), "__PWRD__");
      for (const [name, expected] of Object.entries({ ...hosts, ...limits })) {
        assert.equal(await connection.field(name).inputValue(), expected, name);
      }
      assert.deepEqual(await connection.invalid(), []);
      await connection.fill({ timeout: "31" });
      await connection.field("transferTls").selectOption({ label: "own CA" });
      await connection.field("transferProxy").selectOption({ label: "way out" });
      await connection.field("hostMap").scrollIntoViewIfNeeded();
      await shoot("connection-transfers");
      await connection.save();
      await (await dialog.shown()).save();
      const login = await editor.editConfig("vcenter-guest-login");
      assert.equal(await login.field("guestSamlToken").inputValue(), "__PWRD__");
      await login.fill({ guestUsername: "other" });
      await login.save();
      await editor.deploy();
      const { credentials, properties } = await deployed("vcenter-connection");
      const [{ id: tls }, { id: proxy }] = [await editor.node("tls-config"), await editor.node("http proxy")];
      assert.deepEqual([properties.transferTls, properties.transferProxy], [tls, proxy]);
      assert.deepEqual([properties.timeout, (credentials as Record<string, unknown>).has_guestPassword], ["31", true]);
      const stored = (await deployed("vcenter-guest-login")).credentials;
      assert.deepEqual(stored, { guestUsername: "other", has_guestPassword: false, has_guestSamlToken: true });
    });

    it("keeps secrets out of exports, the flow file and the page", async () => {
      const exported = await editor.exportAll();
      assert.ok(exported.includes("vcenter.example.com"));
      const stored = await readFile(join(nodeRed.userDir, "flows.json"), "utf8");
      assert.ok(stored.includes("vcenter.example.com"));
      const encrypted = await readFile(join(nodeRed.userDir, "flows_cred.json"), "utf8");
      await editor.open();
      await editor.editConfig("vcenter-connection");
      const seen = await browser.page.content();
      for (const text of [exported, stored, encrypted, seen, nodeRed.process.log, JSON.stringify(await nodeRed.getJson("flows"))]) {
        assert.deepEqual(secrets.filter((secret) => text.includes(secret)), []);
      }
      await editor.open();
    });

    it("removes the stored secret of the kind of login that is no longer chosen", async () => {
      const dialog = await editor.editConfig("vcenter-connection");
      await dialog.field("guestCredentialType").selectOption("SAML_BEARER_TOKEN");
      await dialog.fill({ guestSamlToken: "canary-line-token" });
      await shoot("connection-saml");
      await dialog.save();
      await editor.deploy();
      const { credentials, properties } = await deployed("vcenter-connection");
      const { has_guestPassword, has_guestSamlToken } = credentials as Record<string, boolean>;
      assert.deepEqual([has_guestPassword, has_guestSamlToken, properties.interactiveSession], [false, true, false]);
    });

    for (const type of types) {
      it(`renders the help of ${type}`, async () => {
        const help = await editor.help(type);
        const headings = await help.locator("h3").allInnerTexts();
        assert.ok(headings.map((heading) => heading.trim()).includes("Details"));
        assert.ok((await help.locator("dl.message-properties dt").count()) >= 4);
        const text = await help.innerText();
        assert.doesNotMatch(text, /^: |\| ---|\*\*|###|`/m);
        await shoot(`help-${type}`);
        const { x = 0, width = 0 } = (await help.boundingBox()) ?? {};
        const edges = await help.locator("*").evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().right));
        assert.ok(Math.max(...edges) <= x + width + 1, "something is cut");
        if (type === "vcenter-connection") {
          await help.locator("dt", { hasText: "Tools wait" }).scrollIntoViewIfNeeded();
          await shoot("help-limits");
          await help.locator("h4", { hasText: "vCenter is away" }).scrollIntoViewIfNeeded();
          await shoot("help-logins");
        }
        if (type === "vcenter-guest-temp-file") {
          await help.locator("h4", { hasText: "What is repeated" }).scrollIntoViewIfNeeded();
          await shoot("help-repeats");
          await help.locator("dt", { hasText: "NOT_ALLOWED_IN_CURRENT_STATE" }).scrollIntoViewIfNeeded();
          await shoot("help-codes");
          await help.locator("li", { hasText: "server" }).last().scrollIntoViewIfNeeded();
          await shoot("help-subjects");
        }
      });
    }

    it("takes a connection of an older flow, which lacks the newer limits", async () => {
      await nodeRed.deploy([]);
      await editor.open();
      const { timeout, ...newer } = limits;
      await editor.import([{ id: "1f2e3d4c5b6a7988", type: "vcenter-connection", name: "old", server: "vcenter.example.com", timeout }]);
      const complaints = (await editor.node("vcenter-connection")).validationErrors;
      assert.deepEqual(complaints.filter((complaint) => !/user ?name|password/i.test(complaint)), []);
      const dialog = await editor.editConfig("vcenter-connection");
      assert.deepEqual(await dialog.invalid(), ["password", "username"]);
      for (const name of Object.keys(newer)) {
        assert.equal(await dialog.field(name).inputValue(), "", name);
      }
      await dialog.fill({ username: "automation@vsphere.local", password: "x" });
      await dialog.save();
      assert.equal((await editor.node("vcenter-connection")).valid, true);
    });

    it("imports and deploys the example", async () => {
      const name = "create a temporary file";
      const files = JSON.stringify(await nodeRed.getJson("library/examples/flows/@vcenter-guest/node-red"));
      assert.ok(files.includes(name));
      const example = await readFile(join(repositoryRoot, "examples", `${name}.json`), "utf8");
      const nodes = JSON.parse(example) as { id: string; type: string }[];
      await nodeRed.deploy([]);
      await editor.open();
      await editor.import(nodes);
      assert.deepEqual(await editor.nodes("unknown"), []);
      assert.equal((await editor.node("vcenter-guest-temp-file")).valid, true);
      await editor.show(nodes[0]!.id);
      await shoot("example");
      await editor.deploy();
      const ids = ((await nodeRed.getJson("flows")) as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(nodes.filter(({ id }) => !ids.includes(id)), []);
    });

    it("did all this without a complaint in the console and without a request off loopback", () => {
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(browser.foreignRequests, []);
    });
  });
}
