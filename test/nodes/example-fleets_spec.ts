import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Example } from "../support/example";
import { nodeSuite } from "../support/lab";
import { CREATE_TRANSFER } from "../support/transfers";

const CONFIGURATION = "/home/worker/line/line.json";
const CERTIFICATE = "/home/worker/tls/line.pem";
const MODIFY = "VirtualMachine.GuestOperations.Modify";

interface Row {
  readonly vm: string;
  readonly name: string;
  readonly path?: string;
  readonly file?: string;
  readonly code?: string;
  readonly error?: string;
}

nodeSuite("examples over many VMs", (lab) => {
  const text = async (vm: string, path: string): Promise<string> => (await lab.simulator.content(vm, path)).toString("utf8");
  const report = async (file: string, settings?: object): Promise<Row[]> => {
    const { debug, msg } = await (await Example.load(lab, file, settings)).run();
    assert.equal(debug, "the report", JSON.stringify(msg.error));
    return [...(msg.payload as Row[])].sort((one, other) => one.vm.localeCompare(other.vm, "en", { numeric: true }));
  };
  const forbid = (vm: string): Promise<unknown> => lab.simulator.vm(vm, { privileges: { [MODIFY]: false } });

  it("a configuration on many VMs with a report: each of 100 VMs has a row, with its path or its error", async () => {
    await lab.simulator.control("POST", "/vms", { count: 97 });
    await forbid("vm-50");
    const rows = await report("a configuration on many VMs with a report");
    assert.equal(rows.length, 100);
    const failed = rows.filter(({ code }) => code !== undefined);
    assert.deepEqual(failed.map(({ vm, code }) => [vm, code]), [["vm-44", "UNAUTHORIZED"], ["vm-50", "UNAUTHORIZED"]]);
    assert.ok(failed.every(({ path, error = "" }) => path === undefined && error.length > 20));
    const done = rows.filter(({ code }) => code === undefined);
    assert.ok(done.every(({ path, name }) => path === CONFIGURATION && name.startsWith("edge-")));
    assert.deepEqual(new Set(await Promise.all(done.map(({ vm }) => text(vm, CONFIGURATION)))), new Set(['{"speed":120}']));
  });

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "example-"));
  });
  afterEach(async () => {
    await lab.red.unload();
    rmSync(folder, { recursive: true });
  });

  describe("collect a log file of many VMs", () => {
    it("makes a local file for each, and tells what failed", async () => {
      await lab.simulator.putContent("vm-43", "/var/log/line1.log", "08:00 second\n");
      const rows = await report("collect a log file of many VMs", { fileWorkingDirectory: folder });
      const second = rows.find(({ vm }) => vm === "vm-43");
      assert.deepEqual(second, { vm: "vm-43", name: "edge-02", file: join(folder, "edge-02-line1.log") });
      assert.equal(readFileSync(join(folder, "edge-02-line1.log"), "utf8"), "08:00 second\n");
      const windows = rows.find(({ vm }) => vm === "vm-44");
      assert.equal(windows?.code, "NOT_FOUND");
    });
  });

  describe("roll out a certificate", () => {
    const file = "roll out a certificate";
    const settings = (): object => ({ vcenterConnectionStateDir: folder });
    const leftIn = async (vm: string): Promise<string[]> => {
      const { entries = [] } = await lab.simulator.file(vm, "/tmp");
      const inside = await Promise.all(entries.map(async (name) => (await lab.simulator.file(vm, `/tmp/${name}`)).entries ?? []));
      return [...entries, ...inside.flat()].filter((name) => name.includes("certificate-"));
    };

    it("puts it in place on each VM, and leaves nothing else", async () => {
      const rows = await report(file, settings());
      assert.deepEqual(rows.slice(0, 2), [{ vm: "vm-42", name: "edge-01", path: CERTIFICATE }, { vm: "vm-43", name: "edge-02", path: CERTIFICATE }]);
      assert.match(await text("vm-43", CERTIFICATE), /^-----BEGIN CERTIFICATE-----\n/);
      assert.deepEqual([...(await leftIn("vm-42")), ...(await leftIn("vm-43"))], []);
    });

    it("keeps the old one and tells which step failed, where the check does", async () => {
      await lab.simulator.putContent("vm-42", CERTIFICATE, "the old one");
      await lab.simulator.vm("vm-42", { privileges: { "VirtualMachine.GuestOperations.Execute": false } });
      const [first, second] = await report(file, settings());
      assert.deepEqual({ ...first, error: "" }, { vm: "vm-42", name: "edge-01", failed: "check it", code: "UNAUTHORIZED", error: "" });
      assert.equal(second?.path, CERTIFICATE);
      assert.equal(await text("vm-42", CERTIFICATE), "the old one");
      assert.deepEqual(await leftIn("vm-42"), []);
    });
  });

  describe("a rolling change with a canary first", () => {
    const change = async (): Promise<Record<"changed" | "failed" | "untouched", Row[]>> =>
      (await (await Example.load(lab, "a rolling change with a canary first")).run()).msg.payload as never;

    it("changes one VM after the other", async () => {
      const { changed, failed, untouched } = await change();
      assert.deepEqual([changed.map(({ vm }) => vm), failed.map(({ vm }) => vm), untouched], [["vm-42", "vm-43"], ["vm-44"], []]);
      assert.equal(await text("vm-43", CONFIGURATION), '{"speed":120}');
    });

    it("touches no other VM if the canary fails", async () => {
      await forbid("vm-42");
      const { changed, failed, untouched } = await change();
      assert.deepEqual([changed, failed.map(({ vm, code }) => [vm, code]), untouched.map(({ vm }) => vm)], [[], [["vm-42", "UNAUTHORIZED"]], ["vm-43", "vm-44"]]);
      const asked = (await lab.simulator.requests()).filter(({ vm }) => vm !== null).map(({ vm }) => vm);
      assert.deepEqual([...new Set(asked)], ["vm-42"]);
    });

    it("stops at the third VM that fails", async () => {
      await lab.simulator.control("POST", "/vms", { count: 5 });
      await Promise.all(["vm-43", "vm-46"].map(forbid));
      const { changed, failed, untouched } = await change();
      assert.deepEqual([changed, failed, untouched].map((rows) => rows.map(({ vm }) => vm)), [["vm-42", "vm-45"], ["vm-43", "vm-44", "vm-46"], ["vm-47", "vm-48", "vm-49"]]);
    });
  });

  describe("try again what may pass by itself", () => {
    const file = "try again what may pass by itself";

    it("tries again what may pass, until it does", async () => {
      await lab.simulator.vm("vm-42", { tools: "not_running" });
      const running = (await Example.load(lab, file)).run();
      await lab.called("Vcenter.Vm.Guest.Filesystem.Files_createTemporary", 2);
      await lab.simulator.vm("vm-42", { tools: "running" });
      const { debug, msg } = await running;
      assert.deepEqual([debug, typeof msg.tries, msg.error], ["the path", "number", undefined]);
    });

    it("tells the rest apart by its code", async () => {
      await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
      const { debug, msg } = await (await Example.load(lab, file)).run();
      assert.deepEqual([debug, msg.tries], ["the VM", undefined]);
    });
  });

  describe("upload from a web form", () => {
    const file = "upload from a web form";
    const form = (name: string, vm = "vm-42"): FormData => {
      const data = new FormData();
      data.set("vm", vm);
      data.set("file", new Blob(["speed = 120\n"]), name);
      return data;
    };

    it("puts what a browser sends into the VM, and says where", async () => {
      await Example.load(lab, file);
      await lab.red.serving(async (url) => {
        assert.match(await (await fetch(`${url}/vcenter-upload`)).text(), /<form method="post"/);
        const answer = await fetch(`${url}/vcenter-upload`, { method: "POST", body: form("../../etc/line 1.cfg") });
        assert.deepEqual([answer.status, await answer.text()], [201, "Uploaded to /home/worker/incoming/line 1.cfg\n"]);
      });
      assert.equal(await text("vm-42", "/home/worker/incoming/line 1.cfg"), "speed = 120\n");
    });

    it("says what is wrong with the form, and what failed behind it", async () => {
      await Example.load(lab, file);
      await lab.red.serving(async (url) => {
        const refused = await fetch(`${url}/vcenter-upload`, { method: "POST", body: form("line.cfg", "vm-43") });
        assert.equal(refused.status, 400);
        await lab.simulator.fault({ kind: "error", operation: CREATE_TRANSFER, status: 403, error_type: "UNAUTHORIZED", times: null });
        const failed = await fetch(`${url}/vcenter-upload`, { method: "POST", body: form("line.cfg") });
        assert.equal(failed.status, 502);
        assert.match(await failed.text(), /vm-42/);
      });
    });
  });
});
