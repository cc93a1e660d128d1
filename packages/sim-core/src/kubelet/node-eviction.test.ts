import { describe, expect, it } from "vitest";
import type { Container, PodSpec } from "../model/index.ts";
import { FactKind } from "../store/index.ts";
import type { ContainerBehavior } from "../workload/index.ts";
import { parseThresholdConfig } from "./eviction-thresholds.ts";
import { ClusterFixture, container, GIB, MIB, S, steady } from "./kubelets-fixture.ts";

const requesting = (memory: string, more: Partial<PodSpec> = {}): Partial<PodSpec> => ({
  containers: [container("main", { resources: { requests: { memory } } })],
  ...more,
});
const holding = (gib: number): Partial<ContainerBehavior> => ({ memory: steady(gib * GIB) });
const thresholds = (config: Parameters<typeof parseThresholdConfig>[0]) => ({ evictionThresholds: parseThresholdConfig(config) });
const evicted = (world: ClusterFixture): string[] => world.lines(FactKind.PodFailed).map((line) => line.split(" ")[2]!);
const times = (world: ClusterFixture): number[] => world.lines(FactKind.PodFailed).map((line) => Number(line.split(" ")[0]));
const condition = (world: ClusterFixture, type: string) =>
  world.store.state.nodes[0]!.node.status?.conditions?.find((each) => each.type === type)?.status;

