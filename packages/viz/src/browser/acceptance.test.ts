/** The promises of the dashboard, point by point, where the other files do not look: each in the real page. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { digestOf, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const clock = async (page: Page) => (await page.locator(".clock").textContent())!;
const settled = (page: Page) => page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");
const frame = async (page: Page) => {
  await settled(page);
  return page.locator(".run").getAttribute("data-frame");
};
const seconds = (text: string) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

describe("time is a control", () => {
  it("plays, goes faster and slower, and stands", async () => {
    const page = await dashboard.open("run=rollout&t=0&speed=1");
    await untilFinished(page);
    await page.keyboard.press("+");
    const faster = await page.locator(".speed").textContent();
    await page.keyboard.press("-");
    expect(await page.locator(".speed").textContent()).toBe("1×");
    expect(faster).not.toBe("1×");
    await page.keyboard.press(" ");
    await page.waitForFunction(() => /[1-9]/.test(document.querySelector(".clock")?.textContent ?? ""));
    await page.keyboard.press(" ");
    const stood = await clock(page);
    expect(seconds(stood)).toBeGreaterThan(0);
    await page.waitForTimeout(250);
    expect(await clock(page)).toBe(stood);
    await page.context().close();
  });

  it("jumps to the next failure and back to the one before, each a frame of its own", async () => {
    const page = await dashboard.open("run=health-road-dev&t=0");
    await untilFinished(page);
    const moments: string[] = [];
    const frames: (string | null)[] = [];
    for (const key of ["f", "f", "f", "b", "b"]) {
      const before = await frame(page);
      await page.keyboard.press(key);
      await page.waitForFunction((digest) => document.querySelector(".run")?.getAttribute("data-frame") !== digest, before);
      moments.push(await clock(page));
      frames.push(await frame(page));
    }
    expect(seconds(moments[0]!)).toBeGreaterThan(0);
    expect(seconds(moments[2]!)).toBeGreaterThanOrEqual(seconds(moments[0]!));
    expect([frames[3], frames[4]]).toEqual([frames[1], frames[0]]);
    await page.context().close();
  });

  it("says so while it stands ahead of the simulation", async () => {
    const page = await dashboard.open("run=netease-media&t=86000");
    await page.locator(".ahead").filter({ hasText: "23:53:20 is not simulated yet" }).waitFor();
    await page.context().close();
  });
});

describe("a what-if", () => {
  const SCALE = JSON.stringify({
    seed: "",
    policy: "",
    changes: [{ do: "scale", atUs: 600e6, kind: "Deployment", namespace: "default", name: "store", replicas: 1 }],
  });

  it("is said above the run, taken back with one click, and held against the run without it", async () => {
    const { changes } = JSON.parse(SCALE) as { changes: unknown };
    const plain = await dashboard.open("run=rollout&t=700");
    const digest = await digestOf(plain);
    await plain.context().close();
    const page = await dashboard.open(`run=rollout&t=700&changes=${encodeURIComponent(JSON.stringify(changes))}`);
    expect(await digestOf(page)).not.toBe(digest);
    const strip = page.locator(".changed");
    expect(await strip.locator("li").allTextContents()).toEqual(["scale Deployment store to 1 at 00:10:00×"]);
    await strip.getByRole("button", { name: "Compare with the unchanged run" }).click();
    await page.locator("figcaption", { hasText: "Second as the scenario says" }).waitFor();
    await page.getByRole("button", { name: "End the comparison" }).click();
    await strip.getByRole("button", { name: "Take back: scale Deployment store to 1" }).click();
    await strip.waitFor({ state: "hidden" });
    expect(await digestOf(page)).toBe(digest);
    await page.context().close();
  });

  it("shares the past with the run it is compared with, and differs after", async () => {
    const page = await dashboard.open(`run=rollout&view=compare&t=599&vs=${encodeURIComponent(SCALE)}`);
    await untilFinished(page);
    const differing = page.locator(".compare td:nth-child(4)").filter({ hasNotText: "same" });
    await page.locator(".compare td:nth-child(4)").filter({ hasText: "same" }).first().waitFor();
    expect(await differing.count()).toBe(0);
    await page.goto(`${dashboard.address}?run=rollout&view=compare&t=700&vs=${encodeURIComponent(SCALE)}`);
    await differing.first().waitFor();
    await page.context().close();
  });
});

describe("the address", () => {
  it("brings back seed, changes, viewport, grouping, lanes and span", async () => {
    const changes = JSON.stringify([{ do: "addNodes", atUs: 60e6, pool: "roomy", count: 2 }]);
    const query = `run=rollout&seed=7&changes=${encodeURIComponent(changes)}&t=1200&speed=60&group=zone&at=-120,-80,2&lanes=node&span=300,2400`;
    const page = await dashboard.open(query);
    await untilFinished(page);
    await page.locator(".big").filter({ hasText: "12nodes" }).waitFor();
    const before = [await frame(page), await page.locator(".facts").textContent(), new URL(page.url()).search];
    expect(before[1]).toContain("seed 7");
    await page.reload();
    await untilFinished(page);
    await page.locator(".big").filter({ hasText: "12nodes" }).waitFor();
    expect([await frame(page), await page.locator(".facts").textContent(), new URL(page.url()).search]).toEqual(before);
    const kept = new URLSearchParams(before[2]!);
    expect([kept.get("at"), kept.get("lanes"), kept.get("span")]).toEqual(["-120,-80,2", "node", "300,2400"]);
    await page.context().close();
  });
});

describe("grouping and filter", () => {
  it("groups in layers by label, lights what matches, and counts it", async () => {
    const page = await dashboard.open("run=planner&t=600");
    await untilFinished(page);
    await settled(page);
    const zone = await page.locator("#group-outer option", { hasText: /^zone$/ }).getAttribute("value");
    const rack = await page.locator("#group-inner option", { hasText: /^rack$/ }).getAttribute("value");
    await page.locator("#group-outer").selectOption(zone);
    await page.locator("#group-inner").selectOption(rack);
    await page.locator("#filter").fill("app=web");
    await page
      .locator(".count")
      .filter({ hasText: /^[1-9][\d,]* of [\d,]+ pods$/ })
      .waitFor();
    await page.locator("#filter").fill("ns=none-such");
    await page
      .locator(".count")
      .filter({ hasText: /^0 of [\d,]+ pods$/ })
      .waitFor();
    await page.waitForFunction(() => new URLSearchParams(location.search).get("q") === "ns=none-such");
    const grouped = new URLSearchParams(new URL(page.url()).search).get("group");
    expect(grouped).toBe(`${zone}>${rack}`);
    await page.context().close();
  });
});

describe("the keyboard", () => {
  it("reaches everything that can be clicked, and shows where it is", async () => {
    const page = await dashboard.open("run=rollout&t=600");
    await untilFinished(page);
    await page.locator(".side h2").first().waitFor();
    const wanted = (await page.evaluate(`[...document.querySelectorAll("button, a[href], input, select, textarea, summary, [tabindex]")]
      .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0).length`)) as number;
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let i = 0; i < wanted + 5; i++) {
      await page.keyboard.press("Tab");
      const [name, isSeen] = (await page.evaluate(`(() => {
        const { activeElement } = document;
        if (activeElement === document.body) return ["", true];
        const all = [...document.querySelectorAll("*")];
        const style = getComputedStyle(activeElement);
        const ring = activeElement.parentElement.querySelector(".ring");
        const shown = (one) => one.outlineStyle !== "none" || one.boxShadow !== "none" || one.borderStyle !== "none";
        return [String(all.indexOf(activeElement)), shown(style) || (ring !== null && shown(getComputedStyle(ring)))];
      })()`)) as [string, boolean];
      if (name !== "") reached.add(name);
      if (!isSeen) unseen.push(name);
    }
    expect(reached.size).toBe(wanted);
    expect(unseen).toEqual([]);
    await page.context().close();
  });

  it("moves nothing by itself where motion is reduced", async () => {
    for (const query of ["", "run=netease-media&t=0"]) {
      const page = await dashboard.open(query, { reducedMotion: "reduce" });
      await page.locator(".card, .run").first().waitFor();
      const moving = (await page.evaluate(
        `document.getAnimations().filter((each) => each.playState === "running" && each.effect.getComputedTiming().duration > 1).length`,
      )) as number;
      expect(moving).toBe(0);
      await page.context().close();
    }
  });
});

it("asks no other host for anything, and nothing goes wrong in the page", () => {
  expect(dashboard.foreign).toEqual([]);
  expect(dashboard.complaints).toEqual([]);
});
