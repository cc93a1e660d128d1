/**
 * Nothing that a person brings is lost: recordings of the command line run again in the page, what was brought survives a reload and is a
 * link for others, a draft survives until it is discarded. In both browsers.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations, CHECKOUT, digestOf, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "orrery-brought-"));
const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: own }
spec:
  horizon: 10m
  nodePools: [{ name: a, count: 2, capacity: { cpu: 4, memory: 8Gi } }]
  manifests: [{ file: parts/pods.yaml }]
  workloads:
    - name: web
      count: 9
      arrivals: { interval: { distribution: exponential, mean: 20s } }
      template: { spec: { containers: [{ name: c, resources: { requests: { cpu: "1" } } }] } }
`;
const POD = `apiVersion: v1\nkind: Pod\nmetadata: { name: one }\nspec:\n  containers: [{ name: c, resources: { requests: { cpu: "3" } } }]\n`;
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
/** Names that do not deflate. */
const rows = Array.from(
  { length: 1500 },
  (_, i) => `${createHash("sha256").update(String(i)).digest("hex").slice(0, 40)},100m,64Mi,${i % 900},60`,
);

beforeAll(() => {
  put("own/own.yaml", SCENARIO);
  put("own/parts/pods.yaml", POD);
  put("nodes.csv", "name,cpu,memory\nn1,64,128Gi\nn2,64,128Gi\n");
  put("pods.csv", `name,cpu,memory,arrival_s,duration_s\n${rows.join("\n")}\n`);
  const args = ["run", "own/own.yaml", "--seed", "7", "--until", "8m", "--out", "rec", "--quiet"];
  const made = spawnSync(process.execPath, [path.join(CHECKOUT, "packages/cli/bin/orrery.js"), ...args], { cwd: folder, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
});
afterAll(() => rmSync(folder, { recursive: true }));

const recorded = () => JSON.parse(readFileSync(path.join(folder, "rec/manifest.json"), "utf8")) as { digest: string; orrery: string };
const changedRecording = (name: string, change: (place: string) => void) => {
  cpSync(path.join(folder, "rec"), path.join(folder, name), { recursive: true });
  change(path.join(folder, name));
  return name;
};
const choose = (page: Page, input: string, ...names: string[]) =>
  page.setInputFiles(
    input,
    names.map((name) => path.join(folder, name)),
  );

/** A folder as it is; where a browser is driven by a protocol that knows none, its files without their folders. */
const chooseFolder = (page: Page, kind: "chromium" | "firefox", name: string) => {
  if (kind === "chromium") return choose(page, "#files-folder", name);
  const below = readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true });
  const files = below.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return choose(page, "#files", ...files);
};

