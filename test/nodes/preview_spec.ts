import assert from "node:assert/strict";
import { type Lab, nodeSuite } from "../support/lab";
import { StateDir } from "../support/ledger";
import type { FlowNode } from "../support/node-red";
import type { Recorded } from "../support/simulator";
import { translate } from "./catalogue";
import { previewOf } from "./editor-html";
import { isShown, type ShownRequest, shownRequests } from "./preview-requests";
import { PREVIEW_ROWS, type PreviewRow } from "./preview-rows";

const PLACE = { z: "tab-1", x: 100, y: 200 };
const LOGIN = { id: "login-1", type: "vcenter-guest-login", name: "line 1", connection: "connection-1", guestCredentialType: "USERNAME_PASSWORD" };

/** A guest as a row needs it. */
async function prepared({ simulator }: Lab, { family, files = [] }: PreviewRow): Promise<string> {
  const [machine] = family === undefined ? [] : ((await simulator.control("POST", "/vms", { count: 1, family })) as { vm: string }[]);
  const vm = machine?.vm ?? "vm-42";
  await simulator.vm(vm, { name: "press 7 (new)" });
  for (const [path, type] of files) {
    await simulator.control("PUT", `/vms/${vm}/files`, { path, type, owner: "worker", mode: "0777" });
  }
  return vm;
}

/** The requests that a node has sent for one message, those to the ESXi host too. */
async function sentBy(lab: Lab, node: FlowNode, settings: object): Promise<Recorded[]> {
  const { host_map: hostMap } = await lab.simulator.esxi();
  const { guestUsername, guestPassword } = lab.simulator.address;
  await lab.load({ connection: { hostMap }, more: [node, LOGIN], settings, credentials: { "login-1": { guestUsername, guestPassword } } });
  const { out, msg } = await lab.red.ask("node-1", {}, "ok", "failed");
  assert.equal(out, "ok", JSON.stringify(msg.error));
  const transfers = (await lab.simulator.transfers()).map(({ method, path }) => ({ method, path, body: null }) as Recorded);
  return [...(await lab.simulator.requests()), ...transfers];
}

function assertSent(shown: readonly ShownRequest[], sent: readonly Recorded[]): void {
  const told = sent.map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`).join("\n");
  for (const request of shown) {
    assert.ok(sent.some((one) => isShown(request, one)), `${JSON.stringify(request)} was not sent, but\n${told}`);
  }
}

nodeSuite("the preview of a dialog", (lab) => {
  const state = new StateDir();
  beforeEach(() => state.make());
  afterEach(async () => {
    await lab.red.unload();
    await state.remove();
  });

  for (const row of PREVIEW_ROWS) {
    it(`is what ${row.type} sends: ${row.title}`, async () => {
      const vm = await prepared(lab, row);
      const values = row.values.vm === "vm-42" ? { ...row.values, vm } : row.values;

      const preview = previewOf(row.type, values, translate);
      const sent = await sentBy(lab, { id: "node-1", type: row.type, ...PLACE, ...values, wires: [["ok"], ["failed"]] }, state.settings);

      const shown = shownRequests(preview);
      assert.equal(shown.length, row.count);
      assert.equal(shown.some(({ note }) => note.startsWith("Other requests come too")), row.values.recover === true);
      assertSent(shown.filter(({ note }) => row.without === undefined || !note.startsWith(row.without)), sent);
      const { password, guestPassword } = lab.simulator.address;
      assert.deepEqual([preview.includes(password), preview.includes(guestPassword)], [false, false]);
    });
  }
});
