import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { openBrowser } from "../e2e/browser";
import { EditorPage } from "../e2e/editor-page";
import { type NodeRedProcess, startNodeRed } from "../e2e/node-red-process";
import { repositoryRoot } from "../e2e/server-process";
import { startSimulator } from "../e2e/simulator-process";
import { demoFlow } from "./flow";

const folder = join(repositoryRoot, "docs", "images");
const size = { width: 1380, height: 680 };

interface Stage {
  readonly editor: EditorPage;
  readonly nodeRed: NodeRedProcess;
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
};

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
    await takeAll({ editor: new EditorPage(browser, nodeRed), nodeRed });
  } finally {
    await browser.close();
    await nodeRed.stop();
    await simulator.process.stop();
  }
}

void main();
