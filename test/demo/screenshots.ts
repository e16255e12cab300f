import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { Agent, request } from "undici";
import { openBrowser } from "../e2e/browser";
import { EditorPage } from "../e2e/editor-page";
import { type NodeRedProcess, startNodeRed } from "../e2e/node-red-process";
import { repositoryRoot } from "../e2e/server-process";
import { type SimulatorFacts, startSimulator } from "../e2e/simulator-process";
import { demoFlow, demoPath } from "./flow";

const folder = join(repositoryRoot, "docs", "images");
const size = { width: 1380, height: 680 };

interface Stage {
  readonly editor: EditorPage;
  readonly nodeRed: NodeRedProcess;
  readonly vcenter: SimulatorFacts;
}

/** What each picture shows: it begins with the demo's flow in a fresh editor, and takes the part that is given. */
const PICTURES: Readonly<Record<string, (stage: Stage) => Promise<Locator | Page>>> = {
  async flow({ editor, nodeRed }) {
    const { page } = editor;
    await page.locator('[data-palette-type="vcenter-vms"]').scrollIntoViewIfNeeded();
    await editor.invoke("core:show-debug-tab");
    await nodeRed.fetch("inject/demo-button", { method: "POST" });
    await page.locator(".red-ui-debug-msg").waitFor();
    return page;
  },
  async "temp-file"({ editor }) {
    await editor.editNode("demo-create");
    return editor.page.locator(".red-ui-tray");
  },
  async connection({ editor }) {
    await editor.editConfig("vcenter-connection");
    return editor.page.locator(".red-ui-tray");
  },
  async operations({ editor, nodeRed, vcenter }) {
    const [slow, off] = vcenter.vms.map(({ vm }) => vm);
    await changeVm(vcenter, slow!, { latency_ms: 10_000 });
    await changeVm(vcenter, off!, { power_state: "POWERED_OFF" });
    await create(nodeRed, off!);
    void Promise.allSettled([create(nodeRed, slow!), create(nodeRed, slow!)]);
    await editor.invoke("vcenter-guest:show-operations-tab");
    const tab = editor.page.locator(".vcenter-operations");
    await tab.getByText("1 running, 1 waiting").waitFor();
    for (const list of ["Last failures", "Busiest VMs"]) {
      await tab.locator("summary", { hasText: list }).click();
    }
    await editor.page.mouse.move(0, 0);
    return editor.page.locator("#red-ui-sidebar");
  },
};

async function changeVm({ url, ca }: SimulatorFacts, vm: string, change: object): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(ca!) } });
  await request(`${url}/_simulator/vms/${vm}`, { method: "PATCH", body: JSON.stringify(change), headers: { "content-type": "application/json" }, dispatcher });
  await dispatcher.close();
}

async function create(nodeRed: NodeRedProcess, vm: string): Promise<void> {
  await nodeRed.fetch(demoPath, { method: "POST", body: new URLSearchParams({ vm }) });
}

async function takeAll(stage: Stage): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await stage.editor.page.setViewportSize(size);
  for (const [name, prepare] of Object.entries(PICTURES)) {
    await stage.editor.open();
    const part = await prepare(stage);
    await part.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  }
}

async function main(): Promise<void> {
  const simulator = await startSimulator();
  const nodeRed = await startNodeRed();
  const browser = await openBrowser();
  try {
    await nodeRed.deploy(demoFlow(simulator.facts, simulator.facts.vms[0]!.vm));
    await takeAll({ editor: new EditorPage(browser, nodeRed), nodeRed, vcenter: simulator.facts });
  } finally {
    await browser.close();
    await nodeRed.stop();
    await simulator.process.stop();
  }
}

void main();
