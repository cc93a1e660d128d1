/**
 * The dashboard in Chromium, as a person uses it: the gallery, time as a control, the address as the state, and failures that can be seen.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { axeViolations, digestOf, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const clock = (page: Page) => page.locator(".clock").textContent();
const frameDigest = async (page: Page) => {
  await page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");
  return page.locator(".run").getAttribute("data-frame");
};

describe("the gallery", () => {
  it("shows every bundled scenario with a picture, and runs one a click later", async () => {
    const page = await dashboard.open();
    const cards = page.locator(".card");
    await cards.first().waitFor();
    expect(await cards.count()).toBeGreaterThanOrEqual(6);
    await page.locator(".card", { hasText: "preemption" }).locator(".size").filter({ hasText: "nodes" }).waitFor();
    await page
      .locator(".card", { hasText: "netease-media" })
      .locator(".size")
      .filter({ hasText: "10,000 pods after 21 h 15 min" })
      .waitFor();
    // The pictures are made; nothing is simulated for them.
    expect(page.workers()).toEqual([]);
    const shades = await page.locator(".card canvas").evaluateAll((all) =>
      (all as HTMLCanvasElement[]).map((canvas) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      }),
    );
    expect(Math.min(...shades)).toBeGreaterThan(4);
    await page.locator(".card", { hasText: "preemption" }).click();
    await page.getByRole("button", { name: "Pause (space)" }).waitFor();
    await page.waitForFunction(() => document.querySelector(".clock")?.textContent?.startsWith("00:00:00") === false);
    expect(page.url()).toContain("run=preemption");
    await page.getByRole("button", { name: "Orrery: to the gallery" }).click();
    await cards.first().waitFor();
    await page.goBack();
    await page.locator(".big").waitFor();
    await page.context().close();
  });
});

describe("time", () => {
  it("is moved by event and decision, and the frame is the same from either side", async () => {
    const page = await dashboard.open("run=rollout&t=0");
    await untilFinished(page);
    const seen = new Map<string, string | null>();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press("]");
      seen.set(`${await clock(page)} ${i}`, await frameDigest(page));
    }
    const forwards = [...seen.values()];
    const backwards: (string | null)[] = [forwards.at(-1)!];
    for (let i = 0; i < 11; i++) {
      await page.keyboard.press("[");
      backwards.push(await frameDigest(page));
    }
    expect(backwards.reverse()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(12);
    // However fast the keys are pressed, each counts.
    await page.evaluate(() => {
      for (let i = 0; i < 11; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "]", bubbles: true }));
    });
    await page.waitForFunction((last) => document.querySelector(".run")?.getAttribute("data-frame") === last, forwards.at(-1));
    await page.context().close();
  });

  it("is dragged on the minimap to any moment, and back to the same frame", async () => {
    const page = await dashboard.open("run=rollout&t=1800");
    await untilFinished(page);
    const before = await frameDigest(page);
    const map = (await page.locator(".map").boundingBox())!;
    for (const share of [0.9, 0.1, 0.7]) {
      await page.mouse.click(map.x + map.width * share, map.y + 40);
      expect(await frameDigest(page)).not.toBe(before);
    }
    expect(await clock(page)).not.toBe("00:30:00.000");
    await page.goto(`${dashboard.address}?run=rollout&t=1800`);
    await untilFinished(page);
    expect(await frameDigest(page)).toBe(before);
    await page.context().close();
  });

  it("is told on the minimap under the pointer, with what the scenario does then", async () => {
    const page = await dashboard.open("run=netease-media&t=3600");
    await untilFinished(page);
    const map = (await page.locator(".map").boundingBox())!;
    await page.mouse.move(map.x + 124 + ((map.width - 138) * 21) / 24, map.y + 60);
    const tip = page.locator(".map .tip");
    await tip.filter({ hasText: /CPU used \d+ % of \d+ % wanted/ }).waitFor();
    expect(await tip.textContent()).toMatch(/scale Deployment java-\dx to 500/);
    expect(await tip.textContent()).toMatch(/throttled [\d.]+ %/);
    await page.context().close();
  });

  it("jumps to what failed", async () => {
    const page = await dashboard.open("run=planner&t=0");
    await page.locator(".big").waitFor();
    await page.keyboard.press("f");
    await page
      .locator(".notice")
      .filter({ hasText: /failure/ })
      .waitFor();
    await page.context().close();
  });
});

describe("the address", () => {
  it("is the state, and survives a reload in the middle of a run", async () => {
    const page = await dashboard.open("run=planner&t=900&view=fleet&group=pool%3Ezone&q=app%3Dweb&sel=workload%3Aweb&speed=60");
    await frameDigest(page);
    const [count, text] = [await page.locator(".count").textContent(), await clock(page)];
    await page.reload();
    await page.waitForFunction((wanted) => document.querySelector(".count")?.textContent === wanted, count);
    expect(await clock(page)).toBe(text);
    expect(await page.locator("#filter").inputValue()).toBe("app=web");
    expect(await page.locator(".side h2").first().textContent()).toBe("web");
    await page.context().close();
  });

  it("keeps the selection from one projection to the next", async () => {
    const page = await dashboard.open("run=rollout&t=300&sel=node%3Aroomy-1");
    await page.locator(".side h2", { hasText: "roomy-1" }).waitFor();
    for (const key of ["2", "3", "4", "1"]) {
      await page.keyboard.press(key);
      expect(await page.locator(".side h2").first().textContent()).toBe("roomy-1");
    }
    expect(page.url()).toContain("roomy-1");
    await page.context().close();
  });
});

describe("why", () => {
  it("tells of a pod that waits who refused how many nodes, and of one that runs its best candidates", async () => {
    const page = await dashboard.open("run=rollout&t=600");
    await untilFinished(page);
    await page.keyboard.press("w");
    await page.locator(".says.warn").filter({ hasText: "Insufficient cpu" }).waitFor();
    // By pool, and with what would help, when the run has been repeated for what each node says.
    await page
      .locator(".refusal")
      .filter({ hasText: /NodeResourcesFit · full \d/ })
      .first()
      .waitFor({ timeout: 30_000 });
    await page
      .locator(".says li")
      .filter({ hasText: /It asks for/ })
      .first()
      .waitFor();
    await page
      .locator(".legend")
      .getByText(/\d+ Insufficient cpu/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.locator(".attempt").first().waitFor();
    await page.locator(".scores tbody tr").first().waitFor({ timeout: 30_000 });
    expect(await page.locator(".says").textContent()).toMatch(/score|only one/);
    await page.context().close();
  });
});

describe("what lives", () => {
  it("shows at first glance what suffers, and why, as a chain of causes at the playhead", async () => {
    const page = await dashboard.open("run=netease-media&t=76500");
    await page.locator(".side tr").filter({ hasText: "java-4x: restarted, not ready: liveness probe failed" }).waitFor({ timeout: 60_000 });
    await page
      .locator(".legend")
      .getByText(/nodes short of CPU/)
      .waitFor();
    await page
      .locator(".legend")
      .getByText(/Ready, CPU held back/)
      .waitFor();
    // The clock may still be ahead of the simulation: whatever is shown now is as of the playhead.
    await untilFinished(page);
    await page.locator(".side tr").filter({ hasText: "short of CPU" }).getByRole("button").first().click();
    await page
      .locator(".chain")
      .filter({ hasText: /dense-\d+ oversold 4x/ })
      .first()
      .waitFor();
    await page.locator(".meter-line").filter({ hasText: "wanted" }).first().waitFor();
    await page.locator("#filter").fill("is=throttled workload=encoder");
    await page
      .locator(".count")
      .filter({ hasText: /^[1-9]\d* of 10,000 pods$/ })
      .waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator(".side tr").filter({ hasText: "encoder: throttled by their CPU limit" }).getByRole("button").click();
    await page
      .locator(".says.warn")
      .filter({ hasText: /CPU throttled: waited for its own limit \d+ % of the time/ })
      .waitFor();
    await page.context().close();
  });

  it("strikes machines at the playhead, and shows them down beside the run", async () => {
    const page = await dashboard.open("run=rollout&t=600&sel=node%3Aroomy-1");
    await untilFinished(page);
    await page.keyboard.press("e");
    await page.locator("#what-if-kind").selectOption({ label: "Strike nodes: crash, reboot, silence one, a rack, a zone, a pool" });
    await page.getByRole("button", { name: "Go on with it" }).click();
    await page.locator(".badge.bad", { hasText: "Down" }).waitFor();
    await page.locator(".chain").filter({ hasText: "down" }).first().waitFor();
    expect(page.url()).toContain("crash");
    await page.context().close();
  });
});

describe("the timeline", () => {
  it("has lanes of the scheduling queue, in the address too; a click goes there and tells what waits then", async () => {
    const page = await dashboard.open("run=planner&t=0&view=timeline");
    await untilFinished(page);
    await page.locator("#lane-kind").selectOption({ label: "scheduling queue" });
    await page.waitForFunction(() => location.search.includes("lanes=queue"));
    await page.reload();
    await untilFinished(page);
    expect(await page.locator("#lane-kind").inputValue()).toBe("queue");
    const box = (await page.locator(".stage canvas").boundingBox())!;
    const tip = page.locator(".tip").filter({ hasText: /unschedulable, 01:2\d.*\n?pods: mean [\d.]+, at most \d+/ });
    // What is drawn under a resting pointer is told at its next move.
    for (let i = 0; !(await tip.isVisible()); i++) {
      await page.mouse.move(box.x + 168 + (box.width - 178) * 0.45 + (i % 2), box.y + box.height / 2);
      await page.waitForTimeout(50);
    }
    await page.mouse.click(box.x + 168 + (box.width - 178) * 0.45, box.y + box.height / 2);
    await page.locator(".side h3", { hasText: "Why pods wait" }).waitFor();
    expect(await clock(page)).toMatch(/^01:2/);
    await page.context().close();
  });
});

describe("compare", () => {
  it("runs a what-if beside the run, and finds the first decision that differs", async () => {
    const page = await dashboard.open("run=rollout&t=600&view=compare");
    await untilFinished(page);
    expect(await page.locator("#compare-kind option").allTextContents()).toContain("Sell a pool's CPU so many times");
    await page.locator("#compare-kind").selectOption({ label: "Another scheduling policy, from the beginning" });
    await page.getByRole("button", { name: "Compare with this run" }).click();
    await page.getByRole("button", { name: "First different decision" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".compare figcaption").length === 2);
    const said = page.locator(".tools > [role=status]").first();
    // Until the second run has got as far as the difference, all are the same.
    do {
      await page.getByRole("button", { name: "First different decision" }).click();
      await said.filter({ hasText: /decision/ }).waitFor();
    } while (/are the same/.test((await said.textContent())!));
    expect(await said.textContent()).toMatch(/decision \d+:/);
    expect(page.url()).toContain("vs=");
    await page.context().close();
  });

  it("shows another figure over time when it is chosen, in the address and in the pictures that are saved too", async () => {
    const other = { seed: "", changes: [{ atUs: 600e6, do: "cordon", nodes: { pool: "roomy" } }], policy: "" };
    const page = await dashboard.open(`run=rollout&t=900&view=compare&vs=${encodeURIComponent(JSON.stringify(other))}`);
    await untilFinished(page);
    // The second run may be the later one to tell what it knows.
    await page.waitForFunction(() => document.querySelectorAll("#metric option[disabled]").length > 0);
    expect(await page.locator("#metric option[disabled]").allTextContents()).toEqual([
      "CPU used over hardware",
      "CPU held back by limits, over hardware",
    ]);
    await page.locator("#metric").selectOption({ label: "ready pods" });
    await page.waitForFunction(() => location.search.includes("metric=ready"));
    expect(await page.locator("canvas.strip").getAttribute("aria-label")).toContain("ready pods");
    const saved = page.waitForEvent("download");
    await page.locator(".clock").click();
    await page.keyboard.press("v");
    const text = await readFile(await (await saved).path(), "utf8");
    const digest = await digestOf(page);
    for (const part of ["ready pods; bins of", "rollout: compare", "seed 1", digest, "second run: cordon pool roomy", "1 pending"])
      expect(text).toContain(part);
    await page.context().close();
  });
});

describe("commands", () => {
  it("are all listed by ? and found by Ctrl-K", async () => {
    const page = await dashboard.open("run=preemption&t=60");
    await page.locator(".side h2").first().waitFor();
    await page.keyboard.press("?");
    await page.locator("dialog").getByText("Next scheduling decision").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("timeline");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.search.includes("view=timeline"));
    await page.context().close();
  });
});

describe("failures", () => {
  it("shows a worker that has died, and starts it anew", async () => {
    const page = await dashboard.open("run=rollout&t=60");
    await page.locator(".side h2").first().waitFor();
    await page
      .workers()
      .at(-1)!
      .evaluate(() => self.close());
    await page.getByText("The simulation has stopped working").waitFor({ timeout: 30_000 });
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Start it anew" }).click();
    await page.locator(".big").waitFor();
    expect(await clock(page)).toBe("00:01:00.000");
    await page.context().close();
  });

  it("says so when what an editor or a policy needs does not come", async () => {
    const context = await dashboard.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${dashboard.address}?run=rollout&t=60`);
    await untilFinished(page);
    await context.setOffline(true);
    await page.keyboard.press("s");
    await page.getByText("The editor could not be loaded").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await page.getByText("The editor could not be loaded").waitFor();
    await context.setOffline(false);
    await context.route(/policy-text/, (route) => route.abort());
    await page.goto(`${dashboard.address}?run=rollout&t=60&policy=${encodeURIComponent("function score() { return 1; }")}`);
    await page.locator(".state", { hasText: "what compiles policies could not be loaded; reload the page" }).waitFor();
    await context.close();
  });

  it("says so when the link names a scenario that is not there", async () => {
    const page = await dashboard.open("run=nowhere");
    await page.getByText("There is no scenario “nowhere” here").waitFor();
    await page.context().close();
  });

  it("shows a digest that differs from the one that was expected", async () => {
    const page = await dashboard.open("run=preemption&t=1&expect=0123456789abcdef");
    await untilFinished(page);
    await page.locator(".digest-bad").filter({ hasText: "differs from" }).waitFor();
    // Of a changed run nothing is expected; of the same again the same.
    await page.keyboard.press("e");
    await page.getByRole("button", { name: "Go on with it" }).click();
    await page.locator(".changed").waitFor();
    await untilFinished(page);
    expect(await page.locator(".digest-bad").count()).toBe(0);
    await page.getByRole("button", { name: /^Take back/ }).click();
    await page.locator(".digest-bad").filter({ hasText: "differs from" }).waitFor();
    await page.context().close();
  });
});

describe("the page", () => {
  it("asks no other host for anything, and nothing goes wrong in it", () => {
    expect(dashboard.foreign).toEqual([]);
    expect(dashboard.complaints).toEqual([]);
  });
});