describe.each(["chromium", "firefox"] as const)("in %s", (kind) => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(kind);
  });
  afterAll(() => dashboard.close());

  const fresh = async (address = "") => {
    const { search, hash } = address === "" ? { search: "", hash: "" } : new URL(address);
    const page = await dashboard.open(search.slice(1) + hash);
    if (address === "") await page.locator(".card").first().waitFor();
    return page;
  };
  const shownFrame = async (page: Page) => {
    await untilFinished(page);
    await page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");
    return page.locator(".run").getAttribute("data-frame");
  };

  it("a recording runs again with its seed and its end, and has its digest; a reload too", async () => {
    const page = await fresh();
    await chooseFolder(page, kind, "rec");
    expect(await digestOf(page)).toBe(recorded().digest);
    expect(await page.locator(".digest-bad").count()).toBe(0);
    await page.locator(".head .facts", { hasText: "seed 7" }).waitFor({ state: "attached" });
    expect(new URL(page.url()).searchParams.get("expect")).toBe(recorded().digest);
    await page.reload();
    expect(await digestOf(page)).toBe(recorded().digest);
    await page.context().close();
  });

  it("a recording whose digest differs says so, and which version made it", async () => {
    const name = changedRecording(`other-${kind}`, (place) => {
      const file = path.join(place, "manifest.json");
      const text = readFileSync(file, "utf8").replace(recorded().digest, "0123456789abcdef");
      writeFileSync(file, text.replace(`"orrery": "${recorded().orrery}"`, '"orrery": "0.0.9"'));
    });
    const page = await fresh();
    await chooseFolder(page, kind, name);
    await page
      .locator(".digest-bad", { hasText: /differs from the recording's 0123…cdef: Orrery 0\.0\.9 made it, and this is \d/ })
      .waitFor();
    await page.context().close();
  });

  it("a recording that lacks a file or has another is refused with what is wrong", async () => {
    const lacking = changedRecording(`lacking-${kind}`, (place) => rmSync(path.join(place, "input/parts"), { recursive: true }));
    const changed = changedRecording(`changed-${kind}`, (place) =>
      writeFileSync(path.join(place, "input/parts/pods.yaml"), POD.replace("3", "2")),
    );
    const page = await fresh();
    await chooseFolder(page, kind, lacking);
    await page.locator("dialog", { hasText: "The recording lacks input/parts/pods.yaml." }).waitFor();
    await page.keyboard.press("Escape");
    await chooseFolder(page, kind, changed);
    await page.locator("dialog", { hasText: /input\/parts\/pods\.yaml: found SHA-256 [0-9a-f]{64}; accepted: [0-9a-f]{64}/ }).waitFor();
    await page.context().close();
  });

  it("a scenario's folder is a link that shows others the same, and no server sees it", async () => {
    const page = await fresh();
    const asked: string[] = [];
    page.context().on("request", (request) => asked.push(request.url()));
    await chooseFolder(page, kind, "own");
    await untilFinished(page);
    await page.keyboard.press("End");
    const frame = await shownFrame(page);
    await page.keyboard.press("w");
    await page.waitForFunction(() => location.search.includes("sel="));
    const selected = await page.locator(".side h2").first().textContent();
    const address = page.url();
    expect(address).toContain("run=own.yaml");
    expect(address).toContain("#files=");
    await page.context().close();
    const other = await fresh(address);
    other.context().on("request", (request) => asked.push(request.url()));
    expect(await shownFrame(other)).toBe(frame);
    expect(await other.locator(".side h2").first().textContent()).toBe(selected);
    expect(asked.filter((url) => new URL(url).search.includes("files="))).toEqual([]);
    await other.goto(`${address.slice(0, -40)}`);
    await other.reload();
    await other.getByText("The link to “own.yaml” is broken").waitFor();
    await other.context().close();
  });

  it("what is too large for an address is kept here, and asked for elsewhere, where the view goes on", async () => {
    const page = await fresh();
    await choose(page, "#files", "nodes.csv", "pods.csv");
    await page.waitForFunction(() => location.hash.startsWith("#kept="));
    await page.locator(".notice", { hasText: /is kept in this browser/ }).waitFor();
    await untilFinished(page);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await page.locator(".side h2", { hasText: "n1" }).waitFor();
    const frame = await shownFrame(page);
    await page.waitForFunction(() => location.search.includes("sel=node"));
    await page.reload();
    expect(await shownFrame(page)).toBe(frame);
    await page.keyboard.press("i");
    await page.locator("dialog .kept li", { hasText: "nodes.csv+pods.csv" }).waitFor();
    const address = page.url();
    const other = await fresh(address);
    await other.getByText("This link wants files that this browser does not have").waitFor();
    expect(await other.locator(".state .plain li").allTextContents()).toEqual(["nodes.csv", "pods.csv"]);
    await choose(other, "#missing-files", "pods.csv", "nodes.csv");
    expect(await shownFrame(other)).toBe(frame);
    await other.locator(".notice", { hasText: /^nodes.csv\+pods.csv .* is kept in this browser/ }).waitFor();
    expect(await other.locator(".side h2").first().textContent()).toBe("n1");
    await other.context().close();
    await page.getByRole("button", { name: "Forget nodes.csv+pods.csv" }).click();
    await page.locator("dialog .kept").waitFor({ state: "hidden" });
    await page.reload();
    await page.getByText("This link wants files that this browser does not have").waitFor();
    await page.context().close();
  });

  it("a draft outlives its dialog and a reload until it is discarded; what was run is in the history", async () => {
    const page = await fresh();
    await chooseFolder(page, kind, "own");
    const before = await digestOf(page);
    const edit = async () => {
      await page.keyboard.press("s");
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+Home");
      await page.keyboard.insertText("# of mine\n");
      await page.locator(".drafted", { hasText: "kept as a draft" }).waitFor();
    };
    await edit();
    // By keyboard out of the text.
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe("Run it");
    await page.keyboard.press("Escape");
    await page.reload();
    await untilFinished(page);
    await page.keyboard.press("s");
    await page.locator(".drafted", { hasText: "your draft from before" }).waitFor();
    await page.locator(".cm-line", { hasText: "# of mine" }).waitFor();
    await page.getByRole("button", { name: "Discard the changes" }).click();
    await page.locator(".cm-line", { hasText: "# of mine" }).waitFor({ state: "detached" });
    await page.locator(".cm-line", { hasText: "horizon: 10m" }).click();
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await page.keyboard.insertText("s");
    await page.locator(".cm-line", { hasText: "horizon: 10s" }).waitFor();
    await page.getByRole("button", { name: "Run it" }).click();
    await page.locator("dialog").waitFor({ state: "hidden" });
    await page.waitForFunction((other) => document.querySelector(".head .facts .mono")?.getAttribute("title") !== other, before);
    const after = await digestOf(page);
    expect(after).not.toBe(before);
    await page.reload();
    expect(await digestOf(page)).toBe(after);
    await page.goBack();
    await page.waitForFunction((other) => document.querySelector(".head .facts .mono")?.getAttribute("title") === other, before);
    await page.goForward();
    await page.waitForFunction((other) => document.querySelector(".head .facts .mono")?.getAttribute("title") === other, after);
    await page.context().close();
  });

  it("a browser that keeps nothing says so, and the run goes on", async () => {
    const page = await fresh();
    await page.addInitScript('Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } });');
    await page.reload();
    await page.locator(".card").first().waitFor();
    await choose(page, "#files", "nodes.csv", "pods.csv");
    await page.locator(".notice", { hasText: /is not kept: this browser keeps nothing/ }).waitFor();
    await untilFinished(page);
    await page.context().close();
  });

  it("nothing goes wrong, and no other host is asked", () => {
    expect(dashboard.foreign).toEqual([]);
    expect(dashboard.complaints.filter((each) => !each.startsWith("Applying inline style"))).toEqual([]);
  });
});

