/** The real dashboard in a real browser: `orrery view` serves it, as it does for people. For tests only. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { chromium, firefox } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** From the sources and from what is built of them. */
const packageFolder = import.meta.dirname.replace(/(src|dist.lib).testing$/, "");
export const CHECKOUT: string = path.resolve(packageFolder, "../..");

export interface Dashboard {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  readonly browser: Browser;
  /** A page at a query; what goes wrong in it is collected in `complaints`. */
  open(query?: string, options?: BrowserContextOptions): Promise<Page>;
  readonly complaints: string[];
  /** Hosts other than this machine that were asked for something. */
  readonly foreign: string[];
  close(): Promise<void>;
}

/** @param target as `orrery view` takes it */
export async function openDashboard(kind: "chromium" | "firefox" = "chromium", target?: string): Promise<Dashboard> {
  const { child, address } = await serve(target);
  const browser = await launch(kind);
  const complaints: string[] = [];
  const foreign: string[] = [];
  return {
    address,
    browser,
    complaints,
    foreign,
    async open(query = "", options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("request", (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) foreign.push(request.url());
      });
      await page.goto(`${address}${query === "" ? "" : `?${query}`}`);
      return page;
    },
    async close() {
      await browser.close();
      child.kill("SIGINT");
    },
  };
}

async function serve(target: string | undefined): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const args = [path.join(CHECKOUT, "packages/cli/bin/orrery.js"), "view", "--no-open", ...(target === undefined ? [] : [target])];
  const child = spawn(process.execPath, args, { cwd: CHECKOUT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => (said += String(chunk)));
  const address = await new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      const found = /^(http:\/\/127\.0\.0\.1:\d+\/)/m.exec(out);
      if (found !== null) resolve(found[1]!);
    });
    child.on("exit", (code) => reject(new Error(`orrery view ended with ${code}: ${said}`)));
  });
  return { child, address };
}

function launch(kind: "chromium" | "firefox"): Promise<Browser> {
  const found = JSON.parse(
    spawnSync(process.execPath, [path.join(packageFolder, "bin/browsers.mjs"), "--json"], { encoding: "utf8" }).stdout,
  ) as Record<string, string>;
  const executablePath = found[kind];
  if (executablePath === undefined) throw new Error(`no ${kind} here; run node packages/viz/bin/browsers.mjs`);
  if (kind === "chromium") return chromium.launch({ executablePath, args: ["--no-sandbox"] });
  // The distribution's own Firefox is driven by WebDriver BiDi; playwright's by its own protocol.
  return firefox.launch({ executablePath, ...(executablePath.includes("ms-playwright") ? {} : { channel: "moz-firefox" }) });
}

/** Waits until the run of a page is over. */
export async function untilFinished(page: Page): Promise<void> {
  await page.getByText("simulated in full").waitFor({ state: "attached", timeout: 110_000 });
}

/** What the page shows of a digest. */
export async function digestOf(page: Page): Promise<string> {
  await untilFinished(page);
  return (await page.locator(".head .facts .mono").getAttribute("title")) ?? "";
}
