import assert from "node:assert/strict";
import { HOSTS, LIMITS } from "./editor-connection";
import { assertReadable } from "./editor-every-dialog";
import type { EditorBench } from "./looks";

/** The nodes on top of the connection that has been made: what they offer, hide and mark as wrong. */
export function nodeDialogs(bench: EditorBench): void {
  it("offers the sources that make sense, and marks values that cannot work", async () => {
    const dialog = await bench.editor.edit("vcenter-guest-temp-file");
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
    await bench.screenshot("temp-file-invalid");
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
    const dialog = await bench.editor.edit("vcenter-guest-temp-file");
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
    await bench.screenshot("temp-file");
    await dialog.save();
    assert.equal((await bench.editor.node("vcenter-guest-temp-file")).valid, true);
  });

  it("offers the guest logins of the connection while a name is typed", async () => {
    const dialog = await bench.editor.edit("vcenter-guest-temp-file");
    const input = dialog.row("login").locator(".red-ui-typedInput-input");
    await input.fill("");
    await input.pressSequentially("lin");
    await bench.browser.page.locator(".red-ui-autoComplete-container", { hasText: "line 1" }).waitFor();
    await bench.screenshot("guest-login-names");
    await input.press("Escape");
    await dialog.cancel();
  });

  it("deploys what was entered", async () => {
    await bench.editor.deploy();
    const { id: connection } = await bench.editor.node("vcenter-connection");
    const [{ id: tls }, { id: proxy }] = [await bench.editor.node("tls-config"), await bench.editor.node("http proxy")];
    assert.deepEqual(await bench.deployed("vcenter-connection"), {
      properties: {
        type: "vcenter-connection",
        name: "plant 7",
        server: "vcenter.example.com:8443",
        tls,
        proxy,
        transferTls: "",
        transferProxy: "",
        ...HOSTS,
        guestCredentialType: "USERNAME_PASSWORD",
        interactiveSession: true,
        ...LIMITS,
      },
      credentials: {
        username: "automation@vsphere.local",
        has_password: true,
        guestUsername: "worker",
        has_guestPassword: true,
        has_guestSamlToken: false,
      },
    });
    assert.deepEqual(await bench.deployed("vcenter-guest-login"), {
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
    assert.deepEqual((await bench.deployed("vcenter-guest-temp-file")).properties, {
      type: "vcenter-guest-temp-file",
      name: "make room",
      connection,
      version: 1,
      vmBy: "name",
      kind: "directory",
      recover: false,
      removal: "lifetime",
      ...Object.fromEntries(values),
    });
  });

  it("shows in the dialog of the upload only the fields that its choice needs, and saves them", async () => {
    await bench.editor.place("vcenter-guest-upload", 400, 300);
    const dialog = await bench.editor.edit("vcenter-guest-upload");
    await assertReadable(dialog);
    await dialog.field("connection").selectOption({ label: "plant 7" });
    const seen = async () => [await dialog.row("source").isVisible(), await dialog.row("filename").isVisible()];
    assert.deepEqual(await seen(), [true, false]);
    assert.deepEqual(await dialog.typesOf("source"), ["msg", "str", "num", "json", "bin", "env", "flow", "global", "jsonata"]);
    await dialog.row("path").scrollIntoViewIfNeeded();
    await bench.screenshot("upload-message");
    await dialog.field("from").selectOption("file");
    assert.deepEqual(await seen(), [false, true]);
    const wrong = { path: "tmp/", filename: "", permissions: "rw-" };
    for (const [name, value] of Object.entries(wrong)) {
      await dialog.fillTyped(name, "str", value);
    }
    await dialog.fillTyped("ownerId", "num", "root");
    assert.deepEqual(await dialog.invalid(), [...Object.keys(wrong), "ownerId"].sort());
    await bench.screenshot("upload-invalid");
    const right = { path: "/var/tmp/job.json", filename: "/data/job.json", permissions: "0640", ownerId: "1000" };
    for (const [name, value] of Object.entries(right)) {
      await dialog.fillTyped(name, name === "ownerId" ? "num" : "str", value);
    }
    await dialog.field("atomic").check();
    await dialog.field("verify").uncheck();
    assert.deepEqual(await dialog.invalid(), []);
    await bench.screenshot("upload-file");
    await dialog.save();
    const node = await bench.editor.node("vcenter-guest-upload");
    assert.deepEqual([node.valid, node.from, node.filename, node.overwrite, node.atomic, node.verify], [true, "file", "/data/job.json", true, true, false]);
    assert.equal(node.permissions, "0640");
  });

  it("shows in the dialog of the download only the fields that its choice needs, and saves them", async () => {
    await bench.editor.place("vcenter-guest-download", 400, 400);
    const dialog = await bench.editor.edit("vcenter-guest-download");
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
    await bench.screenshot("download-invalid");
    await dialog.fill({ encoding: "windows-1252", sizeLimit: "0.5" });
    assert.deepEqual(await dialog.invalid(), []);
    await dialog.save();
    const node = await bench.editor.node("vcenter-guest-download");
    assert.deepEqual([node.valid, node.to, node.encoding, node.sizeLimit], [true, "text", "windows-1252", "0.5"]);
    await bench.screenshot("transfer-nodes");
  });

  it("shows in the dialog of the run node what can be said of the end and the output only where it counts", async () => {
    await bench.editor.place("vcenter-guest-run", 400, 500);
    const dialog = await bench.editor.edit("vcenter-guest-run");
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
}
