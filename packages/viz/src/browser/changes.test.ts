/** Changing one thing at any moment: forms that refuse what cannot be and leave the run alone, and a run that survives being changed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const clock = async (page: Page) => (await page.locator(".clock").textContent())!;
const settled = (page: Page) => page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");

describe("a run that was stepped through", () => {
  const stepped = async () => {
    const page = await dashboard.open("run=rollout&t=300");
    await untilFinished(page);
    await page.keyboard.press(".");
    await page.keyboard.press(".");
    await settled(page);
    return page;
  };

  it.each<[string, (page: Page) => Promise<void>]>([
    ["is changed", (page) => page.getByRole("button", { name: "Go on with it" }).click()],
    ["is compared", (page) => page.getByRole("button", { name: "Compare with this run" }).click()],
  ])("%s", async (_, go) => {
    const page = await stepped();
    await page.keyboard.press("e");
    await go(page);
    await page.waitForFunction(() => /changes=|vs=/.test(location.search));
    await untilFinished(page);
    await page.locator(".state").waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("gives way to another one of the gallery", async () => {
    const page = await stepped();
    await page.keyboard.press("h");
    await page.locator(".card", { hasText: "preemption" }).click();
    await untilFinished(page);
    await page.locator(".state").waitFor({ state: "hidden" });
    await page.context().close();
  });
});

describe("a run that is still loading", () => {
  it("answers when it is open what it was asked before", async () => {
    const context = await dashboard.browser.newContext();
    let load: () => void = () => {};
    const held = new Promise<void>((resolve) => (load = resolve));
    await context.route(/sim\.worker/, async (route) => {
      await held;
      await route.continue();
    });
    const page = await context.newPage();
    await page.goto(`${dashboard.address}?run=rollout&t=600&view=timeline`);
    await page.locator(".run").waitFor();
    await page.keyboard.press(".");
    await page.keyboard.press("3");
    load();
    await untilFinished(page);
    await page.locator(".state").waitFor({ state: "hidden" });
    await page.locator(".decisions td").first().waitFor();
    // Not thrown back to where the simulation stood then.
    expect(Number((await clock(page)).slice(3, 5))).toBeGreaterThanOrEqual(10);
    await context.close();
  });
});

describe("steps that wait their turn", () => {
  it("are given up when the clock is put elsewhere", async () => {
    const page = await dashboard.open("run=rollout&t=0");
    await untilFinished(page);
    await page.evaluate(() => {
      const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      for (let i = 0; i < 20; i++) press("]");
      press("Home");
    });
    await settled(page);
    expect(await clock(page)).toBe("00:00:00.000");
    await page.context().close();
  });
});

describe("the time of the lanes", () => {
  const spanOf = (page: Page) =>
    page.evaluate(() => (new URLSearchParams(location.search).get("span") ?? "0,3600").split(",").map(Number) as [number, number]);
  const moved = (page: Page, before: readonly number[]) =>
    page.waitForFunction((span) => (new URLSearchParams(location.search).get("span") ?? "0,3600") !== span, before.join(","));

  it.each(["chromium", "firefox"] as const)(
    "is zoomed and dragged by pointer and keys within the run, and goes on, in %s",
    async (kind) => {
      const own = kind === "chromium" ? dashboard : await openDashboard(kind);
      const page = await own.open("run=rollout&t=700&view=timeline");
      await untilFinished(page);
      const box = (await page.locator(".stage canvas").boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const whole = await spanOf(page);
      await page.mouse.move(x, y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -400);
      await page.keyboard.up("Control");
      await moved(page, whole);
      const near = await spanOf(page);
      expect(near[1] - near[0]).toBeLessThan(3600);
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let i = 1; i <= 10; i++) await page.mouse.move(x - i * 12, y);
      await page.mouse.up();
      await moved(page, near);
      const dragged = await spanOf(page);
      expect(dragged[0]).toBeGreaterThan(near[0]);
      expect(dragged[1]).toBeLessThanOrEqual(3600);
      expect(dragged[1] - dragged[0]).toBeCloseTo(near[1] - near[0], 0);
      await page.keyboard.press("z");
      await moved(page, dragged);
      const nearer = await spanOf(page);
      expect(nearer[1] - nearer[0]).toBeCloseTo((dragged[1] - dragged[0]) / 1.5, 0);
      await page.keyboard.press("0");
      await moved(page, nearer);
      expect(page.url()).not.toMatch(/span=|at=/);
      await page.keyboard.press("1");
      await page.locator(".foot [aria-selected=true]", { hasText: "Fleet" }).waitFor();
      expect(own.complaints.filter((each) => each.includes("RangeError"))).toEqual([]);
      await page.context().close();
      if (own !== dashboard) await own.close();
    },
  );
});

describe("keys", () => {
  it("move a slider and scroll a panel that has them, and else what is shown", async () => {
    const page = await dashboard.open("run=rollout&t=300", { viewport: { width: 1000, height: 500 } });
    await untilFinished(page);
    await page.locator(".playhead").focus();
    await page.keyboard.press("ArrowRight");
    expect(await clock(page)).toBe("00:05:01.000");
    await page.keyboard.press("Home");
    expect(await clock(page)).toBe("00:00:00.000");
    await page.locator(".side").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.querySelector(".side")!.scrollTop > 0);
    await page.keyboard.press("End");
    expect(await clock(page)).toBe("00:00:00.000");
    await page.context().close();
  });
});

describe("the form of a what-if", () => {
  const open = async () => {
    const page = await dashboard.open("run=rollout&t=600");
    await untilFinished(page);
    await page.keyboard.press("e");
    return page;
  };
  const refused = async (page: Page, says: RegExp) => {
    await page.getByRole("button", { name: "Go on with it" }).click();
    await page.locator("dialog .alarm", { hasText: says }).waitFor();
    expect(await page.locator("dialog[open]").isVisible()).toBe(true);
    expect(page.url()).not.toContain("changes=");
  };

  it.each([
    [
      "Sell a pool's CPU so many times",
      "CPU sold … times",
      ["", "0", "-1", "1000000000"],
      /CPU sold … times: accepted: a number from 0.1 to 100/,
    ],
    ["Add nodes to a pool", "Nodes", ["", "1.5", "10000000"], /Nodes: accepted: a whole number from 1 to 10,000/],
    ["Scale a workload", "Replicas", ["", "2.5", "-3", "1000000"], /Replicas: accepted: a whole number from 0 to 100,000/],
    [
      "Strike nodes: crash, reboot, silence one, a rack, a zone, a pool",
      "For … minutes (0: for good)",
      ["", "-5"],
      /For … minutes \(0: for good\): accepted: a number from 0 to/,
    ],
    [
      "Another scheduling policy, from the beginning",
      "NodeResourcesFit",
      ["101", "-1", ""],
      /NodeResourcesFit: accepted: a whole number from 0 to 100/,
    ],
    ["Roll out: a version, requests and limits, probe settings", "CPU request", ["abc"], /abc/],
    ["Roll out: a version, requests and limits, probe settings", "Probes: period, s", ["abc", "1.5"], /is no whole number/],
  ])("%s: %s refuses what cannot be, and leaves the run alone", async (kind, field, values, says) => {
    const page = await open();
    await page.locator("#what-if-kind").selectOption({ label: kind });
    for (const value of values) {
      // What is no number at all cannot even be typed.
      await page.locator("dialog").getByLabel(field, { exact: true }).fill(value);
      await refused(page, says);
    }
    await page.context().close();
  });

  it("is not needed to get rid of a change that a link asks for in vain", async () => {
    const change = { do: "scale", atUs: 6e8, kind: "Deployment", namespace: "default", name: "nobody", replicas: 2 };
    const page = await dashboard.open(`run=rollout&t=300&changes=${encodeURIComponent(JSON.stringify([change]))}`);
    await page
      .locator(".state", { hasText: "A what-if of this run cannot be" })
      .getByText(/nobody/)
      .waitFor();
    await page.getByRole("button", { name: "Take all changes back" }).click();
    await untilFinished(page);
    await page.locator(".state").waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("refuses what only this cluster cannot have", async () => {
    const page = await open();
    await page.locator("#what-if-kind").selectOption({ label: "Strike nodes: crash, reboot, silence one, a rack, a zone, a pool" });
    await page.locator("dialog").getByLabel("What happens").selectOption("reboot");
    await page.locator("dialog").getByLabel("For … minutes (0: for good)").fill("0");
    await refused(page, /a reboot for good cannot be/);
    await page.context().close();
  });

  it("strikes any one node", async () => {
    const page = await open();
    await page.locator("#what-if-kind").selectOption({ label: "Cordon nodes" });
    await page.locator("dialog").getByLabel("Which").selectOption({ label: "node full-2" });
    await page.getByRole("button", { name: "Go on with it" }).click();
    await page.locator(".changed li", { hasText: "cordon node full-2 at 00:10:00" }).waitFor();
    await page.context().close();
  });

  it("keeps what was entered while the clock moves, in the invitation of Compare", async () => {
    const page = await dashboard.open("run=rollout&t=600&view=compare");
    await untilFinished(page);
    await page.locator("#compare-kind").selectOption({ label: "Scale a workload" });
    await page.getByLabel("Replicas").fill("77");
    await page.locator(".playhead").focus();
    await page.keyboard.press(".");
    await page.locator(".compare-empty", { hasNotText: "At 00:10:00.000" }).waitFor();
    expect(await page.getByLabel("Replicas").inputValue()).toBe("77");
    await page.getByLabel("Another seed").fill("");
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByText("A seed that is not the one of this run is wanted").waitFor();
    await page.context().close();
  });
});

describe("without its server", () => {
  it("a run is compared all the same, and one that was never fetched says why it is not there", async () => {
    const { browser, address } = dashboard;
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${address}?run=rollout&t=600`);
    await untilFinished(page);
    await page.context().setOffline(true);
    await page.keyboard.press("e");
    await page.getByRole("button", { name: "Compare with this run" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".compare figcaption").length === 2);
    await untilFinished(page);
    await page.keyboard.press("h");
    await page.locator(".card", { hasText: "preemption" }).click();
    await page.getByText("“preemption” could not be fetched").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "To the gallery", exact: true }).click();
    await page.locator(".card", { hasText: "preemption" }).click();
    await untilFinished(page);
    await page.context().close();
  });
});
