/** Outages, faults by chance, patches and rollouts: what the timeline becomes, and what is refused. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { SimulationInput, TimedChange } from "../simulation/index.ts";
import { checkScenario, formatProblem } from "./index.ts";
import type { CheckedScenario } from "./index.ts";

interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly selector: unknown;
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: { readonly containers: readonly { readonly image?: string }[] };
    };
  };
}

const ports = { readText: () => Promise.reject(new Error("no files here")), registry: kubernetesRegistry() };

const TWO = `{ metadata: { labels: { app: d } }, spec: { containers: [{ name: c, image: "c:1" }, { name: s, image: "s:1" }] } }`;
const deployment = (name: string, template: string): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: ${name} }, spec: { replicas: 3, selector: { matchLabels: { app: d } }, template: ${template} } }`;

const check = (events: string, more = "  horizon: 1d\n"): Promise<CheckedScenario> =>
  checkScenario(
    `apiVersion: orrery/v1
kind: Scenario
metadata: { name: test }
spec:
  nodePools:
    - { name: a, count: 4, capacity: { cpu: 4, memory: 8Gi }, layout: { zones: [x, y] } }
    - { name: b, count: 2, capacity: { cpu: 4, memory: 8Gi } }
  manifests:
    - ${deployment("d", TWO)}
    - ${deployment("one", TWO.replace(', { name: s, image: "s:1" }', ""))}
    - { apiVersion: v1, kind: Service, metadata: { name: svc }, spec: { selector: { app: d } } }
${more}${events}`,
    "s.yaml",
    ports,
  );

async function inputOf(events: string, more?: string): Promise<SimulationInput> {
  const { problems, input } = await check(events, more);
  expect(problems.map(formatProblem)).toEqual([]);
  return input!;
}

async function timelineOf(...entries: string[]): Promise<readonly TimedChange[]> {
  return (await inputOf(`  timeline: [${entries.map((entry) => `{ ${entry} }`).join(", ")}]\n`)).timeline;
}

const actions = (timeline: readonly TimedChange[]): string[] =>
  timeline.flatMap(({ atUs, change }) =>
    change.kind === "actOnNode" ? [`${atUs / 1e6} ${change.nodeName} ${JSON.stringify(change.action)}`] : [],
  );

describe("outages", () => {
  it.each([
    ["crash: { nodes: { names: [b-1] } }", ['60 b-1 {"kind":"crash","downUs":null}']],
    ["crash: { nodes: { names: [b-1] }, down: 5m }", ['60 b-1 {"kind":"crash","downUs":300000000}']],
    [
      "reboot: { nodes: { pool: b }, down: 90s, every: 10m }",
      ['60 b-0 {"kind":"reboot","downUs":90000000}', '660 b-1 {"kind":"reboot","downUs":90000000}'],
    ],
    [
      "hangRuntime: { nodes: { labels: { topology.kubernetes.io/zone: y } }, for: 10m }",
      ['60 a-1 {"kind":"hangRuntime","forUs":600000000}', '60 a-3 {"kind":"hangRuntime","forUs":600000000}'],
    ],
    ["stopKubelet: { nodes: { pool: a, count: 1 }, for: 1m }", ['60 a-0 {"kind":"stopKubelet","forUs":60000000}']],
    ["fillDisk: { nodes: { names: [a-2] }, amount: 1Gi, for: 1h }", ['60 a-2 {"kind":"fillDisk","bytes":1073741824,"forUs":3600000000}']],
    ["recover: { nodes: { names: [a-2] } }", ['60 a-2 {"kind":"recover"}']],
  ])("%s", async (entry, expected) => {
    expect(actions(await timelineOf(`at: 1m, ${entry}`))).toEqual(expected);
  });

  it("are told in words, in the order of time, and last for ever without a length", async () => {
    const timeline = await timelineOf(
      "at: 1m, crash: { nodes: { pool: b }, every: 1m }",
      "at: 90s, recover: { nodes: { pool: b, count: 1 } }",
    );
    expect(timeline.map(({ atUs, label }) => `${atUs / 1e6} ${label}`)).toEqual(["60 crash b-0", "90 recover b-0", "120 crash b-1"]);
    const { change } = timeline[0]!;
    expect(change).toMatchObject({ action: { downUs: Infinity } });
  });
});

describe("faults by chance", () => {
  const hang = "hangRuntime: { for: { distribution: uniform, low: 5m, high: 10m } }, every: { distribution: exponential, mean: 4h }";

  it("happen to each node about as often as they say, one at a time, before the horizon", async () => {
    const { timeline } = await inputOf(`  faults: [{ nodes: { pool: a }, ${hang} }]\n`, "  horizon: 100d\n");
    const hours = 100 * 24;
    expect(timeline.length).toBeGreaterThan((0.9 * 4 * hours) / 4.125);
    expect(timeline.length).toBeLessThan((1.1 * 4 * hours) / 4.125);
    expect(timeline.map(({ atUs }) => atUs)).toEqual(timeline.map(({ atUs }) => atUs).sort((a, b) => a - b));
    const freeUs = new Map<string, number>();
    for (const { atUs, change } of timeline) {
      if (change.kind !== "actOnNode" || change.action.kind !== "hangRuntime") throw new Error(`a ${change.kind}`);
      const { forUs } = change.action;
      expect(forUs >= 300e6 && forUs < 600e6 && atUs < hours * 3600e6).toBe(true);
      expect(atUs).toBeGreaterThanOrEqual(freeUs.get(change.nodeName) ?? 0);
      freeUs.set(change.nodeName, atUs + forUs);
    }
    expect([...freeUs.keys()].sort()).toEqual(["a-0", "a-1", "a-2", "a-3"]);
  });

  it("are the same for a node whatever else fails, and others with another seed", async () => {
    const of = async (faults: string, more?: string) =>
      actions((await inputOf(`  faults: [${faults}]\n`, more)).timeline).filter((line) => line.includes(" a-1 ") && line.includes("hang"));
    const alone = await of(`{ name: h, nodes: { names: [a-1] }, ${hang} }`);
    expect(alone.length).toBeGreaterThan(1);
    expect(await of(`{ nodes: { pool: a }, crash: { down: 1m }, every: 1h }, { name: h, nodes: { pool: a }, ${hang} }`)).toEqual(alone);
    expect(await of(`{ name: h, nodes: { names: [a-1] }, ${hang} }`, "  horizon: 1d\n  seed: 2\n")).not.toEqual(alone);
  });

  it("begin when a node joins, end when it leaves, and keep to their time", async () => {
    const { timeline } = await inputOf(
      `  faults: [{ nodes: { pool: b }, crash: { down: 5m }, every: 55m, start: 2h, until: 6h }]
  timeline: [{ at: 3h, removeNodes: { names: [b-0] } }, { at: 4h, addNodes: { pool: b, count: 1 } }]\n`,
    );
    expect(actions(timeline).map((line) => line.split(" {")[0])).toEqual([
      "10500 b-0",
      "10500 b-1",
      "14100 b-1",
      "17700 b-1",
      "17700 b-2",
      "21300 b-1",
      "21300 b-2",
    ]);
  });

  it("crash a node once and for all where nothing says how long", async () => {
    const { timeline } = await inputOf("  faults: [{ nodes: { names: [a-0] }, crash: {}, every: 1h }]\n");
    expect(actions(timeline)).toEqual(['3600 a-0 {"kind":"crash","downUs":null}']);
  });
});

describe("rollouts and patches", () => {
  const applied = (timeline: readonly TimedChange[]): Deployment[] =>
    timeline.flatMap(({ change }) => (change.kind === "applyWorkload" ? [change.object as unknown as Deployment] : []));
  const images = ({ spec }: Deployment): (string | undefined)[] => spec.template.spec.containers.map(({ image }) => image);

  it("change the images of a Deployment without its manifest", async () => {
    const [one] = applied(await timelineOf('at: 1m, rollout: { deployment: one, image: "c:2" }'));
    expect([images(one!), one!.spec.replicas, one!.spec.selector]).toEqual([["c:2"], 3, { matchLabels: { app: "d" } }]);
    const [two] = applied(await timelineOf('at: 1m, rollout: { deployment: d, images: { s: "s:2" } }'));
    expect(images(two!)).toEqual(["c:1", "s:2"]);
  });

  it("go on from what was written before: rollouts, scales, applies; and back", async () => {
    const timeline = await timelineOf(
      "at: 1m, rollout: { deployment: d, labels: { version: two }, annotations: { a: b } }",
      "at: 2m, scale: { kind: Deployment, name: d, replicas: 9 }",
      "at: 3m, rollout: { deployment: d, restart: true }",
      "at: 4m, rollout: { deployment: d, template: { spec: { terminationGracePeriodSeconds: 5, containers: [{ name: c, image: 'c:3' }] } } }",
      "at: 5m, rollout: { deployment: d, undo: true }",
      "at: 6m, rollout: { deployment: d, undo: true }",
    );
    const found = applied(timeline);
    expect(found.map(({ spec }) => spec.replicas)).toEqual([3, 9, 9, 9, 9]);
    expect(found.map(({ spec }) => spec.template.metadata.labels)).toEqual(Array.from({ length: 5 }, () => ({ app: "d", version: "two" })));
    const restarted = "kubectl.kubernetes.io/restartedAt";
    expect(found.map(({ spec }) => spec.template.metadata.annotations?.[restarted])).toEqual([undefined, "3m", "3m", "3m", "3m"]);
    expect(found.map((each) => images(each)[0])).toEqual(["c:1", "c:1", "c:3", "c:1", "c:3"]);
    expect(timeline.map(({ label }) => label)).toContain("roll out Deployment d");
  });

  it("merge into any object whose spec is its author's alone", async () => {
    const [service, budget] = await timelineOf(
      "at: 1m, patch: { kind: Service, name: svc, patch: { spec: { selector: { tier: x } } } }",
      "at: 2m, patch: { kind: Deployment, name: d, patch: { spec: { minReadySeconds: 5 } } }",
    );
    expect(service!.change).toMatchObject({ kind: "setObject", object: { kind: "Service", spec: { selector: { app: "d", tier: "x" } } } });
    expect(budget!.change).toMatchObject({ kind: "applyWorkload", object: { spec: { minReadySeconds: 5, replicas: 3 } } });
  });

  it("merge into nodes as they are at that time, and into the labels of pods", async () => {
    const [node, pod, later] = await timelineOf(
      "at: 1m, patch: { kind: Node, name: a-0, patch: { metadata: { labels: { disk: ssd } }, spec: { unschedulable: true } } }",
      "at: 2m, patch: { kind: Pod, name: p, namespace: n, patch: { metadata: { labels: { app: null, x: y } } } }",
      "at: 3m, cordon: { labels: { disk: ssd } }",
    );
    if (node!.change.kind !== "updateNode" || pod!.change.kind !== "updatePod") throw new Error("neither node nor pod");
    const { metadata, spec } = node!.change.update({ metadata: { name: "a-0", labels: { k: "v" } } });
    expect([metadata.labels, spec!.unschedulable, spec!.taints]).toEqual([
      { k: "v", disk: "ssd" },
      true,
      [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }],
    ]);
    expect(pod!.change.key).toBe("n/p");
    const source = { metadata: { namespace: "n", labels: { app: "d", z: "1" } }, spec: { containers: [] }, workload: "w" };
    expect(pod!.change.update(source)).toEqual({ ...source, metadata: { namespace: "n", labels: { z: "1", x: "y" } } });
    expect(later!.label).toBe("cordon a-0");
  });

  it("leave to a node that is applied anew what its kubelet reports", async () => {
    const node = "{ apiVersion: v1, kind: Node, metadata: { name: a-0, labels: { x: y } }, status: { capacity: { cpu: 9 } } }";
    const [applied] = await timelineOf(`at: 1m, apply: ${node}`);
    if (applied!.change.kind !== "updateNode") throw new Error("no update");
    const conditions = [{ type: "Ready", status: "Unknown" }];
    const { metadata, status } = applied!.change.update({ metadata: { name: "a-0" }, status: { conditions, capacity: { cpu: "4" } } });
    expect([metadata.labels!["x"], status!.capacity, status!.conditions]).toEqual(["y", { cpu: 9 }, conditions]);
  });

  it("delete a pod with a grace period of its own", async () => {
    const [own, at] = await timelineOf(
      "at: 1m, delete: { kind: Pod, name: p }",
      "at: 1m, delete: { kind: Pod, name: p, gracePeriodSeconds: 0 }",
    );
    expect([own!.change, at!.change]).toEqual([
      { kind: "deletePod", key: "default/p" },
      { kind: "deletePod", key: "default/p", graceSeconds: 0 },
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    [
      "crash: { nodes: { names: [c-0] } }",
      'spec.timeline[0].crash.nodes.names: there is no node "c-0" at that time; accepted: names of nodes: a-0',
    ],
    ["crash: { nodes: { pool: z } }", "spec.timeline[0].crash.nodes: no node is meant at that time"],
    ["crash: { pool: a }", 'unknown field "pool"'],
    ["reboot: { nodes: { pool: a } }", 'the field "down" is missing'],
    ["reboot: { nodes: { pool: a }, down: forever }", 'no duration; found "forever"'],
    ["fillDisk: { nodes: { pool: a } }", 'the field "amount" is missing'],
    ["crash: { nodes: { pool: a } }, recover: { nodes: { pool: a } }", "cannot stand beside crash"],
    [
      'rollout: { deployment: x, image: "c:2" }',
      'rollout.deployment: there is no Deployment "x" in the namespace default at that time; accepted: d, one',
    ],
    ["rollout: { deployment: d }", "spec.timeline[0].rollout: nothing of the template changes; accepted: at least one of image, images"],
    ['rollout: { deployment: d, image: "c:2" }', "rollout.image: there are 2 containers; accepted: images, by container: c, s"],
    ['rollout: { deployment: d, images: { x: "c:2" } }', 'rollout.images.x: there is no container "x"; accepted: c, s'],
    ["rollout: { deployment: d, undo: true }", "rollout.undo: there is no earlier template; accepted: a rollout before this one"],
    ["rollout: { deployment: d, template: { spec: { container: [] } } }", 'rollout.template.spec.container: unknown field "container"'],
    ["rollout: { deployment: d, labels: { app: e } }", "spec.timeline[0].rollout: the selector does not match the labels of the template"],
    [
      "patch: { kind: Deployment, name: d, patch: { spec: { replica: 3 } } }",
      'patch.patch.spec.replica: unknown field "replica"; accepted: replicas',
    ],
    [
      "patch: { kind: Deployment, name: d, patch: { metadata: { name: e } } }",
      "patch.patch: a patch cannot change kind, name or namespace",
    ],
    [
      "patch: { kind: Deployment, name: d, patch: { $patch: remove } }",
      'patch.patch: $patch: found "remove"; accepted: replace, delete, merge',
    ],
    ["patch: { kind: PersistentVolumeClaim, name: d, patch: {} }", "accepted: Deployment, ReplicaSet, Node, Pod"],
    [
      "patch: { kind: Service, name: x, patch: {} }",
      'patch.name: there is no Service "x" in the namespace default at that time; accepted: svc',
    ],
    ["patch: { kind: Node, name: x, patch: {} }", 'there is no node "x" at that time'],
    ["patch: { kind: Node, name: a-0, patch: { spec: { taint: [] } } }", 'patch.patch.spec.taint: unknown field "taint"; accepted: taints'],
    ["patch: { kind: Pod, name: p, patch: { spec: { priority: 5 } } }", "only labels and annotations of a running pod can be patched"],
    ["delete: { kind: Deployment, name: d, gracePeriodSeconds: 5 }", "a Deployment has no grace period"],
  ])("%s", async (entry, problem) => {
    const { problems, input } = await check(`  timeline: [{ at: 1m, ${entry} }]\n`);
    expect(problems.map(formatProblem).join("\n")).toContain(problem);
    expect(input).toBeUndefined();
  });

  it.each([
    ["nodes: { pool: a }, every: 1h", "nothing says what this is; accepted: one of crash, reboot, hangRuntime"],
    ["nodes: { pool: a }, crash: {}", 'the field "every" is missing'],
    ["nodes: { pool: z }, crash: {}, every: 1h", "spec.faults[0].nodes: no node is ever meant"],
    ["nodes: { names: [z] }, crash: {}, every: 1h", 'spec.faults[0].nodes.names: there is never a node "z"'],
    ["nodes: { pool: a }, crash: { down: 0s }, every: 10ms", "more than 1000000 faults; accepted: a longer time between them"],
    ["nodes: { pool: a }, crash: {}, every: { distribution: weibull, scale: 1h, shape: 0 }", "found 0; accepted: a number over 0"],
    [
      "nodes: { pool: a }, crash: {}, every: { distribution: exponential, mean: 0s }",
      "spec.faults[0]: mean is 0; accepted: a finite number above 0",
    ],
    [
      "name: x, nodes: { pool: a }, crash: {}, every: 1h }, { name: x, nodes: { pool: b }, crash: {}, every: 1h",
      "a second fault of this name",
    ],
  ])("faults: %s", async (fault, problem) => {
    const { problems, input } = await check(`  faults: [{ ${fault} }]\n`);
    expect(problems.map(formatProblem).join("\n")).toContain(problem);
    expect(input).toBeUndefined();
  });

  it("are faults without an end", async () => {
    const { problems } = await check("  faults: [{ nodes: { pool: a }, crash: { down: 1m }, every: 1h }]\n", "");
    expect(problems.map(formatProblem).join()).toContain(
      "spec.faults[0]: nothing ends the faults; accepted: until, or a horizon of the scenario",
    );
  });
});
