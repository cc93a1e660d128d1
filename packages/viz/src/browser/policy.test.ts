/**
 * A policy typed in the page decides as it says, its mistakes are shown with their lines, and it gets out of its worker by no way tried
 * here.
 */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
let outside: Server;
let asked = 0;
beforeAll(async () => {
  dashboard = await openDashboard();
  outside = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" });
    response.end("globalThis.gotOut = true;");
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  outside.close();
  await dashboard.close();
});

const open = (policy: string, more: Record<string, string> = {}) =>
  dashboard.open(new URLSearchParams({ run: "rollout", t: "100", policy, ...more }).toString());
const nodesInUse = (page: Page) => page.locator(".run").getAttribute("data-frame");

describe("a typed policy", () => {
  it("is asked for every node, and decides", async () => {
    const page = await open(
      'function filter(pod, node) { return node.name === "roomy-3" ? undefined : node.name.startsWith("full") ? undefined : "not this one"; }',
      { t: "3600", sel: "node:roomy-3" },
    );
    await untilFinished(page);
    await page.locator(".side h2", { hasText: "roomy-3" }).waitFor();
    expect(await nodesInUse(page)).not.toBe("");
    await page.keyboard.press("Escape");
    await page.keyboard.press("w");
    await page.locator(".refusal", { hasText: "not this one" }).first().waitFor();
    await page.context().close();
  });

  it("shows what it throws, with the line", async () => {
    const page = await open("const weight = 1;\nfunction score(pod, node) {\n  return missing.name;\n}\n");
    await page.getByText("Your policy cannot run").waitFor();
    await page.getByText("policy:3:1: error: score(pod, node): ReferenceError: missing is not defined").waitFor();
    await page.getByRole("button", { name: "Edit it" }).click();
    await page.locator("textarea.code").waitFor();
    await page.context().close();
  });

  it.each([
    ["syntax", "function score( {", /stopped working[\s\S]*line \d+ of the typed policy/],
    ["no functions", "const a = 1;", /neither filter\(pod, node\) nor score\(pod, node\)/],
    ["a wrong score", "function score() { return 1000; }", /gave 1000; accepted: 0 to 100/],
    ["a slow call", "function score() { const t = Date.now(); while (Date.now() - t < 400); return 1; }", /took \d+ ms; at most 200 ms/],
    ["an endless loop", "function score() { for (;;); }", /it has not answered for 5 s/],
    ["an endless loop outside", "for (;;);\nfunction score() { return 1; }", /it has not answered for 5 s/],
  ])("that has %s is stopped, and the page lives", async (_, policy, says) => {
    const page = await open(policy);
    await page.locator(".state", { hasText: says }).waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "To the gallery", exact: true }).click();
    await page.locator(".card").first().waitFor();
    await page.context().close();
  });
});

describe("a way out", () => {
  const target = () => `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
  const body = (attempt: string) => `function score(pod, node) {\n  ${attempt.replaceAll("TARGET", target())}\n  return 50;\n}`;

  it.each([
    ["fetch", 'fetch("TARGET");'],
    ["fetch of a prototype", 'Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).fetch.call(globalThis, "TARGET");'],
    ["XMLHttpRequest", 'const x = new XMLHttpRequest(); x.open("GET", "TARGET"); x.send();'],
    ["WebSocket", 'new WebSocket("TARGET".replace("http", "ws"));'],
    ["EventSource", 'new EventSource("TARGET");'],
    ["importScripts", 'importScripts("TARGET");'],
    ["a worker of its own", 'new Worker("TARGET");'],
    ["a message that claims to be an answer", 'postMessage({ id: "1", type: "RAW", value: { run: null } });'],
    [
      "a message by the port's prototype",
      'MessagePort.prototype.postMessage = function () {}; if (String(MessagePort.prototype.postMessage).includes("native") === false) return 1; throw new Error("the port is closed off");',
    ],
    ["eval", 'eval("1");'],
    ["a function from text", 'new Function("return 1")();'],
    ["storage", 'indexedDB.open("x");'],
  ])("%s: it is closed, and says so", async (_, attempt) => {
    const page = await open(body(attempt));
    await page.getByText("Your policy cannot run").waitFor({ timeout: 20_000 });
    await page.locator(".state li", { hasText: "policy:" }).waitFor();
    await page.context().close();
  });

  it.each([
    ["dynamic import", 'import("TARGET").then(() => { globalThis.gotOut = true; }, () => {});'],
    ["import of a data URL", 'import("data:text/javascript,globalThis.gotOut = true").catch(() => {});'],
    [
      "import of a blob",
      'import(URL.createObjectURL(new Blob(["globalThis.gotOut = true"], { type: "text/javascript" }))).catch(() => {});',
    ],
  ])("%s: the page's policy loads nothing", async (_, attempt) => {
    const page = await open(`${body(attempt)}\nfunction filter() { if (globalThis.gotOut) throw new Error("it got out"); }`);
    await untilFinished(page);
    await page.context().close();
  });

  it("ten gigabytes: the page stays", async () => {
    const page = await open(
      "const kept = [];\nfunction score() { for (let i = 0; i < 10; i++) kept.push(new Uint8Array(2 ** 30)); return 50; }",
    );
    await page.locator(".state h2, .big").first().waitFor({ timeout: 30_000 });
    await page.waitForTimeout(2000);
    await page.goto(dashboard.address);
    await page.locator(".card").first().waitFor();
    await page.context().close();
  });

  it("nothing outside was ever asked for", () => {
    expect(asked).toBe(0);
  });
});
