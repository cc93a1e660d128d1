/** A real cluster's dump as input: who stays, who is placed, what is left out; and traces as columns. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Node, Pod } from "@orrery/sim-core/model";
import { defaultConfiguration, kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Simulation } from "../simulation/index.ts";
import { loadedTrace, replayInput, snapshotInput } from "./index.ts";
import type { ObjectsByKind, TraceRequest } from "./index.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const scheduler = defaultConfiguration(registry);
type Item = { kind: string; metadata: { name: string } };
const byKind = (items: readonly Item[]): ObjectsByKind => {
  const kinds = new Map<string, Item[]>();
  for (const item of items) kinds.set(item.kind, [...(kinds.get(item.kind) ?? []), item]);
  return kinds as ObjectsByKind;
};

const node = (name: string): Item & Node => ({
  kind: "Node",
  metadata: { name },
  status: { capacity: { cpu: "4", memory: "8Gi", pods: "10" } },
});
const pod = (name: string, nodeName: string, more: Partial<Pod> = {}, metadata: Partial<Pod["metadata"]> = {}): Item & Pod => ({
  kind: "Pod",
  metadata: { name, namespace: "ns", creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
  spec: { containers: [{ name: "c", resources: { requests: { cpu: "1" } } }], ...(nodeName === "" ? {} : { nodeName }), priority: 7 },
  status: { phase: nodeName === "" ? "Pending" : "Running", startTime: "2026-01-01T00:00:05Z" },
  ...more,
});
const items = [
  node("a"),
  node("b"),
  pod("bound", "a"),
  pod("late", "a", { status: { phase: "Running", startTime: "2026-01-01T00:00:09Z" } }),
  pod("pending", ""),
  pod("done", "a", { status: { phase: "Succeeded" } }),
  pod("lost", "gone"),
  pod("agent", "b", {}, { ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: "agent", uid: "1", controller: true }] }),
  pod("static", "b", {}, { annotations: { "kubernetes.io/config.mirror": "x" } }),
  pod("leaving", "b", {}, { deletionTimestamp: "2026-01-01T00:01:00Z" }),
  { kind: "Deployment", metadata: { name: "d" } },
  { kind: "Service", metadata: { name: "s", namespace: "ns" }, spec: { selector: { a: "b" } } },
];

describe("a snapshot", () => {
  it("leaves bound pods where they are and schedules the pending ones", () => {
    const input = snapshotInput(byKind(items), { name: "dump", seed: "1", scheduler });
    expect(input.boundPods.map(({ key, nodeName, startedBeforeUs, terminating }) => [key, nodeName, startedBeforeUs, terminating])).toEqual(
      [
        ["ns/bound", "a", 0, false],
        ["ns/late", "a", 4_000_000, false],
        ["ns/agent", "b", 0, false],
        ["ns/static", "b", 0, false],
        ["ns/leaving", "b", 0, true],
      ],
    );
    expect(input.arrivals.map((each) => each.keyOf(0))).toEqual(["ns/pending"]);
    expect(input.boundPods[0]!.source.spec).toMatchObject({ priority: 7 });
    expect(input.boundPods[0]!.source.spec.nodeName).toBeUndefined();
    expect(input.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Namespace default",
      "Namespace ns",
      "Service s",
    ]);
    expect(input.notModelled).toEqual([
      "1 completed pods are left out: they hold no resources.",
      "1 pods are left out: they are bound to nodes that the snapshot does not have.",
      "Deployment (1): controllers are not modelled, no pod is created, replaced or scaled.",
    ]);
  });

  it("places anew all but what is tied to its node", () => {
    const input = snapshotInput(byKind(items), { name: "dump", seed: "1", scheduler, reschedule: true });
    expect(input.boundPods.map(({ key }) => key)).toEqual(["ns/agent", "ns/static", "ns/leaving"]);
    const [waiting] = input.arrivals;
    expect(Array.from(waiting!.arrivalUs, (_, row) => waiting!.keyOf(row))).toEqual(["ns/bound", "ns/late", "ns/pending"]);
    expect(waiting!.sources).toHaveLength(1);
  });

  const dump = fileURLToPath(new URL("../../../../../shared/data/kubectl-dumps/sixty-nodes/everything.json", import.meta.url));
  const present = existsSync(dump);
  it("finds the dump of a real cluster, or says what it skips", () => {
    if (process.env["CI"] === "true") expect(present, "shared/data/kubectl-dumps is missing").toBe(true);
    else if (!present) console.warn("skipped: the dump of a real cluster; get it with `orrery trace get kubectl-dumps`");
  });
  it.skipIf(!present)("of a real cluster: everybody stays, the two pods that fit nowhere wait; anew, all others find a node", () => {
    const objects = byKind((JSON.parse(readFileSync(dump, "utf8")) as { items: Item[] }).items);
    const pods = objects.get("Pod") as unknown as readonly Pod[];
    const running = pods.filter(({ spec, status }) => spec.nodeName && status?.phase !== "Succeeded" && status?.phase !== "Failed");
    const pending = pods.filter(({ spec }) => !spec.nodeName).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    for (const reschedule of [false, true]) {
      const simulation = new Simulation(
        snapshotInput(objects, { name: "sixty-nodes", seed: "1", scheduler, reschedule, horizonUs: 600e6 }),
        registry,
      );
      simulation.run();
      const unplaced = simulation.state.pods.filter(({ nodeId, removed }) => nodeId < 0 && !removed).map(({ key }) => key);
      expect(unplaced.sort()).toEqual([...pending].sort());
      if (reschedule) continue;
      const places = new Map(simulation.state.pods.map(({ key, nodeId }) => [key, simulation.state.nodeName(nodeId)]));
      for (const { metadata, spec } of running) expect(places.get(`${metadata.namespace}/${metadata.name}`)).toBe(spec.nodeName);
    }
  });
});

describe("a trace", () => {
  const shape = { namespace: "t", app: "x", milliCpu: 1000, memoryBytes: 0, gpuCount: 0, gpuMilli: 0 };
  const tables = {
    nodes: { count: 3, node: (row: number) => node(`n${row}`) },
    pods: {
      count: 3,
      name: ["p0", "p1", "p2"],
      shape: new Int32Array(3),
      shapes: [shape],
      arrivalUs: Float64Array.of(20, NaN, 10),
      durationUs: Float64Array.of(5, NaN, 7),
      endUs: Float64Array.of(25, NaN, 17),
    },
    pod: () => ({ metadata: { namespace: "t" }, spec: { containers: [{ name: "main", resources: { requests: { cpu: "1" } } }] } }),
  };
  const request: TraceRequest = {
    name: "trace",
    nodes: [],
    pods: [],
    format: undefined,
    arrivals: { kind: "timed", timeScale: 2 },
    nodeLimit: 2,
    podLimit: Infinity,
    strict: false,
    seed: "1",
    priorityClasses: [],
    otherNodes: [],
  };

  it("arrives when it did, scaled, what was there before first", () => {
    const { nodes, arrivals } = loadedTrace(tables, request);
    expect(nodes.map((each) => each.node.metadata.name)).toEqual(["n0", "n1"]);
    expect(Array.from(arrivals[0]!.arrivalUs)).toEqual([0, 20, 40]);
    expect(Array.from(arrivals[0]!.durationUs)).toEqual([Infinity, 14, 10]);
    expect([0, 1, 2].map((row) => arrivals[0]!.keyOf(row))).toEqual(["t/p1", "t/p2", "t/p0"]);
  });

  it("ends when it was deleted, even where nobody saw it start", () => {
    const pods = { ...tables.pods, durationUs: Float64Array.of(5, NaN, NaN), endUs: Float64Array.of(25, 9, 17) };
    const { arrivals } = loadedTrace({ ...tables, pods }, request);
    expect(Array.from(arrivals[0]!.durationUs)).toEqual([18, 14, 10]);
  });

  it("is inflated to a share of the capacity, with clones under names of their own", () => {
    const loaded = loadedTrace(tables, { ...request, arrivals: { kind: "inflation", resource: "cpu", target: 0.75 } });
    const [arrivals] = loaded.arrivals;
    const keys = Array.from(arrivals!.arrivalUs, (_, row) => arrivals!.keyOf(row));
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(6);
    expect(keys.slice(0, 3).sort()).toEqual(["t/p0", "t/p1", "t/p2"]);
    const input = replayInput([loaded], { name: "trace", seed: "1", scheduler });
    expect(input.objects.map(({ metadata }) => metadata.name)).toEqual(["default", "t"]);
    const simulation = new Simulation(input, registry);
    simulation.run();
    expect(simulation.state.pods.filter(({ phase }) => phase === "Running")).toHaveLength(6);
  });
});