describe("eviction for memory", () => {
  it("takes pods above their request first, then lower priority, then the most above the request", () => {
    const world = new ClusterFixture({ memoryBytes: 8 * GIB, settings: thresholds({ evictionHard: { "memory.available": "4Gi" } }) });
    for (const [app, gib] of [
      ["within", 2],
      ["above", 1.2],
      ["far", 1.8],
      ["low", 1.1],
    ] as const)
      world.rule(app, holding(gib));
    world.start();
    world.pod("within", requesting("2Gi"));
    world.pod("above", requesting("1Gi", { priority: 10 }));
    world.pod("far", requesting("1Gi", { priority: 10 }));
    world.pod("low", requesting("1Gi", { priority: 1 }));
    world.run(60);
    // 6.1 GiB are held of 8: 1.1 go with the first, 1.8 with the second, and then it is enough.
    expect(evicted(world)).toEqual(["low", "far"]);
  });

  it("ends one pod a look, and looks again a second after it is gone", () => {
    const world = new ClusterFixture({ settings: thresholds({ evictionHard: { "memory.available": "6Gi" } }) });
    world.rule("a", { ...holding(1), stopUs: Infinity }).start();
    for (let i = 0; i < 4; i++) world.pod(`p${i}`, { app: "a" });
    world.run(60);
    const [first, second] = times(world);
    expect(evicted(world)).toEqual(["p0", "p1"]);
    // One second of grace, but two before SIGKILL; the next look a second later; two seconds again.
    expect(second! - first!).toBeCloseTo(3, 9);
  });

  it("never takes critical pods, and the next one in their place", () => {
    const world = new ClusterFixture({ settings: thresholds({ evictionHard: { "memory.available": "5Gi" } }) });
    world.rule("a", holding(2)).start();
    world.pod("critical", { app: "a", priority: 2_000_000_000 });
    world.pod("good", requesting("2Gi", { app: "a" }));
    world.run(60);
    expect(evicted(world)).toEqual(["good"]);
  });

  it("by a soft threshold waits for its grace period, and gives pods time to end", () => {
    const soft = { evictionSoft: { "memory.available": "6Gi" }, evictionSoftGracePeriod: { "memory.available": "30s" } };
    const settings = { ...thresholds(soft), evictionMaxPodGracePeriodSeconds: 20 };
    const world = new ClusterFixture({ settings }).rule("a", { ...holding(3), stopUs: Infinity }).start();
    world.at(5, () => world.pod("a", { terminationGracePeriodSeconds: 60 }));
    world.run(200);
    const [at] = times(world);
    // A look at 5 to 15 s, thirty seconds, twenty seconds of grace.
    expect(at).toBeGreaterThan(5 + 30 + 20);
    expect(at).toBeLessThan(15 + 30 + 20.001);
  });

  it("by a soft threshold that is no longer met in time does not happen", () => {
    const soft = { evictionSoft: { "memory.available": "6Gi" }, evictionSoftGracePeriod: { "memory.available": "30s" } };
    const world = new ClusterFixture({ settings: thresholds({ ...soft, evictionMinimumReclaim: { "memory.available": "2Gi" } }) });
    world.rule("a", holding(3)).start();
    const pod = world.pod("a", {});
    world.pod("other", requesting("1Gi", { app: "b" }));
    world.at(25, () => world.store.deletePod(pod.id));
    world.run(300);
    expect(evicted(world)).toEqual([]);
  });

  it("goes on until the minimum reclaim is free too", () => {
    const config = { evictionHard: { "memory.available": "3Gi" }, evictionMinimumReclaim: { "memory.available": "2Gi" } };
    const run = (settings: object) => {
      const world = new ClusterFixture({ settings }).rule("a", holding(1)).start();
      for (let i = 0; i < 6; i++) world.pod(`p${i}`, { app: "a" });
      world.run(100);
      return evicted(world).length;
    };
    // 2 GiB are free of 8; 3 are enough without a reclaim, 5 with it.
    expect(run(thresholds({ evictionHard: config.evictionHard }))).toBe(1);
    expect(run(thresholds(config))).toBe(3);
  });

  it("keeps the condition for the transition period", () => {
    const settings = { ...thresholds({ evictionHard: { "memory.available": "6Gi" } }), evictionPressureTransitionPeriodUs: 60 * S };
    const world = new ClusterFixture({ settings }).rule("a", holding(3)).start();
    world.pod("a", {});
    world.run(25);
    expect([evicted(world), condition(world, "MemoryPressure")]).toEqual([["a"], "True"]);
    world.run(60);
    expect(condition(world, "MemoryPressure")).toBe("True");
    world.run(100);
    expect(condition(world, "MemoryPressure")).toBe("False");
  });

  it("waits for a pod that does not end, but no longer than its grace period and a half, and thirty seconds", () => {
    const soft = { evictionSoft: { "memory.available": "6Gi" }, evictionSoftGracePeriod: { "memory.available": "1s" } };
    const settings = { ...thresholds(soft), evictionMaxPodGracePeriodSeconds: 100 };
    const world = new ClusterFixture({ settings }).rule("a", { ...holding(2), stopUs: Infinity, preStopUs: 99 * S }).start();
    for (let i = 0; i < 2; i++) {
      const lifecycle = { preStop: { exec: {} } };
      world.pod(`p${i}`, { app: "a", terminationGracePeriodSeconds: 100, containers: [container("main", { lifecycle })] });
    }
    world.run(300);
    const [first] = times(world);
    // 101 s: inside of the 150 s. Until then nobody else is evicted, and then there is enough.
    expect([evicted(world), first! > 100]).toEqual([["p0"], true]);
  });

  it("ends a pod sooner that is being deleted at its ease", () => {
    const settings = thresholds({ evictionHard: { "memory.available": "6Gi" } });
    const world = new ClusterFixture({ settings }).rule("a", { ...holding(3), stopUs: Infinity }).start();
    const pod = world.pod("a", { terminationGracePeriodSeconds: 600 });
    world.at(1, () => world.store.deletePod(pod.id));
    world.run(20);
    expect([pod.phase, pod.reason, pod.removed]).toEqual(["Failed", "Evicted", true]);
  });

  it("takes a pod first that has no sandbox yet: nothing is known of it", () => {
    const settings = thresholds({ evictionHard: { "memory.available": "6Gi" } });
    const world = new ClusterFixture({ settings, timings: { podStartUs: 20 * S } }).rule("a", holding(3)).start();
    world.pod("a", {});
    world.at(25, () => world.pod("new", { app: "b", priority: 1000, tolerations: [{ operator: "Exists" }] }));
    world.run(60);
    expect(evicted(world)[0]).toBe(times(world)[0]! < 25 ? "a" : "new");
    expect(evicted(world)).toContain("a");
  });
});

