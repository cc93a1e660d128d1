/** A policy decides in a real run; it can change nothing that it is shown, and what would make runs differ is refused. */
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { compilePodTemplate, NodeInfo, PodInfo } from "@orrery/scheduler/framework";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { compilePolicy } from "../policy-text/index.ts";
import { checkScenario } from "../scenario/index.ts";
import { Simulation } from "../simulation/index.ts";
import { NODE_FIELDS, ownPolicy, placeOfThrown, POD_FIELDS, PolicyError, refuseChance } from "./index.ts";
import type { PolicyDefinitions } from "./index.ts";

const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: small }
spec:
  horizon: 10m
  nodePools:
    - name: a
      count: 3
      capacity: { cpu: 4, memory: 8Gi, ephemeral-storage: 20Gi, example.com/gpu: 2 }
      labels: { tier: gold }
      taints: [{ key: k, value: v, effect: PreferNoSchedule }]
  workloads:
    - name: web
      count: 3
      template:
        metadata: { labels: { app: web } }
        spec:
          tolerations: [{ key: k }]
          containers:
            - name: c
              resources:
                requests: { cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi, example.com/gpu: 1 }
                limits: { example.com/gpu: 1 }
`;

interface Ran {
  /** By pod. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly seen: readonly unknown[];
}

/**
 * Runs the scenario under a policy that may call `see(value)`.
 * @param tookMs of its calls in order; those after them take no time
 */
async function run(text: string, tookMs: readonly number[] = []): Promise<Ran> {
  const { expression, map } = compilePolicy(text);
  const seen: unknown[] = [];
  const realm = vm.createContext({ see: (value: unknown) => seen.push(value) });
  refuseChance(vm.runInContext("globalThis", realm) as typeof globalThis);
  const make = vm.runInContext(`(${expression})`, realm, { filename: "program.js", lineOffset: -1 }) as () => PolicyDefinitions;
  let nowMs = 0;
  let looks = 0;
  const policy = ownPolicy(make, {
    // Looked at before and after each call.
    nowMs: () => (nowMs += looks++ % 2 === 1 ? (tookMs[(looks >> 1) - 1] ?? 0) : 0),
    placeOf: (thrown) => placeOfThrown(thrown, map, /program\.js:(\d+):(\d+)/, 0),
    placeOfFunction: (name) => map.functions[name],
  });
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, [policy.plugin]);
  const { input, problems } = await checkScenario(SCENARIO, "small.yaml", { registry, readText: () => Promise.reject(new Error("none")) });
  if (input === undefined) throw new Error(JSON.stringify(problems));
  const simulation = new Simulation({ ...input, scheduler: policy.addTo(input.scheduler) }, registry);
  while (!simulation.advanceTo(input.horizonUs, 1000).done && simulation.progress.nowUs < input.horizonUs);
  const { pods, nodes } = simulation.store.state;
  const placed = pods.flatMap((pod) => (pod.nodeId < 0 ? [] : [[pod.key.replace("default/", ""), nodes[pod.nodeId]!.node.metadata.name]]));
  return { nodes: Object.fromEntries(placed) as Record<string, string>, seen };
}

const complaint = async (text: string, tookMs: readonly number[] = []): Promise<string> => {
  try {
    await run(text, tookMs);
    return "";
  } catch (error) {
    if (error instanceof PolicyError) return `${error.place.line}:${error.place.column}: ${error.message}`;
    throw error;
  }
};

describe("a policy of one's own", () => {
  it("decides: score chooses, filter refuses", async () => {
    const favoured = await run("export const weight: number = 1000;\nexport const score = (pod, node) => (node.name === 'a-1' ? 100 : 0);");
    expect(favoured.nodes).toMatchObject({ "web-0": "a-1", "web-1": "a-1" });
    const refused = await run("function filter(pod, node) { return node.name === 'a-2' ? undefined : 'only a-2'; }");
    expect(Object.values(refused.nodes)).toEqual(["a-2", "a-2"]);
  });

  it("is shown pod and node as they are when it is asked", async () => {
    const { seen } = await run(`
      let first = true;
      function filter(pod, node) { return node.name === "a-0" ? "" : "no"; }
      function score(pod, node) { return 1; }
      function filterSees(pod, node) {}
      const fields = (view) => Object.fromEntries(NAMES(view).map((name) => [name, view[name]]));
      const getters = (view) => Object.getOwnPropertyNames(Object.getPrototypeOf(view)).filter((name) => name !== "constructor");
      const NAMES = (view) => (Object.keys(view).length > 0 ? Object.keys(view) : getters(view));
      filter = (pod, node) => {
        if (node.name !== "a-0") return "no";
        see(JSON.stringify([fields(pod), fields(node)]));
        return "";
      };`);
    const [pod, node] = JSON.parse(seen[1] as string) as Record<string, unknown>[];
    expect(pod).toEqual({
      name: "web-1",
      namespace: "default",
      labels: expect.objectContaining({ app: "web" }) as unknown,
      milliCpu: 1000,
      memoryBytes: 2 ** 30,
      ephemeralStorageBytes: 2 ** 30,
      extended: { "example.com/gpu": 1 },
      priority: 0,
      tolerations: expect.arrayContaining([{ key: "k", operator: "Equal", value: "", effect: "" }]) as unknown,
    });
    expect(node).toMatchObject({
      name: "a-0",
      labels: { tier: "gold", "kubernetes.io/hostname": "a-0" },
      taints: [{ key: "k", value: "v", effect: "PreferNoSchedule" }],
      unschedulable: false,
      pods: 1,
      podList: [{ name: "web-0" }],
      allocatableMilliCpu: 4000,
      allocatableExtended: { "example.com/gpu": 2 },
      requestedMilliCpu: 1000,
      requestedMemoryBytes: 2 ** 30,
      requestedEphemeralStorageBytes: 2 ** 30,
      requestedExtended: { "example.com/gpu": 1 },
    });
    expect(Object.keys(node!).sort()).toEqual(NODE_FIELDS.map(({ name }) => name).sort());
    // What is undefined has no place in JSON.
    expect([...Object.keys(pod!), "controller"].sort()).toEqual(POD_FIELDS.map(({ name }) => name).sort());
  });

  it("gets one view of a node, and one copy of its labels, for all calls", async () => {
    const { seen } = await run(`const known = new Map();
      function score(pod, node) {
        const before = known.get(node.name);
        if (before !== undefined) see(before[0] === node && before[1] === node.labels && before[2] === node.podList);
        known.set(node.name, [node, node.labels, node.podList]);
        return 1;
      }`);
    // The list of pods is another one on the node that has got a pod.
    expect(new Set(seen)).toEqual(new Set([true, false]));
  });

  it.each([
    "node.requestedMilliCpu = 0",
    "node.labels.tier = 'x'",
    "node.taints.push(1)",
    "node.taints[0].key = ''",
    "node.podList.pop()",
    "node.podList[0].name = ''",
    "node.allocatableExtended.x = 1",
    "node.requestedExtended.x = 1",
    "node.constructor.prototype.name = 1",
    "pod.milliCpu = 0",
    "pod.labels.app = 'x'",
    "pod.extended.x = 1",
    "pod.tolerations[0].key = ''",
    "node.other = 1",
  ])("cannot change what it is shown: %s", async (attempt) => {
    expect(await complaint(`// Strict.\nfunction score(pod, node) {\n  if (node.pods > 0) ${attempt};\n  return 50;\n}`)).toMatch(
      /^3:\d+: score\(pod, node\): TypeError/,
    );
  });

  it.each([
    ["const a = 1;\nmissing.name;", "2:1: ReferenceError: missing is not defined"],
    ["const a = 1;\nconst b = Math.random();", "2:16: Math.random() is refused"],
    ["const a = 1;", "0:0: it defines neither filter(pod, node) nor score(pod, node)"],
    ["const score = 5;", "1:7: score is no function; found 5"],
    ["function score() { return 1; }\nconst weight = '5';", '0:0: weight is "5"; accepted: an integer from 1 to 1000'],
    ["\nfunction score(pod, node) { return 1000; }", "2:10: score(pod, node) gave 1000 for node a-0; accepted: 0 to 100"],
    ["function score(pod, node) { return Promise.resolve(1); }", "1:10: score(pod, node) gave a promise"],
    ["function filter(pod, node) { return 3; }", "1:10: filter(pod, node) gave 3; accepted: a reason"],
    ["function filter(pod, node) {\n  throw new TypeError('oh');\n}", "2:9: filter(pod, node): TypeError: oh"],
    ["function filter(pod, node) {\n  throw { get name() { throw 1; } };\n}", "0:0: filter(pod, node): something that cannot be shown"],
  ])("%s: %s", async (text, says) => {
    expect(await complaint(text)).toContain(says);
  });

  it.each([
    [[201, 201, 201], "2:10: score(pod, node) took 201 ms, for the third time; at most 200 ms are given"],
    [[201, 0, 0, 500, 0, 300], "2:10: score(pod, node) took 300 ms, for the third time"],
    [[200, 200, 200, 200], ""],
    // A machine that was busy with something else.
    [[0, 4000, 4000, 0], ""],
  ])("is ended by calls over their limit, with the place of the function: %j", async (tookMs, says) => {
    expect(await complaint("\nfunction score(pod, node) { return 1; }", tookMs)).toContain(says);
    if (says === "") expect(await complaint("\nfunction score(pod, node) { return 1; }", tookMs)).toBe("");
  });
});

