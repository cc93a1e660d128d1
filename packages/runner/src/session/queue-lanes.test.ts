/** The queue's lanes tell what the scheduler's queue itself says at every moment, as means and peaks of bins; attempts are counted once. */
import { describe, expect, it } from "vitest";
import { AttemptLog, QueueLog } from "@orrery/scheduler/component";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { checkScenario } from "../scenario/index.ts";
import { Simulation } from "../simulation/index.ts";
import { queueLanes } from "./queue-lanes.ts";
import { SimSession } from "./sim-session.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
/** Eighty pods at once, of which some do not fit; one that no node ever fits; one behind a gate. */
const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: queue }
spec:
  horizon: 10m
  nodePools: [{ name: node, count: 2, capacity: { cpu: 32, memory: 64Gi, pods: 110 } }]
  workloads:
    - { name: web, count: 80, duration: 90s, template: { spec: { containers: [{ name: c, resources: { requests: { cpu: 1 } } }] } } }
    - { name: huge, count: 1, template: { spec: { containers: [{ name: c, resources: { requests: { cpu: 300 } } }] } } }
    - name: gated
      count: 1
      template:
        spec: { schedulingGates: [{ name: later }], containers: [{ name: c, resources: { requests: { cpu: 1 } } }] }
`;

async function inputOf() {
  const { input, problems } = await checkScenario(SCENARIO, "queue.yaml", {
    registry,
    readText: () => Promise.reject(new Error("no files")),
  });
  if (input === undefined) throw new Error(JSON.stringify(problems));
  return input;
}

describe("queueLanes", () => {
  it("are at any moment what the queue itself says, and its changes leave no mark on the history", async () => {
    const session = new SimSession(await inputOf(), registry);
    session.advanceTo(Infinity);
    const simulation = new Simulation(await inputOf(), registry);
    const seen = new Set<string>();
    for (let timeUs = 0; timeUs < 600e6; timeUs += timeUs < 1e6 ? 7_000 : 1_130_000) {
      simulation.advanceTo(timeUs);
      const { active, backoff, unschedulable, gated } = simulation.scheduler.queue.depth;
      const { mean, most } = session.queueLanes(timeUs, timeUs + 1, 1);
      expect([...mean]).toEqual([active, backoff, unschedulable, gated]);
      expect([...most]).toEqual([...mean]);
      seen.add([...mean].map(Math.sign).join(""));
    }
    // The moments differ: pods in the active queue, in back-off, refused, behind a gate, and several of these together.
    expect(seen.size).toBeGreaterThan(3);
    expect(simulation.scheduler.queue.depth.gated).toBe(1);
  });

  it("count every attempt in one bin, by its result", async () => {
    const session = new SimSession(await inputOf(), registry);
    session.advanceTo(Infinity);
    const { attempts } = session.queueLanes(0, 600e6, 60);
    const sums = [0, 1, 2].map((result) => attempts.subarray(result * 60, result * 60 + 60).reduce((sum, each) => sum + each, 0));
    expect(sums[0]).toBe(80);
    expect(sums[0]! + sums[1]! + sums[2]!).toBe(session.status.attempts);
    expect(sums[1]).toBeGreaterThan(16);
  });

  it("are means over the time of a bin and the most at any instant of it; what is not simulated is unknown", () => {
    const queueLog = new QueueLog();
    queueLog.note(10, { active: 4, backoff: 0, unschedulable: 0, gated: 0 });
    queueLog.note(15, { active: 0, backoff: 0, unschedulable: 2, gated: 0 });
    queueLog.note(40, { active: 0, backoff: 0, unschedulable: 0, gated: 0 });
    const { mean, most } = queueLanes({ attempts: new AttemptLog(), queueLog }, 30, 0, 50, 5);
    expect([...mean.subarray(0, 5)]).toEqual([0, 2, 0, 0, -1]);
    expect([...most.subarray(0, 5)]).toEqual([0, 4, 0, 0, -1]);
    expect([...mean.subarray(10, 15)]).toEqual([0, 1, 2, 2, -1]);
    const within = queueLanes({ attempts: new AttemptLog(), queueLog }, 50, 12, 20, 1);
    expect([within.mean[0], within.most[0]]).toEqual([1.5, 4]);
  });
});
