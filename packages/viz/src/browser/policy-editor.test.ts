/** The editor of a policy: completion of what it is shown, mistakes in their place before anything runs, and no trap for the keyboard. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

describe.each(["chromium", "firefox"] as const)("in %s, the editor of a policy", (kind) => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(kind);
  });
  afterAll(() => dashboard.close());

  const openEditor = async (policy = "", colorScheme: "light" | "dark" = "light") => {
    const query = new URLSearchParams({ run: "preemption", t: "100", ...(policy === "" ? {} : { policy }) });
    const page = await dashboard.open(query.toString(), { colorScheme, reducedMotion: "reduce" });
    await page.locator(".side h2").first().waitFor();
    await page.keyboard.press("u");
    await page.locator("dialog .cm-content").waitFor();
    return page;
  };
  const write = async (page: Page, text: string) => {
    await page.locator("dialog .cm-content").click();
    await page.keyboard.press("Control+a");
    // Chromium would give the new text the style of the old one, in an attribute that the page's policy refuses.
    await page.keyboard.press("Delete");
    await page.keyboard.type(text);
  };
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document;
      return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.textContent ?? "";
    });

  it("shows an example in TypeScript that is right, with all that a policy is shown", async () => {
    const page = await openEditor();
    await page.locator("dialog").getByText("Nothing is wrong.").waitFor();
    const text = (await page.locator("dialog .cm-content").textContent())!;
    for (const part of ["export function score(pod: PolicyPod, node: PolicyNode): number", "requestedExtended", "podList", "tolerations"])
      expect(text).toContain(part);
    await page.context().close();
  });

  it("completes fields behind the author's own names; Escape closes the list, then the dialog", async () => {
    const page = await openEditor();
    await write(page, "export const score = (p: PolicyPod, n: PolicyNode) => n.allocatableM");
    await page.locator(".cm-tooltip-autocomplete li", { hasText: "allocatableMilliCpu" }).waitFor();
    const labels = await page.locator(".cm-tooltip-autocomplete li .cm-completionLabel").allTextContents();
    expect(labels).toEqual(expect.arrayContaining(["allocatableMemoryBytes", "allocatableMilliCpu"]));
    expect(labels).not.toContain("requestedMilliCpu");
    await page.keyboard.press("Escape");
    await page.locator(".cm-tooltip-autocomplete").waitFor({ state: "detached" });
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete li").first().waitFor();
    await page.waitForTimeout(120);
    await page.keyboard.press("Enter");
    await page.locator("dialog .cm-content", { hasText: "n.allocatableMemoryBytes" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("lets Tab go on to the buttons", async () => {
    const page = await openEditor();
    await page.locator("dialog .cm-content").click();
    const reached: string[] = [];
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("Tab");
      reached.push(await focused(page));
    }
    expect(reached).toEqual(expect.arrayContaining(["Compare with this run", "Go on with it", "Save as a file"]));
    await page.context().close();
  });

  it("marks a mistake in its line before anything runs, and stays open with it", async () => {
    const page = await openEditor();
    await write(page, "const a: number = 1;\nconst a: number = 2;\nfunction score() { return a; }");
    await page.locator("dialog").getByText("Line 2: SyntaxError: Identifier 'a' has already been declared").waitFor();
    await page.locator("dialog .cm-lintRange-error", { hasText: "a: number = 2;" }).waitFor();
    for (const name of ["Compare with this run", "Go on with it"]) {
      await page.getByRole("button", { name }).click();
      await page.waitForTimeout(200);
      await page.locator("dialog[open]").waitFor();
      expect(page.url()).not.toContain("policy=");
    }
    await page.context().close();
  });

  it("keeps what is written and not run, beyond its dialog and its tab, until it is run", async () => {
    const page = await openEditor();
    await write(page, "// of mine\nfunction score() { return 1; }");
    await page.locator(".drafted", { hasText: "kept as a draft" }).waitFor();
    const later = await page.context().newPage();
    await page.close();
    await later.goto(`${dashboard.address}?run=rollout&t=600`);
    await untilFinished(later);
    await later.keyboard.press("u");
    await later.locator(".drafted", { hasText: "your draft from before" }).waitFor();
    await later.locator("dialog .cm-line", { hasText: "// of mine" }).waitFor();
    await later.getByRole("button", { name: "Go on with it" }).click();
    await later.waitForFunction(() => location.search.includes("policy="));
    expect(await later.evaluate(() => localStorage.getItem("drafts"))).toBe("[]");
    await later.context().close();
  });

  it("compares what is written with the run", async () => {
    const page = await openEditor();
    await page.getByRole("button", { name: "Compare with this run" }).click();
    await page.locator(".compare figcaption", { hasText: "your own policy" }).waitFor();
    await page.context().close();
  });

  it("says beside the run what went wrong in a policy that is compared, and marks it", async () => {
    const page = await openEditor();
    await write(page, "export function score(pod, node) {\nreturn missing.name;\n}");
    await page.getByRole("button", { name: "Compare with this run" }).click();
    await page.locator(".compare .wrong", { hasText: /policy:2:\d+: error: .*missing is not defined/ }).waitFor();
    await page.waitForTimeout(900);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Edit the policy" }).click();
    await page.locator("dialog").getByText("Line 2: score(pod, node): ReferenceError: missing is not defined").waitFor();
    await page.locator("dialog .cm-lintRange-error", { hasText: "missing" }).waitFor();
    await page.context().close();
  });

  it("axe finds nothing in it, right or wrong, light or dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const policy of ["", "function score() {\n  return missing;\n}"]) {
        const page = await openEditor(policy, colorScheme);
        await page.waitForTimeout(900);
        expect(await axeViolations(page)).toEqual([]);
        await page.context().close();
      }
    }
  });

  it("asks no other host for anything, and nothing goes wrong in the page", () => {
    expect(dashboard.foreign).toEqual([]);
    expect(dashboard.complaints).toEqual([]);
  });
});
