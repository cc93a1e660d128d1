/** How pods and nodes fared, from histories written by hand whose figures one can work out. */
import { describe, expect, it } from "vitest";
import type { DeploymentStatus } from "@orrery/sim-core/controllers";
import { buildLife } from "./build-life.ts";
import { rolloutFigures } from "./rollout-figures.ts";
import { TinyHistory, tinyNode } from "../testing/index.ts";

const GIB = 2 ** 30;
const SLOW = { by: "kubelet", reason: "Unhealthy", evidence: { slowdown: 4 } };

/** Node "a" of pool "left" with four cores sold of two, "b" of pool "right" likewise. */
function history(): TinyHistory {
  return new TinyHistory([tinyNode("a", "left", 4), tinyNode("b", "right", 4)]);
}

const exit = (more: object = {}) => ({ container: 0, exitCode: 1, reason: "Error", startedUs: 0, ...more });

describe("buildLife", () => {
  it("is null where nothing has a behaviour and nothing went wrong", () => {
    const calm = history();
    calm.running("web-0", "a", { workload: "web" });
    const id = calm.running("web-1", "b", { workload: "web" });
    calm.at(5);
    // A pod that is stopped in order is no trouble.
    calm.store.deletePod(id);
    calm.store.containerExited(id, exit({ exitCode: 143 }));
    calm.store.removePod(id);
    expect(buildLife(calm, 10e6)).toBeNull();
  });

  it("counts restarts by what ended the container before", () => {
    const run = history();
    const id = run.running("web-0", "a", { workload: "web" });
    const { store } = run;
    let restartCount = 0;
    const again = (ended: object) => {
      run.at(++restartCount);
      store.containerExited(id, exit(ended));
      store.containerStarted(id, { container: 0, restartCount });
    };
    store.probeFailed(id, { container: 0, probe: "startup", failures: 3, sinceUs: 0, because: SLOW });
    again({ because: { by: "kubelet", reason: "Unhealthy" } });
    store.probeFailed(id, { container: 0, probe: "liveness", failures: 3, sinceUs: 0 });
    again({ because: { by: "kubelet", reason: "Unhealthy" } });
    again({ exitCode: 137, reason: "OOMKilled", because: { by: "kernel", reason: "OOMKilled" } });
    again({ exitCode: 137, reason: "OOMKilled" });
    again({});
    again({ exitCode: 0, reason: "Completed" });
    // A restart after which nobody saw the end: its machine had crashed.
    store.containerStarted(id, { container: 0, restartCount: 7 });
    const { cluster, workloads } = buildLife(run, 10e6)!;
    const [web] = workloads;
    expect(web!.restarts).toEqual({
      total: 7,
      pods: 1,
      byReason: [
        { reason: "OOMKilled", count: 2 },
        { reason: "completed", count: 1 },
        { reason: "error", count: 1 },
        { reason: "liveness", count: 1 },
        { reason: "node", count: 1 },
        { reason: "startup", count: 1 },
      ],
    });
    expect([web!.oomKills, web!.probeFailures]).toEqual([2, { startup: 1, liveness: 1, readiness: 0 }]);
    expect(cluster.restarts).toEqual(web!.restarts);
  });

  it("tells evictions by signal and by taint, and what was lost with its machine", () => {
    const run = history();
    const ids = ["p0", "p1", "p2", "p3"].map((name) => run.running(name, "a", { workload: "web" }));
    const { store } = run;
    run.at(10);
    const because = { by: "kubelet", reason: "Evicted", evidence: { signal: "memory.available" } };
    store.finishPod(ids[0]!, false, { reason: "Evicted", message: "", because });
    store.stopNode(0, { what: "machine", because: { by: "timeline", reason: "Crash" } });
    run.at(40);
    store.deletePod(ids[1]!, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
    run.at(60);
    store.startNode(0);
    // It comes back and goes on; it was not lost.
    store.containerStarted(ids[2]!, { container: 0, restartCount: 1 });
    store.deletePod(ids[3]!, { because: { by: "user", reason: "Deleted" } });
    const { nodes, pools } = buildLife(run, 100e6)!;
    expect(nodes.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(nodes[0]!.evictions).toEqual({
      total: 2,
      byReason: [
        { reason: "DeletionByTaintManager", count: 1 },
        { reason: "memory.available", count: 1 },
      ],
    });
    expect([nodes[0]!.podsLost, nodes[0]!.outages]).toEqual([1, { count: 1, machine: 1, downUs: 50e6, notReadyUs: 0 }]);
    expect(pools.map(({ name, podsLost }) => [name, podsLost])).toEqual([
      ["left", 1],
      ["right", 0],
    ]);
  });

  it("measures the time to ready from creation and from binding, of the first time", () => {
    const run = history();
    const { store } = run;
    const ids = [0, 1, 2].map((i) => run.pod(`p${i}`, { workload: "web" }));
    run.at(2);
    for (const id of ids) store.bindPod(id, 0);
    run.at(5);
    for (const id of ids) store.startPod(id, false);
    run.at(12);
    store.setPodReady(ids[0]!, true);
    run.at(20);
    store.setPodReady(ids[0]!, false, SLOW);
    store.probeFailed(ids[0]!, { container: 0, probe: "readiness", failures: 3, sinceUs: 15e6, because: SLOW });
    run.at(32);
    store.setPodReady(ids[1]!, true);
    store.setPodReady(ids[0]!, true);
    const { ready } = buildLife(run, 50e6)!.workloads[0]!;
    expect(ready).toEqual({
      pods: 2,
      never: 1,
      fromCreation: { p50Us: 12e6, p90Us: 32e6, p99Us: 32e6, maxUs: 32e6 },
      fromBinding: { p50Us: 10e6, p90Us: 30e6, p99Us: 30e6, maxUs: 30e6 },
    });
  });

  it("sets use against requests, limits and machines", () => {
    const run = new TinyHistory([tinyNode("a", "left", 4), tinyNode("b", "right", 4)], { behaviors: [] });
    const wide = run.running("wide", "a", { workload: "web", requests: { cpu: "2", memory: "1Gi" }, limits: { cpu: "3", memory: "4Gi" } });
    const open = run.running("open", "a", { workload: "web", requests: { cpu: "1", memory: "2Gi" } });
    run.podUsed(wide, { cpuUs: 30e6, wantedCpuUs: 60e6, throttledUs: 10e6, memoryPeakBytes: 3 * GIB });
    run.podUsed(open, { cpuUs: 10e6, wantedCpuUs: 10e6, memoryPeakBytes: 1 * GIB });
    run.nodeUsed("a", { cpuUs: 50e6, wantedCpuUs: 80e6, throttledUs: 10e6, memoryPeakBytes: 6 * GIB });
    run.at(10);
    run.store.probeFailed(wide, { container: 0, probe: "readiness", failures: 1, sinceUs: 0 });
    const { workloads, pools, nodes } = buildLife(run, 20e6)!;
    const throttledShare = 10 / 50;
    expect(workloads[0]!.cpu).toEqual({
      usedUs: 40e6,
      wantedUs: 70e6,
      throttledUs: 10e6,
      requestedUs: 60e6,
      limitUs: 60e6,
      podsWithoutLimit: 1,
      slowdown: 70 / 40,
      throttledShare,
    });
    const limits = { requestBytes: GIB, limitBytes: 4 * GIB, hardwareBytes: null };
    expect(workloads[0]!.memory).toEqual({ of: "default/wide", peakBytes: 3 * GIB, ...limits });
    expect(pools[0]).toMatchObject({ name: "left", hardwareCpuUs: 40e6, oversellRatio: 2, cpu: { usedUs: 50e6, slowdown: 1.6 } });
    const ofNode = { of: "a", peakBytes: 6 * GIB, requestBytes: 3 * GIB, limitBytes: null, hardwareBytes: 8 * GIB };
    expect(nodes[0]!.memory).toEqual(ofNode);
    expect(nodes[1]).toMatchObject({ name: "b", memory: null, cpu: { slowdown: null, throttledShare: null } });
  });

  it("follows bad conditions of nodes, and since when they were slow", () => {
    const run = history();
    const ready = (status: string, pressure: string) => ({
      ...tinyNode("a", "left", 4).node,
      status: {
        conditions: [
          { type: "Ready", status },
          { type: "MemoryPressure", status: pressure },
        ],
      },
    });
    run.sample("a", {});
    run.store.nodeFaulted(0, { reason: "OOMKilling", because: { by: "kernel", reason: "OOMKilling" } });
    run.at(10);
    run.store.updateNode(ready("Unknown", "False"));
    run.sample("a", { cpuUs: 10e6, wantedCpuUs: 12e6 });
    run.at(20);
    run.store.updateNode(ready("True", "True"));
    run.sample("a", { cpuUs: 20e6, wantedCpuUs: 52e6 });
    run.at(25);
    run.store.updateNode(ready("False", "True"));
    const [node] = buildLife(run, 30e6)!.nodes;
    expect(node!.conditions).toEqual([
      { type: "NotReady", times: 2, forUs: 15e6 },
      { type: "MemoryPressure", times: 1, forUs: 10e6 },
    ]);
    expect([node!.faults, node!.slowUs, node!.slowFromUs]).toEqual([[{ reason: "OOMKilling", count: 1 }], 10e6, 10e6]);
  });
});

describe("how far the CPU can be oversold", () => {
  const nodes = [1, 2, 4].map((ratio) => {
    const { node } = tinyNode(`n${ratio}`, `${ratio}x`, 8);
    return { node, pool: `${ratio}x`, hardware: { milliCpu: 8000 / ratio, memoryBytes: 8 * GIB, gpus: 0 } };
  });

  /** @param slowdowns by node */
  function run(slowdowns: readonly number[], restartsOn: readonly string[] = []): ReturnType<typeof buildLife> {
    const made = new TinyHistory(nodes, { behaviors: [RULE] });
    for (const [at, slowdown] of slowdowns.entries()) {
      const name = nodes[at]!.node.metadata.name;
      const id = made.running(`on-${name}`, name, { workload: "web" });
      made.nodeUsed(name, { cpuUs: 1e6, wantedCpuUs: slowdown * 1e6 });
      // As much again was wanted beyond its own quota, which is no fault of the pool.
      made.podUsed(id, { cpuUs: 1e6, wantedCpuUs: slowdown * 1e6 + 2e6, throttledUs: 2e6 });
      if (!restartsOn.includes(name)) continue;
      made.store.probeFailed(id, { container: 0, probe: "liveness", failures: 3, sinceUs: 0 });
      made.store.containerExited(id, exit({ because: { by: "kubelet", reason: "Unhealthy" } }));
      made.store.containerStarted(id, { container: 0, restartCount: 1 });
    }
    return buildLife(made, 10e6);
  }

  it("holds as far as all lower ratios hold too, and says what breaks", () => {
    const { pools, holdsUpTo, breaksAt, verdict } = run([1, 1.2, 3], ["n4"])!.oversell!;
    expect(pools.map(({ name, ratio, slowdown }) => [name, ratio, slowdown])).toEqual([
      ["1x", 1, 1],
      ["2x", 2, 1.2],
      ["4x", 4, 3],
    ]);
    expect([holdsUpTo, breaksAt]).toEqual([2, 4]);
    expect(verdict).toBe("holds up to 2x; breaks at 4x: 1 restart by probes, the work of web takes 3.00 times as long");
  });

  it("trusts no ratio above one that breaks", () => {
    expect(run([1, 2, 1])!.oversell).toMatchObject({ holdsUpTo: 1, breaksAt: 2 });
    expect(run([2, 1, 1])!.oversell!.verdict).toBe("breaks at 1x: the work of web takes 2.00 times as long; nothing less was tried");
    expect(run([1, 1, 1])!.oversell!.verdict).toBe("holds up to 4x, the most that was tried");
  });

  it("has nothing to say where nothing is oversold", () => {
    const [one] = nodes;
    const made = new TinyHistory([one!], { behaviors: [RULE] });
    made.running("p", "n1", { workload: "web" });
    expect(buildLife(made, 10e6)!.oversell).toBeNull();
  });

  it("counts a Deployment that loses what it had promised, not one that has never had it", () => {
    const made = new TinyHistory(nodes, { behaviors: [RULE] });
    made.running("web-0", "n4", { workload: "web" });
    const available = (name: string, availableReplicas: number) => made.store.setObject(deployment(name, 1, { availableReplicas }));
    for (const count of [0, 4, 2]) available("web", count);
    expect(buildLife(made, 10e6)!.oversell!.pools[0]!.availabilityBreaches).toEqual(["default/web"]);
    const starting = new TinyHistory(nodes, { behaviors: [RULE] });
    starting.running("web-0", "n4", { workload: "web" });
    for (const availableReplicas of [0, 1, 2]) starting.store.setObject(deployment("web", 1, { availableReplicas }));
    expect(buildLife(starting, 10e6)!.oversell!.pools[0]!.availabilityBreaches).toEqual([]);
  });
});

describe("rolloutFigures", () => {
  it("follows each revision to its end, and what there was meanwhile", () => {
    const run = history();
    const write = (seconds: number, revision: number, status: Partial<DeploymentStatus>) => {
      run.at(seconds);
      run.store.setObject(deployment("web", revision, status));
    };
    const whole = { replicas: 4, updatedReplicas: 4, availableReplicas: 4 };
    const progressing = (reason: string) => ({
      conditions: [{ type: "Progressing" as const, status: "True" as const, reason, lastUpdateUs: 0, lastTransitionUs: 0 }],
    });
    write(1, 1, { replicas: 2, updatedReplicas: 2, availableReplicas: 0 });
    write(5, 1, { ...whole, ...progressing("NewReplicaSetAvailable") });
    write(10, 2, { replicas: 5, updatedReplicas: 2, availableReplicas: 3, ...progressing("ReplicaSetUpdated") });
    write(700, 2, { replicas: 5, updatedReplicas: 2, availableReplicas: 3, ...progressing("ProgressDeadlineExceeded") });
    write(800, 2, { ...whole, ...progressing("NewReplicaSetAvailable") });
    // What comes after it was complete is not the rollout's.
    write(900, 2, { ...whole, availableReplicas: 1, ...progressing("NewReplicaSetAvailable") });
    const common = { deployment: "default/web", replicas: 4, promisedAvailable: 3 };
    expect(rolloutFigures(run.store.log, 1000e6)).toEqual([
      { ...common, revision: 1, fromUs: 1e6, completeUs: 5e6, timedOutUs: null, fewestAvailable: null, mostPods: 4 },
      { ...common, revision: 2, fromUs: 10e6, completeUs: 800e6, timedOutUs: 700e6, fewestAvailable: 3, mostPods: 5 },
    ]);
  });
});

describe("a promise that changes while a rollout lasts", () => {
  it("is held against the pods that were available under it", () => {
    const run = history();
    const write = (seconds: number, revision: number, maxUnavailable: number, availableReplicas: number) => {
      const { spec, ...object } = deployment("web", revision, { replicas: 5, updatedReplicas: 2, availableReplicas });
      run.at(seconds);
      run.store.setObject({ ...object, spec: { ...spec, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable } } } });
    };
    write(1, 1, 0, 4);
    write(2, 2, 0, 3);
    write(3, 2, 2, 2);
    expect(rolloutFigures(run.store.log, 10e6)[1]).toMatchObject({ fewestAvailable: 3, promisedAvailable: 4 });
  });
});

const RULE = {
  name: "idle",
  namespace: undefined,
  selector: undefined as never,
  container: undefined,
  behavior: undefined as never,
};

function deployment(name: string, revision: number, status: Partial<DeploymentStatus>) {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default", annotations: { "deployment.kubernetes.io/revision": String(revision) } },
    spec: { replicas: 4 },
    status,
  };
}
