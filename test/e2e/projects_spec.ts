import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { button, loggedFlow, onEachMajor } from "./majors";

const editorTheme = { tours: false, palette: { catalogues: [] }, projects: { enabled: true }, codeEditor: { lib: "ace" } };
const CREDENTIALS_KEY = "canary-project-key";

onEachMajor("with projects,", { editorTheme }, (major) => {
  async function post(path: string, body: object): Promise<void> {
    const response = await major.nodeRed.fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `POST ${path}: ${response.status} ${await response.text()}`);
  }

  it("runs a flow in a project, whose files hold no secret", async () => {
    await post("settings/user", { git: { user: { name: "An engineer", email: "engineer@example.com" } } });
    const files = { flow: "flow.json", credentials: "flow_cred.json" };
    await post("projects", { name: "plant-7", summary: "", files, credentialSecret: CREDENTIALS_KEY });
    assert.deepEqual(await major.nodeRed.getJson("projects"), { projects: ["plant-7"], active: "plant-7" });
    const tempFile = { removal: "lifetime", lifetime: "60" };
    await major.nodeRed.deploy(loggedFlow(major.simulator, { tempFile, more: [button("go", { vm: "vm-42", prefix: "job-" }, "temp-1")] }));

    const { payload } = await major.pressed("go", "ok");

    assert.match(String(payload), /\/job-[a-z2-7]{10}vmware\d+$/);
    assert.equal((await major.simulator.file("vm-42", String(payload))).size, 0);
    const { count } = (await major.nodeRed.getJson("vcenter-guest/ledger")) as { count: number };
    assert.equal(count, 1);
    const read = (name: string): Promise<string> => readFile(join(major.nodeRed.userDir, "projects", "plant-7", name), "utf8");
    const stored = [await read(files.flow), await read(files.credentials)];
    assert.ok(stored[0]!.includes(major.simulator.address.url));
    const { password, guestPassword } = major.simulator.address;
    const seen = [...stored, major.nodeRed.process.log].join();
    assert.deepEqual([CREDENTIALS_KEY, password, guestPassword].filter((secret) => seen.includes(secret)), []);
  });
});
