/** Frames, lanes and the overview tell what lives: usage from samples, what containers wait for, how they ended, what went wrong when. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { checkScenario } from "../scenario/index.ts";
import { whyNode, whyPod, whyWorkload } from "../explain/index.ts";
import { Simulation } from "../simulation/index.ts";
import { NodeFlag, PodFlag } from "./frame.ts";
import { SimSession } from "./sim-session.ts";
import { TroubleKind } from "./trouble-kind.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: living }
spec:
  horizon: 20m
  nodePools:
    - { name: node, count: 3, capacity: { cpu: 4, memory: 8Gi }, oversell: { cpu: 2 } }
  behaviors:
    - { name: hungry, selector: { matchLabels: { app: hungry } }, cpu: 3, memory: 1Gi }
    - { name: crasher, selector: { matchLabels: { app: crasher } }, cpu: 100m, memory: 100Mi, crash: { after: 20s } }
  workloads:
    - name: hungry
      count: 2
      template:
        metadata: { labels: { app: hungry } }
        spec:
          nodeSelector: { kubernetes.io/hostname: node-0 }
          containers: [{ name: c, resources: { requests: { cpu: 3, memory: 1Gi } } }]
    - name: crasher
      count: 1
      template:
        metadata: { labels: { app: crasher } }
        spec:
          nodeSelector: { kubernetes.io/hostname: node-1 }
          containers: [{ name: c, resources: { requests: { cpu: 1 } } }]
  timeline:
    - { at: 5m, crash: { nodes: { names: [node-2] }, down: 5m } }
`;

const HOST = { orrery: "", platform: "", wallSeconds: 0, eventsPerSecond: 0, attemptsPerSecond: 0 };

let session: SimSession;
beforeAll(async () => {
  const { input, problems } = await checkScenario(SCENARIO, "living.yaml", {
    registry,
    readText: () => Promise.reject(new Error("no files")),
  });
  if (input === undefined) throw new Error(JSON.stringify(problems));
  session = new SimSession(input, registry);
  while (session.advance(100).end === undefined);
});

const frameAt = (timeUs: number) => session.frame(session.momentAt(timeUs));
const rowOf = (names: Int32Array, name: string) => names.findIndex((id) => session.texts[id]!.startsWith(name));

describe("usage", () => {
  it("is the mean between two samples, over what the machine has; before the first one it is unknown", () => {
    const early = frameAt(1e6).nodes;
    expect([early.sampleUs, early.usedMilliCpu[0]]).toEqual([-1, -1]);
    const { nodes } = frameAt(600e6);
    const row = rowOf(nodes.name, "node-0");
    expect(nodes.sampleUs).toBeLessThanOrEqual(600e6);
    expect(nodes.usedMilliCpu[row]).toBeCloseTo(4000, 3);
    expect(nodes.wantedMilliCpu[row]).toBeCloseTo(6000, 3);
    expect(nodes.usedMemoryBytes[row]).toBe(2 * 2 ** 30);
    expect(nodes.flags[row]! & NodeFlag.slow).toBe(NodeFlag.slow);
    expect(nodes.flags[rowOf(nodes.name, "node-1")]! & NodeFlag.slow).toBe(0);
  });

  it("is in lanes and the overview what it is in frames", () => {
    const lanes = session.lanes("node", 0, 1200e6, 20);
    const lane = lanes.names.indexOf("node-0");
    const { nodes } = frameAt(660e6 - 1);
    expect(lanes.used[lane * lanes.bins + 10]).toBeCloseTo(nodes.usedMilliCpu[rowOf(nodes.name, "node-0")]! / 4000, 3);
    const { sampleUs, usedCpu, wantedCpu } = session.overview();
    expect(sampleUs.length).toBeGreaterThan(10);
    expect(usedCpu.at(-1)! * 12).toBeLessThan(4.2);
    expect(wantedCpu.at(-1)! * 12).toBeGreaterThan(5.9);
  });
});

describe("pods that are held back", () => {
  const LIMITED = SCENARIO.replace("resources: { requests: { cpu: 1 } }", "resources: { requests: { cpu: 20m }, limits: { cpu: 50m } }");
  const limitedSession = async () => {
    const readText = () => Promise.reject(new Error("no files"));
    const { input } = await checkScenario(LIMITED, "limited.yaml", { registry, readText });
    const limited = new SimSession(input!, registry);
    while (limited.advance(1000).end === undefined);
    return limited;
  };

  it("are flagged by what holds them: others on the machine, or their own limit", async () => {
    const { pods } = frameAt(600e6);
    const flagsOf = (name: string) => pods.flags[rowOf(pods.name, name)]! & (PodFlag.throttled | PodFlag.starved);
    expect([flagsOf("hungry"), flagsOf("crasher")]).toEqual([PodFlag.starved, 0]);
    expect([...pods.held.missed]).toEqual([33, 33]);
    const limited = await limitedSession();
    const frame = limited.frame(limited.momentAt(30e6));
    const row = frame.pods.name.findIndex((id) => limited.texts[id]!.startsWith("crasher"));
    expect(frame.pods.flags[row]! & PodFlag.throttled).toBe(PodFlag.throttled);
    // It wants twice what its limit gives.
    const at = frame.pods.held.row.indexOf(row);
    expect([frame.pods.held.throttled[at], frame.pods.held.missed[at]]).toEqual([expect.toSatisfy((x: number) => x > 20), 50]);
    const node = frame.nodes.name.findIndex((id) => limited.texts[id] === "node-1");
    expect(frame.nodes.flags[node]! & NodeFlag.throttled).toBe(NodeFlag.throttled);
  });

  it("leave no mark on the history: whether somebody looks or not, its digest is one", async () => {
    const simulation = new Simulation(session.input, registry);
    simulation.run();
    expect(simulation.digest).toBe(session.status.digest);
    expect([simulation.heldLog.length, session.simulation.heldLog.length > 0]).toEqual([0, true]);
  });
});

describe("the overview", () => {
  it("counts at the end of every bin what the frame of that moment counts", () => {
    const { binUs, bins, pending, running, ready, down } = session.overview();
    const seen = new Set<string>();
    for (let bin = 0; bin < bins; bin += 7) {
      const { pods, nodes } = frameAt((bin + 1) * binUs - 1);
      const rows = Array.from({ length: pods.count }, (_, row) => row);
      const count = (test: (row: number) => boolean) => rows.filter(test).length;
      const counts = [
        count((row) => pods.phase[row] === 0 && pods.node[row] === -1),
        count((row) => pods.phase[row] === 1),
        count((row) => pods.phase[row] === 1 && (pods.flags[row]! & PodFlag.ready) !== 0),
        nodes.flags.filter((flags) => (flags & NodeFlag.stopped) !== 0).length,
      ];
      expect([pending[bin], running[bin], ready[bin], down[bin]]).toEqual(counts);
      seen.add(counts.join());
    }
    // Among them moments with a node down and with pods that run and are not ready.
    expect(seen.size).toBeGreaterThan(3);
  });
});

describe("containers", () => {
  it("that crash are shown with what they wait for, how they ended, and how often", () => {
    const { pods } = frameAt(1000e6);
    const row = rowOf(pods.name, "crasher");
    expect(session.texts[pods.waiting[row]!]).toBe("CrashLoopBackOff");
    expect(session.texts[pods.exit[row]!]).toBe("error");
    expect(pods.restarts[row]).toBeGreaterThan(3);
    expect(pods.flags[row]! & (PodFlag.backOff | PodFlag.ready)).toBe(PodFlag.backOff);
  });

  it("are the same whatever way the clock was moved there", () => {
    const straight = [100e6, 400e6, 1000e6].map((timeUs) => frameAt(timeUs).digest);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1200e6 }), { maxLength: 5 }), fc.integer({ min: 0, max: 2 }), (moves, last) => {
        for (const timeUs of moves) frameAt(timeUs);
        expect(frameAt([100e6, 400e6, 1000e6][last]!).digest).toBe(straight[last]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("trouble", () => {
  it("is told apart in bins and lanes, and stepped to", () => {
    const { restarted, outage } = session.overview();
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const { pods } = frameAt(1200e6);
    expect(sum(restarted)).toBeGreaterThanOrEqual(pods.restarts[rowOf(pods.name, "crasher")]!);
    expect(sum(outage)).toBe(1);
    const lanes = session.lanes("node", 0, 1200e6, 4);
    const bits = (name: string) => lanes.troubles.slice(lanes.names.indexOf(name) * 4, lanes.names.indexOf(name) * 4 + 4);
    expect([...bits("node-2")]).toEqual([0, TroubleKind.outage, 0, 0]);
    expect(bits("node-1")[0]! & TroubleKind.restarted).toBe(TroubleKind.restarted);
    const first = session.step({ timeUs: 0, facts: 0 }, "failure", 1)!;
    expect(first.timeUs).toBeLessThan(60e6);
  });

  it("counts outages as the report does: what takes a node, its kubelet or its runtime away", async () => {
    const timeline = `
    - { at: 1m, crash: { nodes: { names: [node-2] }, down: 2m } }
    - { at: 2m, hangRuntime: { nodes: { names: [node-1] }, for: 3m } }
    - { at: 3m, stopKubelet: { nodes: { names: [node-1] }, for: 1m } }
    - { at: 6m, fillDisk: { nodes: { names: [node-0] }, amount: 1Gi, for: 1m } }
    - { at: 8m, reboot: { nodes: { names: [node-0] }, down: 1m } }
    - { at: 9m, hangRuntime: { nodes: { names: [node-2] } } }
    - { at: 10m, crash: { nodes: { names: [node-2] }, down: 1m } }
    - { at: 15m, removeNodes: { names: [node-1] } }
`;
    const text = SCENARIO.replace(/timeline:\n[^]*$/, `timeline:${timeline}`);
    const { input, problems } = await checkScenario(text, "outages.yaml", {
      registry,
      readText: () => Promise.reject(new Error("no files")),
    });
    if (input === undefined) throw new Error(JSON.stringify(problems));
    const run = new SimSession(input, registry);
    while (run.advance(1000).end === undefined);
    const marked = run.overview().outage.reduce((total, value) => total + value, 0);
    const { life } = run.result({ host: HOST, inputs: [] });
    // Two crashes, a reboot, a kubelet that stops, two runtimes that hang.
    expect([marked, life!.cluster.outages.count, life!.cluster.outages.machine]).toEqual([6, 6, 3]);
    // node-2: from 1m to 3m, and hung and then off from 9m to 11m; node-1: hung from 2m to 5m; node-0: a minute of rebooting.
    expect(Math.round(life!.cluster.outages.downUs / 6e6) / 10).toBe(8);
    const lanes = run.lanes("node", 0, 1200e6, 20);
    const bits = lanes.troubles.slice(lanes.names.indexOf("node-0") * 20, lanes.names.indexOf("node-0") * 20 + 20);
    expect(Array.from(bits, (each) => each & TroubleKind.outage).flatMap((each, bin) => (each === 0 ? [] : [bin]))).toEqual([8]);
    const at = (from: number) => run.step(run.momentAt(from), "failure", 1)?.timeUs;
    expect([at(899e6), at(359e6)]).toEqual([900e6, 360e6]);
  });

  it("counts no outage where memory runs short, whose evictions and OOM kills are counted", async () => {
    const folder = path.resolve(import.meta.dirname, "../../../../scenarios");
    const readText = async (file: string) => readFileSync(path.join(folder, file), "utf8");
    const { input } = await checkScenario(await readText("stateful-apps.yaml"), "stateful-apps.yaml", { readText, registry });
    const run = new SimSession(input!, registry);
    while (run.advance(20_000).end === undefined);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const { faults } = run
      .result({ host: HOST, inputs: [] })
      .life!.nodes.reduce((all, node) => ({ faults: all.faults + node.faults.reduce((total, { count }) => total + count, 0) }), {
        faults: 0,
      });
    expect(faults).toBeGreaterThan(0);
    expect(sum(run.overview().outage)).toBe(run.result({ host: HOST, inputs: [] }).life!.cluster.outages.count);
  });

  it("is not made of containers that end because their pod is deleted", async () => {
    const folder = path.resolve(import.meta.dirname, "../../../../scenarios");
    const readText = async (file: string) => readFileSync(path.join(folder, file), "utf8");
    const { input } = await checkScenario(await readText("rollout.yaml"), "rollout.yaml", { readText, registry });
    const rollout = new SimSession(input!, registry);
    while (rollout.advance(5000).end === undefined);
    expect(rollout.overview().restarted.every((count) => count === 0)).toBe(true);
  });

  it("is explained as of the moment, from the effect backwards", () => {
    const pod = session.simulation.state.pods.find(({ key }) => key.includes("crasher"))!.key;
    const early = session.why({ kind: "pod", name: pod }, session.momentAt(10e6))!;
    const late = session.why({ kind: "pod", name: pod }, session.momentAt(1000e6))!;
    expect(early.chains).toEqual([]);
    expect(late.chains.some(({ effect, times }) => effect === "restarted" && times > 3)).toBe(true);
    expect(session.why({ kind: "pod", name: "default/none" }, session.momentAt(10e6))).toBeUndefined();
  });

  it("tells why from the frame's state as from one that was made for it", () => {
    const pod = session.simulation.state.pods.find(({ key }) => key.includes("crasher"))!.key;
    for (const seconds of [900, 10, 400, 1100])
      for (const [ask, kind, name] of [
        [whyPod, "pod", pod],
        [whyNode, "node", "node-2"],
        [whyWorkload, "workload", "crasher"],
      ] as const)
        expect(session.why({ kind, name }, session.momentAt(seconds * 1e6))).toEqual(ask(session.simulation, name, seconds * 1e6));
  });
});
