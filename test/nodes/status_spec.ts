import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeSuite, type Setup } from "../support/lab";
import { CREATE_FILE } from "../support/simulator";

const RUNNING = { fill: "blue", shape: "dot", text: "vcenter-guest-temp-file.status.running" };
const NOT_CONFIGURED = { fill: "yellow", shape: "ring", text: "vcenter-guest-temp-file.status.not-configured" };

nodeSuite("the status of an action node", (lab) => {
  const { red } = lab;
  const statuses = () => red.statuses("temp-1");
  const last = (): unknown => statuses().at(-1);

  it("is nothing after a deploy", async () => {
    await lab.load();
    assert.deepEqual(statuses(), []);
  });

  const lacking: Record<string, Setup> = {
    "connection is chosen": { tempFile: { connection: "" } },
    "connection is there": { connection: { d: true } },
    "server is given": { connection: { server: "" } },
    "vCenter user is given": { secrets: { username: "" } },
    "vCenter password is given": { secrets: { password: "" } },
    "variable of that name is set": { connection: { server: "${TEST_NEVER_SET}" } },
    "sensible timeout is given": { connection: { timeout: 0 } },
  };

  for (const [what, setup] of Object.entries(lacking)) {
    it(`says from deploy on that no ${what}`, async () => {
      await lab.load(setup);
      assert.deepEqual(statuses(), [NOT_CONFIGURED]);
    });
  }

  it("says that a message is under way, then nothing", async () => {
    await lab.load();
    await lab.path();
    await red.until(() => statuses().length === 2);
    assert.deepEqual(statuses(), [RUNNING, {}]);
  });

  it("says how many messages are under way", async () => {
    await lab.load();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    for (let index = 0; index < 12; index += 1) {
      red.send("temp-1", { payload: { vm: "vm-42" } });
    }
    await red.until(() => statuses().length === 2);
    assert.deepEqual(statuses(), [RUNNING, { fill: "blue", shape: "dot", text: "12" }]);
  });

  it("says the code of a failure, then nothing after a success", async () => {
    await lab.load();
    await lab.error({ payload: { vm: "vm-1" } });
    await red.until(() => statuses().length === 2);
    assert.deepEqual(last(), { fill: "red", shape: "ring", text: "NOT_FOUND" });

    await lab.path();
    await red.until(() => JSON.stringify(last()) === "{}");
  });

  it("changes at most twice a second for 200 messages", async () => {
    await lab.load();
    const begun = performance.now();
    for (let index = 0; index < 200; index += 1) {
      red.send("temp-1", { payload: { vm: index % 2 === 0 ? "vm-42" : "vm-1" } });
    }
    await red.until(() => red.ended("temp-1").length === 200);

    const allowed = 1 + Math.floor((performance.now() - begun + 5) / 500);
    assert.ok(statuses().length <= allowed, `${statuses().length} changes, ${allowed} allowed`);
  });

  it("is taken away by a deploy, also while messages are under way", async () => {
    await lab.load();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    red.send("temp-1", { payload: { vm: "vm-42" } });
    await lab.called(CREATE_FILE);

    const deploy = lab.deploy("full");
    await red.until(() => statuses().length === 2);
    assert.deepEqual(red.ended("temp-1"), []);
    await lab.releasedBy(deploy);

    assert.deepEqual(statuses(), [RUNNING, {}]);
  });

  it("reaches Status nodes as a key of the catalogue", async () => {
    const place = { z: "tab-1", x: 1, y: 1 };
    const status = { id: "s1", type: "status", ...place, name: "", scope: ["temp-1"], wires: [["seen"]] };
    await lab.load({ more: [status, { id: "seen", type: "helper", ...place, wires: [] }] });

    await lab.path();
    const [seen] = await red.arrivals("seen");

    const { text } = seen!.status as { text: string };
    const catalogue = join(__dirname, "../../nodes/locales/en-US/vcenter-guest-temp-file.json");
    const texts = JSON.parse(readFileSync(catalogue, "utf8")) as Record<string, { status: Record<string, string> }>;
    const [type, , key] = text.split(".");
    assert.equal(typeof texts[type!]!.status[key!], "string", text);
  });
});
