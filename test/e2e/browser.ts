import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { chromium as playwright, type BrowserContext, type Page } from "playwright-core";
import { repositoryRoot } from "./server-process";

const screenshots = join(repositoryRoot, ".tmp", "screenshots");

/** Where the browser is. */
export const TIME_ZONE = "Asia/Kolkata";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** For functions in a cloud: all in one process is slower than it must be, and one crash ends all. */
const lean = ["--single-process", "--no-zygote"];

/** A real Chromium with one page, and what that page should not have done. */
export class Browser {
  /** Requests to anything but 127.0.0.1. They were refused. */
  readonly foreignRequests: string[] = [];
  /** Exceptions in the page, and what it wrote to the console as an error or a warning. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.complaints.push(message.text());
      }
    });
  }

  /** Requests of every kind, web sockets too, end here unless they are for loopback. */
  async keepOnLoopback(): Promise<void> {
    const isForeign = (url: URL) => url.hostname !== "127.0.0.1";
    await this.context.route(isForeign, async (route) => {
      this.foreignRequests.push(route.request().url());
      await route.abort();
    });
    await this.context.routeWebSocket(isForeign, async (socket) => {
      this.foreignRequests.push(socket.url());
      await socket.close();
    });
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}

export async function openBrowser(locale = "en-US"): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "vcenter-guest-browser-"));
  const context = await playwright.launchPersistentContext(profile, {
    executablePath: await chromium.executablePath(),
    headless: true,
    args: [...chromium.args.filter((arg) => !lean.includes(arg)), ...quiet],
    locale,
    // Another one than that of the servers.
    timezoneId: TIME_ZONE,
    viewport: { width: 1400, height: 900 },
  });
  context.setDefaultTimeout(20_000);
  const page = context.pages()[0] ?? (await context.newPage());
  // The loader of the tests names functions by a helper that the page does not have.
  await context.addInitScript("globalThis.__name = (value) => value;");
  const browser = new Browser(page, context, profile);
  await browser.keepOnLoopback();
  return browser;
}
