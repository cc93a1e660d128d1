/** A fork has the past of what it was forked from, fact for fact, and its own future. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { checkScenario } from "../scenario/index.ts";
import { firstDifference } from "./decisions.ts";
import { NodeFlag } from "./frame.ts";
import { SimSession } from "./sim-session.ts";
import { inputWith, whatIfProblems } from "./what-if.ts";
import type { WhatIf } from "./what-if-change.ts";
import { whatIfText } from "./what-if-text.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const folder = path.resolve(import.meta.dirname, "../../../../scenarios");

async function rollout() {
  const readText = async (file: string) => readFileSync(path.join(folder, file), "utf8");
  return (await checkScenario(await readText("rollout.yaml"), "rollout.yaml", { readText, registry })).input!;
}

async function runWith(changes: readonly WhatIf[]): Promise<SimSession> {
  const changed = inputWith(await rollout(), changes, registry);
  if ("problems" in changed) throw new Error(changed.problems.join("\n"));
  const session = new SimSession(changed.input, registry);
  while (session.advance(5000).end === undefined);
  return session;
}

let plainRun: Promise<SimSession> | undefined;
const plainSession = () => (plainRun ??= runWith([]));

const AT = 1500e6;
const CHANGES: readonly WhatIf[] = [
  { atUs: AT, do: "removeNodes", nodes: { names: ["roomy-0"] } },
  { atUs: AT, do: "cordon", nodes: { pool: "roomy" } },
  { atUs: AT, do: "fault", fault: "crash", nodes: { names: ["roomy-0"] }, forSeconds: 600 },
  { atUs: AT, do: "addNodes", pool: "full", count: 3 },
  { atUs: AT, do: "oversell", pool: "full", ratio: 2.5 },
  { atUs: AT, do: "template", kind: "Deployment", namespace: "default", name: "web", image: "web:3", cpuRequest: "1500m" },
  { atUs: AT, do: "scale", kind: "Deployment", namespace: "default", name: "web", replicas: 7 },
];

describe("what if", () => {
  it.each(CHANGES.map((change) => [whatIfText(change), change] as const))("%s: the past stays, the future differs", async (_, change) => {
    const [plain, forked] = [await plainSession(), await runWith([change])];
    const [a, b] = [plain.simulation.store.log, forked.simulation.store.log];
    const past = a.countUntil(AT - 1);
    expect(b.countUntil(AT - 1)).toBe(past);
    for (const column of ["timeUs", "kind", "subject", "detail"] as const)
      expect(b[column].slice(0, past)).toEqual(a[column].slice(0, past));
    expect(forked.frame(forked.momentAt(AT - 1)).digest).toBe(plain.frame(plain.momentAt(AT - 1)).digest);
    expect(forked.status.digest).not.toBe(plain.status.digest);
  });

  it("does what it says", async () => {
    const scaled = await runWith([CHANGES.find((change) => change.do === "scale")!]);
    const { pods } = scaled.frame(scaled.momentAt(AT + 60e6));
    const web = pods.workload.filter((workload) => scaled.texts[workload] === "web");
    expect(web).toHaveLength(7);
    const rolled = await runWith([CHANGES[5]!]);
    const [before, after] = [AT - 1, AT + 120e6].map((timeUs) => rolled.frame(rolled.momentAt(timeUs)).pods);
    const ids = (columns: typeof pods) => [...columns.id].filter((_, row) => rolled.texts[columns.workload[row]!] === "web");
    expect(ids(after!)).toHaveLength(20);
    expect(ids(after!).filter((id) => ids(before!).includes(id))).toEqual([]);
    const row = after!.workload.findIndex((workload) => rolled.texts[workload] === "web");
    expect(after!.milliCpu[row]).toBe(1500);
    const oversold = await runWith([CHANGES.find((change) => change.do === "oversell")!]);
    const { nodes } = oversold.frame(oversold.momentAt(AT));
    const full = nodes.pool.findIndex((pool) => oversold.texts[pool] === "full");
    expect(nodes.hardwareMilliCpu[full]).toBe(4000);
    expect(nodes.allocatableMilliCpu[full]).toBe(10000);
  });

  it("crashes machines, which come back", async () => {
    const crashed = await runWith([CHANGES.find((change) => change.do === "fault")!]);
    const flagsAt = (timeUs: number) => {
      const { nodes } = crashed.frame(crashed.momentAt(timeUs));
      return nodes.flags[nodes.name.findIndex((name) => crashed.texts[name] === "roomy-0")]!;
    };
    expect(flagsAt(AT) & NodeFlag.stopped).not.toBe(0);
    // The API server hears of it when the node's lease has run out.
    expect(flagsAt(AT) & NodeFlag.notReady).toBe(0);
    expect(flagsAt(AT + 300e6) & NodeFlag.notReady).not.toBe(0);
    expect(flagsAt(AT + 900e6) & (NodeFlag.stopped | NodeFlag.notReady)).toBe(0);
    const why = crashed.why({ kind: "node", name: "roomy-0" }, crashed.momentAt(AT + 60e6));
    expect(why?.chains.map(({ effect }) => effect)).toContain("down");
  });

  it("finds the first decision in which another policy differs", async () => {
    const [plain, packed] = [await plainSession(), await runWith([{ atUs: 0, do: "policy", strategy: "MostAllocated", weights: {} }])];
    const [a, b] = [plain.decisionTrail(), packed.decisionTrail()];
    const first = firstDifference(a, b);
    expect(first).toBeGreaterThan(0);
    expect(a.hash.slice(0, first)).toEqual(b.hash.slice(0, first));
    expect(firstDifference(a, (await runWith([])).decisionTrail())).toBe(-1);
  });

  it.each<[WhatIf, string]>([
    [{ atUs: 0, do: "removeNodes", nodes: { pool: "none" } }, "no node is meant by pool none; accepted: a pool: roomy, full"],
    [{ atUs: 0, do: "addNodes", pool: "none", count: 1 }, 'there is no node pool "none" to grow; accepted: roomy, full'],
    [
      { atUs: 0, do: "fault", fault: "reboot", nodes: { pool: "full" } },
      "change 1: forSeconds: a reboot for good cannot be; found nothing; accepted: seconds, over 0",
    ],
    [
      { atUs: 0, do: "oversell", pool: "full", ratio: 0 },
      "change 1: ratio: not accepted here; found 0; accepted: a number over 0 and up to 100",
    ],
    [{ atUs: 0, do: "policy", strategy: "LeastAllocated", weights: { Nonsense: 3 } }, "Nonsense"],
    [
      { atUs: 0, do: "template", kind: "Deployment", namespace: "default", name: "none" },
      "there is no Deployment default/none at that time; accepted: Deployment default/",
    ],
    [
      { atUs: 0, do: "scale", kind: "ReplicaSet", namespace: "default", name: "none", replicas: 2 },
      "there is no ReplicaSet default/none at that time; accepted: Deployment default/",
    ],
    [{ atUs: 0, do: "cordon", nodes: { names: ["nobody"] } }, "there is no node nobody at that time; accepted: roomy-0, "],
    [{ atUs: 0, do: "cordon", nodes: { names: ["roomy-0", "nobody"] } }, "change 1 (cordon 2 nodes): there is no node nobody at that time"],
    [
      { atUs: 0, do: "policy", strategy: "LeastAllocated", weights: { NodeName: 3 } },
      "change 1 (schedule by LeastAllocated, NodeName ×3): ",
    ],
    [
      { atUs: 0, do: "template", kind: "Deployment", namespace: "default", name: "web", cpuRequest: "3", cpuLimit: "2" },
      "change 1 (roll out web with CPU request 3, CPU limit 2): spec.template.spec.containers[0].resources.requests.cpu: must be less than or equal to cpu limit of 2; found 3; accepted: at most 2",
    ],
    [
      { atUs: 0, do: "template", kind: "Deployment", namespace: "default", name: "web", cpuLimit: "1m" },
      "requests.cpu: must be less than or equal to cpu limit of 1m; found ",
    ],
    [{ atUs: 0, do: "cordon", nodes: { label: { key: "none", value: "a" } } }, "no node is meant by none a; accepted: a label such as "],
    [{ atUs: 0, do: "template", kind: "Deployment", namespace: "default", name: "web", cpuRequest: "12Q" }, "change 1: cpuRequest: "],
    [
      { atUs: 0, do: "template", kind: "Deployment", namespace: "default", name: "web", probes: { periodSeconds: 0 } },
      "change 1: probes.periodSeconds: not accepted here; found 0",
    ],
  ])("refuses %j", async (change, sentence) => {
    const changed = inputWith(await rollout(), [change], registry);
    expect("problems" in changed && changed.problems.join()).toContain(sentence);
  });

  it("says what keeps further changes from being made, each with its number and its words, and runs nothing", async () => {
    const input = await rollout();
    const cordon: WhatIf = { atUs: 9, do: "cordon", nodes: { pool: "roomy" } };
    expect(whatIfProblems(input, [cordon], registry)).toEqual([]);
    expect(whatIfProblems(input, [cordon, { atUs: 3, do: "addNodes", pool: "none", count: 1 }], registry)).toEqual([
      'change 2 (add 1 node to none): there is no node pool "none" to grow; accepted: roomy, full',
    ]);
    const weights = { NodeAffinity: 101 };
    expect(whatIfProblems(input, [{ atUs: 0, do: "policy", strategy: "LeastAllocated", weights }], registry)).toEqual([
      "change 1: weights.NodeAffinity: not accepted here; found 101; accepted: an integer from 0 to 100",
    ]);
  });

  it("finds the cluster as the earlier changes have made it", async () => {
    const input = await rollout();
    const gone: WhatIf = { atUs: 5, do: "removeNodes", nodes: { names: ["roomy-0"] } };
    expect(whatIfProblems(input, [{ atUs: 9, do: "cordon", nodes: { names: ["roomy-0"] } }, gone], registry)[0]).toContain(
      "change 1 (cordon node roomy-0): there is no node roomy-0 at that time",
    );
    const web = { do: "template", kind: "Deployment", namespace: "default", name: "web" } as const;
    const both = inputWith(
      input,
      [
        { ...web, atUs: 5, image: "web:7" },
        { ...web, atUs: 9, cpuRequest: "1500m" },
      ],
      registry,
    );
    const last = "input" in both ? both.input.timeline.filter(({ change }) => change.kind === "applyWorkload") : [];
    expect(JSON.stringify(last.find(({ atUs }) => atUs === 9))).toContain("web:7");
    const grown = inputWith(
      input,
      [
        { atUs: 5, do: "addNodes", pool: "full", count: 2 },
        { atUs: 9, do: "addNodes", pool: "full", count: 1 },
        { atUs: 9, do: "cordon", nodes: { names: ["full-extra-2"] } },
      ],
      registry,
    );
    expect(grown).toHaveProperty("input");
  });

  it("refuses what nothing would come of: workloads that no controller looks after, CPU sold that is reserved", async () => {
    const input = await rollout();
    const scale: WhatIf = { atUs: 0, do: "scale", kind: "Deployment", namespace: "default", name: "web", replicas: 3 };
    const { controllers: _, ...snapshot } = input;
    expect(whatIfProblems(snapshot, [scale], registry)[0]).toContain("the controllers of a snapshot do not run");
    const bare = { kind: "ReplicaSet", metadata: { namespace: "default", name: "bare" }, spec: { replicas: 0 } };
    const template: WhatIf = { atUs: 0, do: "template", kind: "ReplicaSet", namespace: "default", name: "bare", image: "a" };
    expect(whatIfProblems({ ...input, objects: [...input.objects, bare] }, [template], registry)[0]).toContain("has no pod template");
    const [first] = input.nodes;
    const { node } = first!;
    const status = {
      ...node.status,
      capacity: { ...node.status?.capacity, cpu: "4" },
      allocatable: { ...node.status?.allocatable, cpu: "3" },
    };
    const reserving = {
      ...first!,
      pool: "kept",
      hardware: { ...first!.hardware, milliCpu: 4000 },
      node: { ...node, metadata: { name: "k" }, status },
    };
    const sell = (ratio: number): WhatIf => ({ atUs: 0, do: "oversell", pool: "kept", ratio });
    const kept = { ...input, nodes: [reserving] };
    expect(whatIfProblems(kept, [sell(0.25)], registry)).toEqual([]);
    expect(whatIfProblems(kept, [sell(0.2)], registry)).toEqual([
      "change 1 (sell the CPU of kept 0.2 times): the reserves of 1 are more than the 800m that node k would have; accepted: a ratio of at least 0.25",
    ]);
  });
});