describe("eviction for disk", () => {
  const writing = (gib: number): Partial<ContainerBehavior> => ({ disk: steady(gib * GIB) });
  const limited = (limit?: string): Partial<Container> =>
    limit === undefined ? {} : { resources: { limits: { "ephemeral-storage": limit } } };

  it("takes the pod that holds most above its request, and says so", () => {
    const world = new ClusterFixture().rule("big", writing(60)).rule("small", writing(35)).start();
    world.pod("small", {});
    world.pod("big", {});
    world.run(30);
    expect(evicted(world)).toEqual(["big"]);
    expect(world.causes(FactKind.PodFailed)[0]).toMatchObject({
      by: "kubelet",
      reason: "Evicted",
      evidence: { signal: "nodefs.available" },
    });
    expect(condition(world, "DiskPressure")).toBe("True");
  });

  it("looks at memory before disk", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB });
    world.rule("memory", holding(3.95)).rule("disk", writing(95)).start();
    world.pod("disk", requesting("1Gi"));
    world.pod("memory", requesting("1Gi"));
    world.run(15);
    expect(evicted(world)[0]).toBe("memory");
  });

  it("removes unused images before it ends a pod", () => {
    const images = { bytes: new Map([["old:1", 30 * GIB]]), registryBytesPerSecond: Infinity };
    const settings = { presentImages: new Map([["old:1", 30 * GIB]]) };
    const world = new ClusterFixture({ images, settings }).rule("a", writing(65)).start();
    world.at(200, () => world.pod("a", {}));
    world.run(280);
    expect(evicted(world)).toEqual([]);
    expect(world.kubelets.nodeUse(0).diskBytes).toBe(65 * GIB);
  });

  it("ends pods above a limit of their own, container by container and all together", () => {
    const world = new ClusterFixture().rule("a", writing(1)).start();
    world.pod("fits", { app: "a", containers: [container("one", limited("2Gi"))] });
    world.pod("container", { app: "a", containers: [container("one", limited("500Mi")), container("two", limited("9Gi"))] });
    world.pod("pod", { app: "a", containers: [container("one", limited("1500Mi")), container("two", limited())] });
    world.run(20);
    expect(evicted(world).sort()).toEqual(["container", "pod"]);
    expect(world.causes(FactKind.PodFailed).map((because) => because!.message)).toEqual([
      'Container one exceeded its local ephemeral storage limit "524288000". ',
      "Pod ephemeral local storage usage exceeds the total limit of containers 1572864000. ",
    ]);
  });

  it("finds the moment at which the containers of a pod pass their common limit", () => {
    const leak = { disk: { kind: "leak", from: 0, perHour: 36 * GIB, most: Infinity } } as const;
    const world = new ClusterFixture().rule("a", leak).start();
    world.pod("a", { containers: [container("one", limited("2Gi")), container("two", limited())] });
    world.run(400);
    const [at] = times(world);
    expect(at).toBeGreaterThanOrEqual(100);
    expect(at).toBeLessThan(110);
  });
});

describe("eviction for processes", () => {
  it("takes lower priority first, then more processes", () => {
    const settings = thresholds({ evictionHard: { "pid.available": "40000" } });
    const world = new ClusterFixture({ settings }).rule("few", { processes: 30_000 }).rule("many", { processes: 35_000 }).start();
    world.pod("few", {});
    world.pod("many", {});
    world.run(20);
    expect([evicted(world), condition(world, "PIDPressure")]).toEqual([["many"], "True"]);
  });
});

describe("a node with reserves", () => {
  const leak = { memory: { kind: "leak", from: 0, perHour: 36 * GIB, most: Infinity } } as const;

  it("evicts for the pods' share of the memory before the kernel kills in it", () => {
    const world = new ClusterFixture({ memoryBytes: 8 * GIB, reserved: { memory: "2Gi" } }).rule("a", leak).start();
    world.pod("a", {});
    world.run(700);
    const [at] = times(world);
    // 6 GiB less 100 MiB at 10 MiB a second; then a look within ten seconds would come too late for the last 100 MiB only just.
    expect(at).toBeGreaterThanOrEqual((6 * GIB - 100 * MIB) / (10.24 * MIB));
    expect(at).toBeLessThan((6 * GIB) / (10.24 * MIB) + 0.001);
  });
});
