/** What a person brings - a scenario, a broken one, what kubectl printed, a trace - and what a person takes away. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: own }
spec:
  horizon: 10m
  nodePools: [{ name: a, count: 2, capacity: { cpu: 4, memory: 8Gi } }]
  manifests: [{ file: pods.yaml }]
`;
const pod = (name: string, cpu: string, nodeName = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:${nodeName === "" ? "" : `\n  nodeName: ${nodeName}`}\n  containers: [{ name: c, resources: { requests: { cpu: "${cpu}" } } }]\n`;
const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const bring = async (page: Page, files: { name: string; text: string }[]) => {
  await page.locator(".card").first().waitFor();
  await page.setInputFiles(
    "#files",
    files.map(({ name, text }) => file(name, text)),
  );
};
const counts = (page: Page) => page.locator(".big").textContent();

describe("files that are brought", () => {
  it("run: a scenario with the manifests that it names", async () => {
    const page = await dashboard.open();
    await bring(page, [
      { name: "own.yaml", text: SCENARIO },
      { name: "pods.yaml", text: `${pod("one", "3")}---\n${pod("two", "30")}` },
    ]);
    await untilFinished(page);
    await page.keyboard.press("End");
    await page.locator(".big").filter({ hasText: "2nodes1pod running1pod pending" }).waitFor();
    expect(page.url()).toContain("run=own.yaml");
    await page.context().close();
  });

  it("run: what kubectl printed", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: { capacity: { cpu: "4", memory: "8Gi", pods: "10" }, allocatable: { cpu: "4", memory: "8Gi", pods: "10" } },
    };
    const bound = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "runs", namespace: "default" },
      spec: { nodeName: "n1", containers: [{ name: "c", resources: { requests: { cpu: "3" } } }] },
      status: { phase: "Running" },
    };
    const waits = {
      ...bound,
      metadata: { name: "waits", namespace: "default" },
      spec: { containers: bound.spec.containers },
      status: { phase: "Pending" },
    };
    const page = await dashboard.open();
    await bring(page, [{ name: "dump.json", text: JSON.stringify({ apiVersion: "v1", kind: "List", items: [node, bound, waits] }) }]);
    await untilFinished(page);
    await page.keyboard.press("End");
    await page.locator(".big").filter({ hasText: "1node1pod running1pod pending" }).waitFor();
    await page.keyboard.press("w");
    await page.locator(".says.warn").filter({ hasText: "0/1 nodes are available: 1 Insufficient cpu" }).waitFor();
    await page.context().close();
  });

  it("run: a trace in two files", async () => {
    const page = await dashboard.open();
    await bring(page, [
      { name: "nodes.csv", text: "name,cpu,memory\nn1,4,8Gi\nn2,4,8Gi\n" },
      { name: "pods.csv", text: "name,cpu,memory,arrival_s,duration_s\na,1,1Gi,0,600\nb,2,1Gi,5,600\nc,x,1Gi,5,600\n" },
    ]);
    await page.locator(".big, .state h2").first().waitFor();
    await page.locator(".big").waitFor();
    expect(await counts(page)).toContain("2nodes");
    await page.context().close();
  });

  it("are refused with line and column when they are wrong, and mended in the editor", async () => {
    const page = await dashboard.open();
    await bring(page, [
      { name: "bad.yaml", text: SCENARIO.replace("horizon", "horizont").replace("  manifests: [{ file: pods.yaml }]\n", "") },
    ]);
    await page.getByText("This scenario cannot run").waitFor();
    await page.getByText('bad.yaml:5:3: error: spec.horizont: unknown field "horizont"; accepted: horizon (did you mean this?)').waitFor();
    await page.getByRole("button", { name: "Edit it" }).click();
    await page.locator(".cm-lint-marker-error").first().waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(SCENARIO.replace("  manifests: [{ file: pods.yaml }]\n", ""));
    await page.locator("[role=status]").filter({ hasText: "1 warnings" }).waitFor();
    await page.getByRole("button", { name: "Run it" }).click();
    await untilFinished(page);
    await page.context().close();
  });

  it("are refused when they are nothing that is known", async () => {
    const page = await dashboard.open();
    await bring(page, [{ name: "noise.bin", text: "\u0000\u0001\u0002 nothing" }]);
    await page.getByText("This file cannot run").waitFor();
    await page.locator(".state li").filter({ hasText: "noise.bin" }).waitFor();
    expect(await page.getByRole("button", { name: "Edit it" }).count()).toBe(0);
    await page.getByRole("button", { name: "Choose files" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.setInputFiles("#other-files", [file("own.yaml", SCENARIO.replace("  manifests: [{ file: pods.yaml }]\n", ""))]);
    await untilFinished(page);
    await page.context().close();
  });

  it("are said not to be used where nothing asks for them", async () => {
    const page = await dashboard.open();
    const list = (name: string) => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name },
      status: { allocatable: { cpu: "4", pods: "9" } },
    });
    const dump = { name: "dump.json", text: JSON.stringify({ apiVersion: "v1", kind: "List", items: [list("n1")] }) };
    await bring(page, [
      { name: "own.yaml", text: SCENARIO },
      { name: "pods.yaml", text: pod("one", "3") },
      dump,
      { name: "note.txt", text: "" },
    ]);
    await page.locator(".notice", { hasText: /^Not used: dump\.json, note\.txt; own\.yaml does not name them\.$/ }).waitFor();
    await page.getByRole("button", { name: "Orrery: to the gallery" }).click();
    await bring(page, [dump, { name: "nodes.csv", text: "name,cpu,memory\nn1,4,8Gi\n" }]);
    await page.locator(".notice", { hasText: /^Not used: nodes\.csv; what kubectl printed runs without a trace\.$/ }).waitFor();
    await page.context().close();
  });
});

describe("the editor", () => {
  it("completes fields from the schema", async () => {
    const page = await dashboard.open("run=preemption&t=1");
    await page.locator(".big").waitFor();
    await page.keyboard.press("s");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("spec:\n  nodePools:\n    - name: a\n      over");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete").getByText("oversell").waitFor();
    await page.context().close();
  });
});

describe("what was left out of an input", () => {
  it("is said above the run, with its place", async () => {
    const page = await dashboard.open();
    await page.locator(".card").first().waitFor();
    await page.setInputFiles("#files", [
      { name: "nodes.csv", mimeType: "text/csv", buffer: Buffer.from("name,cpu,memory,pods\nn1,4,8Gi,10\n") },
      {
        name: "pods.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("name,cpu,memory,arrival_s,duration_s\np1,1,1Gi,0,60\np2,many,1Gi,10,60\np3,1,1Gi,20,60\n"),
      },
    ]);
    await untilFinished(page);
    const remarks = page.locator(".remarks");
    expect(await remarks.locator("summary").textContent()).toMatch(/^The input: 1 warning .*pods\.csv/);
    await remarks.locator("summary").click();
    await remarks
      .getByText(/pods\.csv:3.*many/)
      .last()
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});

describe("exports", () => {
  it.each([
    ["p", /preemption-fleet\.png$/, (bytes: Buffer) => bytes.subarray(1, 4).toString() === "PNG"],
    ["v", /preemption-fleet\.svg$/, (bytes: Buffer) => bytes.toString().startsWith("<svg") && bytes.toString().includes("node-1")],
    ["d", /^[^-]*-facts\.csv$/, (bytes: Buffer) => bytes.toString().startsWith("fact,time_us,kind")],
    ["q", /-facts\.parquet$/, (bytes: Buffer) => bytes.subarray(0, 4).toString() === "PAR1"],
    ["o", /-trace\.json$/, (bytes: Buffer) => (JSON.parse(bytes.toString()) as { traceEvents: unknown[] }).traceEvents.length > 10],
  ] as const)("%s saves a file", async (key, name, holds) => {
    const page = await dashboard.open("run=preemption&t=400");
    await untilFinished(page);
    await page.locator(".big").waitFor();
    await page.waitForTimeout(200);
    const coming = page.waitForEvent("download");
    await page.keyboard.press(key);
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(name);
    expect(holds(await readFile(await download.path()))).toBe(true);
    await page.context().close();
  });
});

describe("the page", () => {
  it("asks no other host for anything, and nothing goes wrong in it", () => {
    expect(dashboard.foreign).toEqual([]);
    // Chromium's own editing tries to keep the style of a replaced selection as an inline style, and its policy stops it: nothing is lost.
    expect(dashboard.complaints.filter((each) => !each.startsWith("Applying inline style"))).toEqual([]);
  });
});