describe("in Chromium", () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard("chromium", path.join(folder, "rec"));
  });
  afterAll(() => dashboard.close());

  it("the recording that orrery view serves has its digest", async () => {
    const page = await dashboard.open("run=local%3Amanifest.json&play=1");
    expect(await digestOf(page)).toBe(recorded().digest);
    await page.waitForFunction((digest) => location.search.includes(digest), recorded().digest);
    await page.context().close();
  });

  it("reading is cancelled on the way", async () => {
    const page = await dashboard.open();
    await page.locator(".card").first().waitFor();
    // The simulation's program never comes: what is brought is read for ever.
    await page.context().route(/sim\.worker/, () => {});
    await choose(page, "#files", "nodes.csv", "pods.csv");
    await page.getByText("Reading the scenario").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator(".card").first().waitFor();
    expect(new URL(page.url()).search + new URL(page.url()).hash).toBe("");
    await page.context().close();
  });

  it("files that are dropped are opened", async () => {
    const page = await dashboard.open();
    await page.locator(".card").first().waitFor();
    const transfer = await page.evaluateHandle(
      ([text]) => {
        const made = new DataTransfer();
        made.items.add(new File([text!], "own.yaml"));
        return made;
      },
      [SCENARIO.replace("  manifests: [{ file: parts/pods.yaml }]\n", "")],
    );
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await untilFinished(page);
    expect(page.url()).toContain("run=own.yaml");
    await page.context().close();
  });

  it.each(["light", "dark"] as const)("axe finds nothing in what asks for files and what refuses them, %s", async (colorScheme) => {
    const page = await dashboard.open("run=own.yaml#kept=00&file=own.yaml&file=parts%2Fpods.yaml", {
      colorScheme,
      reducedMotion: "reduce",
    });
    await page.getByText("This link wants files").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await choose(page, "#missing-files", "rec/manifest.json");
    await page.locator("dialog", { hasText: "The recording lacks" }).waitFor();
    await page.waitForTimeout(300);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("i");
    await page.locator("dialog", { hasText: "Choose a folder" }).waitFor();
    await page.waitForTimeout(300);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});
