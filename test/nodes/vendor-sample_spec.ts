import assert from "node:assert/strict";
import { DOWNLOAD_DEFAULTS, FILES_DEFAULTS, RUN_DEFAULTS, TEMP_FILE_DEFAULTS, UPLOAD_DEFAULTS } from "../support/flow";
import { nodeSuite, type Setup } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE, LIST_VMS, LOG_IN } from "../support/simulator";
import { CREATE_TRANSFER } from "../support/transfers";

const PLACE = { z: "tab-1", x: 100, y: 200 };
const SCRIPT = "echo 'in the guest' && pwd\n";
const PROCESS = "Vcenter.Vm.Guest.Processes_";
const FILES = "Vcenter.Vm.Guest.Filesystem.";

/** A node of ours, whose result goes on to the next and whose error to `failed`. */
function step(id: string, type: string, next: string, properties: object): FlowNode {
  return { id, type, ...PLACE, wires: [[next], ["failed"]], ...properties };
}

/** Keeps the path that the last node has told as a property of the message. */
function remember(id: string, name: string, next: string): FlowNode {
  return { id, type: "change", ...PLACE, rules: [{ t: "set", p: name, pt: "msg", to: "guest.path", tot: "msg" }], wires: [[next]] };
}

/**
 * The flow of the vendor's sample for guest operations (CONTRACT.md section 6, `py:`): a temporary directory, two
 * temporary files in it, a script into one, its output into the other, and all of it deleted with the directory.
 */
function sample(): FlowNode[] {
  const inDirectory = { ...TEMP_FILE_DEFAULTS, vm: "guest.vm", prefix: "", prefixType: "str", suffix: "", suffixType: "str", parentPath: "directory" };
  const args = { args: "script & ' > ' & output & ' 2>&1'", argsType: "jsonata", program: "/bin/sh", programType: "str" };
  return [
    step("one", "vcenter-guest-temp-file", "keep-1", { ...TEMP_FILE_DEFAULTS, kind: "directory" }),
    remember("keep-1", "directory", "two"),
    step("two", "vcenter-guest-temp-file", "keep-2", inDirectory),
    remember("keep-2", "script", "three"),
    step("three", "vcenter-guest-temp-file", "keep-3", inDirectory),
    remember("keep-3", "output", "four"),
    step("four", "vcenter-guest-upload", "five", { ...UPLOAD_DEFAULTS, path: "script", permissions: "0700", verify: false }),
    step("five", "vcenter-guest-run", "six", { ...RUN_DEFAULTS, ...args, collect: false }),
    step("six", "vcenter-guest-download", "keep-4", { ...DOWNLOAD_DEFAULTS, path: "output", to: "text" }),
    { id: "keep-4", type: "change", ...PLACE, rules: [{ t: "move", p: "payload", pt: "msg", to: "text", tot: "msg" }], wires: [["seven"]] },
    step("seven", "vcenter-guest-files", "ok", { ...FILES_DEFAULTS, operation: "delete", recursive: true, path: "directory" }),
  ];
}

nodeSuite("the vendor's sample as a flow", (lab) => {
  async function setup(): Promise<Setup> {
    const { host_map: hostMap } = await lab.simulator.esxi();
    return { connection: { hostMap }, more: sample() };
  }

  it("sends what the contract says, request by request", async () => {
    await lab.load(await setup());

    const { out, msg } = await lab.red.ask("one", { payload: { vm: "vm-42", prefix: "sample-" }, content: SCRIPT }, "ok", "failed");

    assert.equal(out, "ok", JSON.stringify(msg.error));
    assert.match(String(msg.text), /^in the guest\n\//);
    const { directory, script, output } = msg as unknown as Record<string, string>;
    const requests = await lab.simulator.requests();
    const polls = requests.filter(({ operation }) => operation === `${PROCESS}get`);
    assert.ok(polls.length > 0);
    assert.deepEqual(
      requests.flatMap(({ operation }) => (operation === `${PROCESS}get` ? [] : [operation])),
      [
        LOG_IN,
        CREATE_DIRECTORY,
        CREATE_FILE,
        CREATE_FILE,
        CREATE_TRANSFER,
        `${PROCESS}create`,
        `${FILES}Files_list`,
        CREATE_TRANSFER,
        `${FILES}Files_list`,
        `${FILES}Directories_delete`,
      ],
    );
    const bodies = requests.map(({ operation, body }) => ({ operation, body: body as Record<string, unknown> | null }));
    const bodyOf = (wanted: string): Record<string, unknown>[] =>
      bodies.flatMap(({ operation, body }) => (operation === wanted && body !== null ? [withoutCredentials(body)] : []));
    assert.deepEqual(bodyOf(CREATE_DIRECTORY), [{ prefix: "sample-", suffix: "" }]);
    assert.deepEqual(bodyOf(CREATE_FILE), [1, 2].map(() => ({ prefix: "", suffix: "", parent_path: directory })));
    assert.deepEqual(bodyOf(CREATE_TRANSFER), [
      { spec: { path: script, attributes: { overwrite: true, posix: { permissions: "0700" }, size: SCRIPT.length } } },
      { spec: { path: output } },
    ]);
    assert.deepEqual(bodyOf(`${PROCESS}create`), [{ spec: { path: "/bin/sh", arguments: `${script} > ${output} 2>&1` } }]);
    assert.deepEqual(bodyOf(`${FILES}Directories_delete`), [{ path: directory, recursive: true }]);
  });

  it("needs one login, sends nothing that the contract lacks, and leaves nothing in the guest", async () => {
    const before = (await lab.simulator.file("vm-42", "/tmp")).entries;
    await lab.load(await setup());
    const { msg } = await lab.red.ask("one", { payload: { vm: "vm-42" }, content: SCRIPT }, "ok", "failed");
    const { calls, contract, transfers } = await lab.simulator.counters();
    assert.deepEqual([calls[LOG_IN], calls[LIST_VMS], contract.violations], [1, undefined, []]);
    assert.deepEqual((await lab.simulator.transfers()).flatMap(({ violations }) => violations), []);
    assert.deepEqual([transfers.issued, transfers.completed, transfers.refused], [2, 2, 0]);
    await assert.rejects(lab.simulator.file("vm-42", String((msg as { directory?: unknown }).directory)));
    const after = (await lab.simulator.file("vm-42", "/tmp")).entries ?? [];
    assert.deepEqual(after.filter((name) => !name.startsWith("vmware-") && before?.includes(name) !== true), []);
  });
});

/** @throws if there are none: every call into a guest has a login. */
function withoutCredentials({ credentials, ...body }: Record<string, unknown>): Record<string, unknown> {
  assert.ok(credentials !== undefined);
  return body;
}
