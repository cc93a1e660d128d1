/**
 * A policy typed in the page, TypeScript or JavaScript, decides as it says; its mistakes are shown with their places; and it gets out of
 * its worker by no way tried here, in Chromium and in Firefox.
 */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let outside: Server;
let asked = 0;
beforeAll(async () => {
  outside = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" });
    response.end("globalThis.gotOut = true;");
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void outside.close());

describe.each(["chromium", "firefox"] as const)("in %s", (kind) => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await openDashboard(kind);
    page = await dashboard.open();
  });
  afterAll(() => dashboard.close());

  // One page for all: each policy has a worker of its own.
  const open = (policy: string, more: Record<string, string> = {}) =>
    page.goto(`${dashboard.address}?${new URLSearchParams({ run: "rollout", t: "100", policy, ...more }).toString()}`);
  const shows = async (text: RegExp) => {
    try {
      await page.locator(".state", { hasText: text }).waitFor({ timeout: 30_000 });
    } catch (cause) {
      throw new Error(`${page.url()} shows ${await page.locator("body").innerText()}`, { cause });
    }
  };
  const livesOn = async () => {
    await page.getByRole("button", { name: "To the gallery", exact: true }).click();
    await page.locator(".card").first().waitFor();
  };

  describe("a typed policy", () => {
    it("is asked for every node, and decides", async () => {
      await open(
        `export function filter(pod: PolicyPod, node: PolicyNode): string | undefined {
           return node.name === "roomy-3" || node.name.startsWith("full") ? undefined : "not this one";
         }`,
        { t: "3600", sel: "node:roomy-3" },
      );
      await untilFinished(page);
      await page.locator(".side h2", { hasText: "roomy-3" }).waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("w");
      await page.locator(".refusal", { hasText: "not this one" }).first().waitFor();
    });

    it("shows what it throws, with line and column of what was typed, and marks it in the editor", async () => {
      await open(
        "interface Limits { most: number }\nexport const weight = 1;\nexport function score(pod: PolicyPod, node: PolicyNode): number {\n  const limits: Limits = { most: 1 }; return limits.most + missing.name;\n}\n",
      );
      await page.getByText("Your policy cannot run").waitFor();
      await page.getByText("policy:4:60: error: score(pod, node): ReferenceError: missing is not defined").waitFor();
      await page.getByRole("button", { name: "Edit it" }).click();
      await page.locator("dialog").getByText("Line 4: score(pod, node): ReferenceError: missing is not defined").waitFor();
      await page.locator("dialog .cm-lint-marker-error").waitFor();
    });

    it.each([
      ["syntax", "function score( {", /cannot run[\s\S]*policy:1:18: error: SyntaxError: Unexpected token/],
      [
        "syntax that only the engine refuses",
        "const a: number = 1;\nconst a: number = 2;\nfunction score() {}",
        /policy:2:7: error: SyntaxError: .*\ba\b/,
      ],
      [
        "an import",
        'function score() { return 1; }\nimport { a } from "a";',
        /policy:2:1: error: import is refused: a policy stands alone/,
      ],
      ["no functions", "const a = 1;", /neither filter\(pod, node\) nor score\(pod, node\)/],
      ["a wrong score", "function score() { return 1000; }", /policy:1:10: error: .* gave 1000 for node .*; accepted: 0 to 100/],
      [
        "a mistake outside",
        "const a = 1;\nmissing.name;\nfunction score() { return 1; }",
        /policy:2:1: error: ReferenceError: missing is not defined/,
      ],
      [
        "a slow call",
        "\nfunction score() { let n = 0; for (let i = 0; i < 4e8; i++) n += i % 7; return n > 0 ? 1 : 0; }",
        /policy:2:10: error: .* took \d+ ms, for the third time; at most 200 ms/,
      ],
      [
        "an endless loop",
        "function score(): number { for (;;); }",
        /it has not answered for 5 s; a call of the policy[\s\S]*Edit the policy/,
      ],
      ["an endless loop outside", "for (;;);\nfunction score() { return 1; }", /it has not answered for 5 s/],
      [
        "chance",
        "function score(pod, node) {\n  return 100 * Math.random();\n}",
        /policy:2:\d+: error: Math\.random\(\) is refused: a policy must answer the same in every run/,
      ],
      ["the clock", "function score(pod, node) {\n  return Date.now() % 100;\n}", /policy:2:\d+: error: Date\.now\(\) is refused/],
      ["the date", "function score(pod, node) {\n  return new Date().getTime() % 100;\n}", /policy:2:\d+: error: new Date\(\) is refused/],
      [
        "another clock",
        "function score(pod, node) {\n  return performance.now() % 100;\n}",
        /policy:2:\d+: error: performance\.now is refused/,
      ],
    ])("that has %s is stopped, and the page lives", async (_, policy, says) => {
      await open(policy);
      await shows(says);
      await livesOn();
    });
  });

  describe("a way out", () => {
    const target = () => `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    const aimed = (text: string) => text.replaceAll("TARGET", target());
    const languages = {
      JavaScript: (attempt: string) => `function score(pod, node) {\n  ${aimed(attempt)}\n  return 50;\n}`,
      TypeScript: (attempt: string) =>
        `type Any = Record<string, unknown>;\nexport function score(pod: PolicyPod, node: PolicyNode): number {\n  const found = {} as Any satisfies Any; ${aimed(attempt)}\n  return (found["value"] as number | undefined) ?? 50;\n}`,
    };

    // TypeScript is JavaScript before it gets to a worker: that is seen in one browser.
    const each = (["JavaScript", "TypeScript"] as const).filter((language) => language === "JavaScript" || kind === "chromium");
    describe.each(each)("in %s", (language) => {
      it.each([
        ["fetch", 'fetch("TARGET");'],
        ["fetch of this object", 'globalThis["fe" + "tch"]("TARGET");'],
        ["fetch of a prototype", 'Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).fetch.call(globalThis, "TARGET");'],
        ["XMLHttpRequest", 'const x = new XMLHttpRequest(); x.open("GET", "TARGET"); x.send();'],
        ["WebSocket", 'new WebSocket("TARGET".replace("http", "ws"));'],
        ["EventSource", 'new EventSource("TARGET");'],
        ["importScripts", 'importScripts("TARGET");'],
        ["dynamic import", 'import("TARGET").then(() => { globalThis.gotOut = true; }, () => {});'],
        ["import of a data URL", 'import("data:text/javascript,globalThis.gotOut = true").catch(() => {});'],
        ["a worker of its own", 'new Worker("TARGET");'],
        ["a message that claims to be an answer", 'postMessage({ id: "1", type: "RAW", value: { run: null } });'],
        ["an event that claims to be a question", 'dispatchEvent(new MessageEvent("message", { data: "begin" }));'],
        [
          "a message by the port's prototype",
          'MessagePort.prototype.postMessage = function () {}; if (String(MessagePort.prototype.postMessage).includes("native") === false) return 1; throw new Error("the port is closed off");',
        ],
        ["eval", 'eval("1");'],
        ["a function from text", 'new Function("return 1")();'],
        ["a function from the text of another", 'score.constructor("return 1")();'],
        ["storage", 'indexedDB.open("x");'],
        ["the clock's prototype", "Object.getPrototypeOf(performance).now.call(performance);"],
      ])("%s: it is closed, and says so", async (_, attempt) => {
        await open(languages[language](attempt));
        await page.getByText("Your policy cannot run").waitFor({ timeout: 20_000 });
        await page.locator(".state li", { hasText: "policy:" }).waitFor();
        await livesOn();
      });

      it("ten gigabytes: the page stays", async () => {
        await open(
          languages[language](
            "const kept: unknown[] = (globalThis.kept ??= []); for (let i = 0; i < 10; i++) kept.push(new Uint8Array(2 ** 30));",
          ),
        );
        await page.locator(".state h2, .big").first().waitFor({ timeout: 30_000 });
        await page.waitForTimeout(2000);
        await page.goto(dashboard.address);
        await page.locator(".card").first().waitFor();
      });
    });

    it.each([
      ["the function around it", '}; fetch("TARGET"); () => {'],
      ["the call around it", '}); fetch("TARGET"); (() => {'],
      ["it by a comment that is none", 'function score() { return 1; }\n}/*\n*/; fetch("TARGET"); {'],
    ])("a text that ends %s is no program", async (_, policy) => {
      await open(aimed(policy));
      await page.getByText(/policy:\d+:\d+: error: SyntaxError/).waitFor();
      await livesOn();
    });

    it("nothing outside was ever asked for", () => {
      expect(asked).toBe(0);
    });
  });
});
