/** A policy of one's own and what-ifs in the terminal: the same run in every thread, and mistakes with their places. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyFolder, orrery } from "./orrery-process-fixture.ts";

const ROLLOUT = "scenarios/rollout.yaml";
const folder = emptyFolder();
const POLICIES: Readonly<Record<string, string>> = {
  "packing.ts": `enum Most { all = 100 }
export const weight: number = Most.all;
export function score(pod: PolicyPod, node: PolicyNode): number {
  return (Most.all * node.requestedMilliCpu) / node.allocatableMilliCpu;
}
`,
  "packing.js": "const weight = 100;\nfunction score(pod, node) { return (100 * node.requestedMilliCpu) / node.allocatableMilliCpu; }\n",
  "throws.ts":
    "export function score(pod: PolicyPod, node: PolicyNode): number {\n  const x: number = 1; throw new TypeError(`${x}`);\n}\n",
  "syntax.ts": "function score(pod: PolicyPod {\n}\n",
  "import.mjs": 'export const weight = 1;\nimport fs from "node:fs";\n',
  "nothing.ts": "const a = 1;\n",
  "chance.js": "function score() {\n  return Math.random() * 100;\n}\n",
  "process.js": "function score(pod, node) {\n  return node.pods < 0 ? 1 : process.pid;\n}\n",
  "require.js": 'const fs = require("node:fs");\nfunction score() { return 1; }\n',
  "eval.js": 'function score() {\n  return new Function("return 1")();\n}\n',
  "endless.ts": "\nexport function score(pod: PolicyPod, node: PolicyNode): number { for (;;); }\n",
  "endless-text.ts": "for (;;);\nfunction score() { return 1; }\n",
  "says.js": 'let once = true;\nfunction score(pod) { if (once) console.log("asked for", pod.name); once = false; return 1; }\n',
};
const policy = (name: string) => path.join(folder, name);
const digestOf = (out: string) => (JSON.parse(out) as { readonly digest: string }).digest;

beforeAll(() => {
  for (const [name, text] of Object.entries(POLICIES)) writeFileSync(policy(name), text);
});

describe("--policy", () => {
  it("is the same run in TypeScript and JavaScript, from a file and from standard input, and another than without it", async () => {
    const run = ["run", ROLLOUT, "--json"];
    const runs = await Promise.all([
      orrery([...run, "--policy", policy("packing.ts")]),
      orrery([...run, "--policy", policy("packing.js"), "--worker", "--slice", "7"]),
      orrery([...run, "--policy", "-"], { input: POLICIES["packing.ts"]! }),
    ]);
    const [first, ...others] = runs.map(({ out }) => digestOf(out));
    expect(others).toEqual([first, first]);
    expect(digestOf((await orrery(run)).out)).not.toBe(first);
  });

  it("decides in explain, why and replay too", async () => {
    const filter = policy("filter.ts");
    writeFileSync(filter, 'export const filter = (pod: PolicyPod) => (pod.name.startsWith("web") ? "not by me" : "");');
    writeFileSync(path.join(folder, "nodes.csv"), "name,cpu,memory,pods\nn1,4,8Gi,10\n");
    writeFileSync(path.join(folder, "pods.csv"), "name,cpu,memory,arrival_s\nweb-1,1,1Gi,0\n");
    const trace = ["--nodes", path.join(folder, "nodes.csv"), "--pods", path.join(folder, "pods.csv")];
    const [explained, why, replayed] = await Promise.all([
      orrery(["explain", "web-1", ...trace, "--policy", filter, "--json"]),
      orrery(["why", "pod/web-1", ...trace, "--policy", filter]),
      orrery(["replay", ...trace, "--policy", filter, "--json"]),
    ]);
    expect(explained.out).toContain("not by me");
    expect(why.out).toContain("not by me");
    expect((JSON.parse(replayed.out) as { readonly pods: { readonly pending: number } }).pods.pending).toBe(1);
  });

  it("is kept in the recording with the what-ifs, so that its view runs the same", async () => {
    const out = path.join(folder, "recording");
    const change = { atUs: 60e6, do: "cordon", nodes: { pool: "full" } };
    const args = ["run", ROLLOUT, "--until", "5m", "--policy", policy("packing.ts"), "--what-if", JSON.stringify(change), "--out", out];
    expect((await orrery(args)).code).toBe(0);
    expect(JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8"))).toMatchObject({
      changes: [change],
      policy: { file: policy("packing.ts"), text: POLICIES["packing.ts"] },
    });
  });

  it("speaks on stderr", async () => {
    const { out, err } = await orrery(["run", "scenarios/preemption.yaml", "--policy", policy("says.js"), "--json"]);
    expect(digestOf(out)).toMatch(/^[0-9a-f]{16}$/);
    expect(err).toMatch(/^policy: asked for \S+$/m);
  });

  it.each([
    ["throws.ts", ":2:30: score(pod, node): TypeError: 1"],
    ["syntax.ts", ':1:31: SyntaxError: Unexpected token, expected ","'],
    ["import.mjs", ":2:1: import is refused: a policy stands alone; accepted: "],
    ["nothing.ts", ": it defines neither filter(pod, node) nor score(pod, node); accepted: "],
    ["chance.js", ":2:15: Math.random() is refused: a policy must answer the same in every run; accepted: "],
    ["process.js", ":2:30: score(pod, node): ReferenceError: process is not defined"],
    ["require.js", ":1:12: ReferenceError: require is not defined"],
    ["eval.js", ":2:10: score(pod, node): EvalError: Code generation from strings disallowed for this context"],
    ["endless.ts", ":2:17: score(pod, node) has not answered for 5 s; at most 200 ms are given"],
    ["endless-text.ts", ": it has not come to its end for 5 s; accepted: a text that only defines"],
  ])("%s: says %s", async (name, says) => {
    const { code, out, err } = await orrery(["run", "scenarios/preemption.yaml", "--policy", policy(name), "--quiet"]);
    expect(err.replaceAll(/\n +/g, " ")).toContain(`error: ${policy(name)}${says}`);
    expect([code, out]).toEqual([2, ""]);
  });

  it.each([
    [["run", ROLLOUT, "--policy", "nowhere.ts"], "error: nowhere.ts: there is no such file"],
    [
      ["run", "-", "--policy", "-"],
      "error: --policy runs in a thread of its own, which has no standard input; accepted: the input as a file",
    ],
    [["run", "-", "--worker"], "error: --worker runs in a thread of its own, which has no standard input"],
    [["replay", "--snapshot", "-", "--policy", "-"], "error: --policy - and --snapshot - both want standard input"],
  ])("%j: says %s", async (args, says) => {
    const { code, err } = await orrery(args, { input: "x" });
    expect(err).toContain(says);
    expect(code).toBe(2);
  });
});

describe("--snapshot", () => {
  it("takes several files as one cluster", async () => {
    const amounts = { cpu: "4", memory: "8Gi", pods: "10" };
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n" }, status: { capacity: amounts, allocatable: amounts } };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "default" }, spec: { containers: [{ name: "c" }] } };
    const [nodes, pods, both] = ["nodes.json", "pods.json", "both.json"].map((name) => path.join(folder, name));
    writeFileSync(nodes!, JSON.stringify(node));
    writeFileSync(pods!, JSON.stringify(pod));
    writeFileSync(both!, JSON.stringify({ apiVersion: "v1", kind: "List", items: [node, pod] }));
    const several = await orrery(["replay", "--snapshot", nodes!, "--snapshot", pods!, "--json"]);
    expect(digestOf(several.out)).toBe(digestOf((await orrery(["replay", "--snapshot", both!, "--json"])).out));
    const { code, err } = await orrery(["replay", "--snapshot", pods!, "--snapshot", pods!]);
    expect([code, err.replaceAll(/\n +/g, " ")]).toEqual([
      2,
      expect.stringContaining(`${pods}, ${pods}: there are no nodes in this snapshot; found 1 Pod, 1 Pod; accepted: what "kubectl`),
    ]);
  });
});

describe("check", () => {
  it("knows policies by their names, and runs no pod", async () => {
    const { code, out } = await orrery(["check", policy("packing.ts"), policy("packing.js"), policy("endless.ts")]);
    expect(out).toContain("packing.ts: scheduling policy: score");
    expect([code, out.match(/✔/g)?.length]).toEqual([0, 3]);
  });

  it.each(["syntax.ts", "import.mjs", "nothing.ts", "require.js"])("says what is wrong with %s", async (name) => {
    const { code, out } = await orrery(["check", policy(name)]);
    expect(out).toContain(policy(name));
    expect(code).toBe(1);
  });
});

describe("--what-if", () => {
  const OVERSELL = '{"atUs":1500000000,"do":"oversell","pool":"full","ratio":2}';
  const SCALE = '{"atUs":600000000,"do":"scale","kind":"Deployment","namespace":"default","name":"web","replicas":3}';

  it("changes the run, and one at a time is as good as a list", async () => {
    const run = ["run", ROLLOUT, "--json"];
    const [plain, one, two, list] = await Promise.all([
      orrery(run),
      orrery([...run, "--what-if", OVERSELL]),
      orrery([...run, "--what-if", OVERSELL, "--what-if", SCALE]),
      orrery([...run, "--what-if", `[${SCALE},${OVERSELL}]`, "--worker"]),
    ]);
    const digests = [plain, one, two, list].map(({ out }) => digestOf(out));
    expect(new Set(digests).size).toBe(3);
    expect(digests[3]).toBe(digests[2]);
  });

  it.each([
    ["{", "error: --what-if: no JSON: "],
    [
      '{"atUs":0,"do":"oversel","pool":"full","ratio":2}',
      'error: --what-if: do: not one of the known values; found "oversel"; accepted: oversell (did you mean',
    ],
    [
      '{"atUs":0,"do":"oversell","pool":"ful","ratio":2}',
      "error: --what-if: change 1 (sell the CPU of ful 2 times): no node is meant by pool ful; accepted: a pool: roomy, full",
    ],
    [
      '[{"atUs":0,"do":"addNodes","pool":"full","count":0}]',
      "error: --what-if: [0].count: not accepted here; found 0; accepted: an integer from 1 to 10000",
    ],
    [
      SCALE.replace('"web"', '"wob"'),
      "error: --what-if: change 1 (scale Deployment wob to 3): there is no Deployment default/wob at that time; accepted: Deployment default/",
    ],
  ])("%s: says what is wrong", async (json, says) => {
    const { code, err } = await orrery(["run", ROLLOUT, "--what-if", json]);
    expect(err.replaceAll(/\n +/g, " ")).toContain(says);
    expect(code).toBe(2);
  });
});