describe("slow calls", () => {
  /** @returns the call at which a policy is ended, from 1; 0: at none */
  function endedAt(tookMs: readonly number[]): number {
    let nowMs = 0;
    let asked = 0;
    const score = () => {
      nowMs += tookMs[asked++]!;
      return 1;
    };
    const place = { line: 1, column: 1 };
    const { plugin } = ownPolicy(() => ({ score }), { nowMs: () => nowMs, placeOf: () => place, placeOfFunction: () => place });
    const made = plugin.factory!({}, undefined as never);
    const pod = { metadata: { name: "p" }, spec: { containers: [] } };
    const nodes = tookMs.map(() => new NodeInfo(0, { metadata: { name: "n" } }));
    try {
      made.score!(undefined, new PodInfo(pod, compilePodTemplate(0, pod)), nodes, nodes.length, new Float64Array(nodes.length));
      return 0;
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return asked;
    }
  }
  const fast = (count: number) => Array.from({ length: count }, () => 1);

  it("end a run at the third, with fewer than a hundred others between them, whenever that is", () => {
    expect(endedAt([...fast(500), 300, ...fast(50), 300, ...fast(49), 300])).toBe(602);
    expect(endedAt([300, ...fast(99), 300, ...fast(99), 300])).toBe(201);
  });

  it("are forgiven where they are rarer", () => {
    expect(endedAt([300, 300, ...fast(100), 300, 300, ...fast(100), 300])).toBe(0);
    expect(endedAt([...fast(10), 5000, 5000, ...fast(2000)])).toBe(0);
  });
});

