/** The copied command, run by a shell as it is, gives the digest that the page shows: changes, policies and dropped files included. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { CHECKOUT, digestOf, openDashboard } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

const POLICY = `interface Shares { readonly cpu: number; readonly memory: number }
// It's "here": $HOME \`pwd\` \\n
const shares = (node: PolicyNode): Shares => ({
  cpu: node.requestedMilliCpu / node.allocatableMilliCpu,
  memory: node.requestedMemoryBytes / node.allocatableMemoryBytes,
});
export const weight = 50;
export function filter(pod: PolicyPod, node: PolicyNode): string | undefined {
  return node.podList.length > 40 ? "enough pods" : undefined;
}
export function score(pod: PolicyPod, node: PolicyNode): number {
  const { cpu, memory } = shares(node);
  return 100 * Math.exp(-Math.abs(cpu - memory)) * Math.min(1, Math.pow(cpu, 0.5));
}
`;
const CHANGES = [
  { atUs: 1500e6, do: "oversell", pool: "full", ratio: 2.5 },
  { atUs: 1800e6, do: "fault", fault: "crash", nodes: { names: ["roomy-0"] }, forSeconds: 600 },
  { atUs: 2000e6, do: "template", kind: "Deployment", namespace: "default", name: "web", image: "it's:3", cpuRequest: "1500m" },
];
const NODE = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n1" },
  status: { capacity: { cpu: "4", memory: "8Gi", pods: "10" }, allocatable: { cpu: "4", memory: "8Gi", pods: "10" } },
};
const podOf = (name: string, cpu: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "c", resources: { requests: { cpu } } }] },
});
const FILES: Readonly<Record<string, string>> = {
  "my dump.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [NODE, podOf("one", "3"), podOf("two", "3")] }),
  "nodes.yaml": JSON.stringify({ ...NODE, metadata: { name: "n2" } }),
  "pods.yaml": JSON.stringify(podOf("three", "1")),
  "nodes.csv": "name,cpu,memory,pods\nn1,4,8Gi,10\nn2,4,8Gi,10\n",
  "it's.csv": "name,cpu,memory,arrival_s,duration_s\np1,1,1Gi,0,60\np2,4,1Gi,10,60\np3,3,1Gi,20,60\n",
};

/** @returns the digest that the command's report tells */
async function digestOfCommand(command: string, cwd: string): Promise<string> {
  const script = `orrery() { "${process.execPath}" "${path.join(CHECKOUT, "packages/cli/bin/orrery.js")}" "$@" --json; }\n${command}`;
  const child = spawn("bash", ["-c", script], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  // What a recording is told of besides.
  expect([code, err.replace(/^(recording: |the history of the recording: ).*\n/gm, "")]).toEqual([0, ""]);
  return (JSON.parse(out) as { readonly digest: string }).digest;
}

/** What is written to the clipboard, which needs no permission of a browser so. */
const copied = async (page: Page) => {
  await page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
  await page.keyboard.press("y");
  return page.waitForFunction("window.copied").then((handle) => handle.jsonValue() as Promise<string>);
};

describe.each(["chromium", "firefox"] as const)("the command that %s copies", (kind) => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(kind);
  });
  afterAll(() => dashboard.close());

  const open = (more: Record<string, string>) => dashboard.open(new URLSearchParams({ t: "100", ...more }).toString());

  // The command is made alike in every browser; what differs is the engine that runs a policy.
  const here = <T extends readonly [string, ...unknown[]]>(cases: readonly T[]) =>
    cases.filter(([name]) => kind === "chromium" || ["all of it", "a trace"].includes(name));

  it.each<[string, Record<string, string>]>(
    here<[string, Record<string, string>]>([
      ["a bundled scenario", { run: "preemption" }],
      ["another seed", { run: "rollout", seed: "it's 8" }],
      ["what-ifs", { run: "rollout", changes: JSON.stringify(CHANGES) }],
      ["a policy", { run: "rollout", policy: POLICY }],
      ["all of it", { run: "rollout", seed: "8", changes: JSON.stringify(CHANGES), policy: POLICY }],
    ]),
  )("repeats %s", async (_, query) => {
    const page = await open(query);
    const shown = await digestOf(page);
    expect(await digestOfCommand(await copied(page), CHECKOUT)).toBe(shown);
    const golden = JSON.parse(readFileSync(path.join(CHECKOUT, `scenarios/golden/${query["run"]}.json`), "utf8")) as {
      readonly digest: string;
    };
    expect(shown === golden.digest).toBe(Object.keys(query).length === 1);
    await page.context().close();
  });

  it.each<[string, string]>(
    here<[string, string]>([
      ["with a policy", POLICY],
      ["alone", ""],
    ]),
  )("repeats a scenario that was edited in the page, %s", async (_, policy) => {
    const page = await open({ run: "rollout", policy });
    const before = await digestOf(page);
    await page.keyboard.press("s");
    await page.locator(".cm-line", { hasText: "horizon: 1h" }).click();
    await page.keyboard.press("End");
    for (let i = 0; i < 2; i++) await page.keyboard.press("Backspace");
    await page.keyboard.insertText("31m");
    await page.getByRole("button", { name: "Run it" }).click();
    await page.waitForFunction((other) => document.querySelector(".head .facts .mono")?.getAttribute("title") !== other, before);
    const shown = await digestOf(page);
    expect(shown).not.toBe(before);
    expect(await digestOfCommand(await copied(page), tmpdir())).toBe(shown);
    await page.context().close();
  });

  it.each<[string, string[], string]>(
    here<[string, string[], string]>([
      ["a snapshot", ["my dump.json"], "orrery replay --snapshot 'my dump.json'"],
      ["manifests", ["nodes.yaml", "pods.yaml"], "orrery replay --snapshot nodes.yaml --snapshot pods.yaml"],
      ["a trace", ["it's.csv", "nodes.csv"], String.raw`orrery replay --nodes nodes.csv --pods 'it'\''s.csv'`],
    ]),
  )("repeats %s that was brought", async (_, names, command) => {
    const folder = mkdtempSync(path.join(tmpdir(), "orrery-repeat-"));
    for (const name of names) writeFileSync(path.join(folder, name), FILES[name]!);
    const page = await dashboard.open();
    await page.locator(".card").first().waitFor();
    await page.setInputFiles(
      "#files",
      names.map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(FILES[name]!) })),
    );
    const shown = await digestOf(page);
    const text = await copied(page);
    expect(text).toBe(command);
    expect(await digestOfCommand(text, folder)).toBe(shown);
    await page.context().close();
  });
});

it("the command of a recording that is viewed runs the recording, with its policy and its what-ifs", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "orrery-repeat-"));
  const recording = path.join(folder, "my recording");
  const made = `orrery run scenarios/rollout.yaml --what-if '${JSON.stringify(CHANGES[0])}' --policy - --out '${recording}' <<'END'\n${POLICY}\nEND\n`;
  const recorded = await digestOfCommand(made, CHECKOUT);
  const dashboard = await openDashboard("chromium", recording);
  try {
    const page = await dashboard.open(new URLSearchParams({ run: "local:manifest.json", path: recording }).toString());
    expect(await digestOf(page)).toBe(recorded);
    const text = await copied(page);
    expect(text).toBe(`orrery run '${recording}'`);
    expect(await digestOfCommand(text, folder)).toBe(recorded);
  } finally {
    await dashboard.close();
  }
});