describe("chance", () => {
  it.each([
    "Math.random()",
    "Date.now()",
    "new Date()",
    "Date()",
    "new (new Date(0).constructor)()",
    "new Date(0).constructor.now()",
    "new Date(2020, 1, 1)",
    "new Date(0).getHours()",
    "`${new Date(0)}`",
    "performance.now()",
    "crypto.randomUUID()",
    "new Intl.DateTimeFormat()",
    "new WeakRef({})",
  ])("%s is refused with its place", async (attempt) => {
    expect(await complaint(`function score(pod, node) {\n  const x =\n    ${attempt};\n  return 50;\n}`)).toMatch(
      /^3:\d+: .* is refused: a policy must answer the same in every run; accepted: /,
    );
  });

  it("dates that say which are dates all the same", async () => {
    const { seen } = await run(
      "function score() { see(new Date(86400000).toISOString()); see(Date.UTC(2020, 1, 1)); see(new Date(0) instanceof Date); return 1; }",
    );
    expect(seen.slice(0, 3)).toEqual(["1970-01-02T00:00:00.000Z", Date.UTC(2020, 1, 1), true]);
  });
});

describe("the declarations", () => {
  const source = readFileSync(path.join(import.meta.dirname, "policy-api.ts"), "utf8");

  it.each([
    ["PolicyPod", POD_FIELDS],
    ["PolicyNode", NODE_FIELDS],
  ] as const)("of %s are what is completed", (name, fields) => {
    const body = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)![1]!;
    const told = fields.map(({ name: field, type, about }) => `${about === "" ? "" : `  /** ${about} */\n`}  readonly ${field}: ${type};`);
    expect(body).toBe(told.join("\n"));
  });

  it("stand in the documentation, word for word", () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../../../docs/own-policies.md"), "utf8");
    expect(page).toContain(source.slice(source.indexOf("export interface")).trim());
  });
});
