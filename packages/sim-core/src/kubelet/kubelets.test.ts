import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import { ClusterFixture, container, cpuWork, GIB, S, steady } from "./kubelets-fixture.ts";

const { ContainerExited, PodFailed, ProbeFailed } = FactKind;

describe("a pod's start", () => {
  it("takes the sandbox, then shows at the next relist", () => {
    const world = new ClusterFixture({ timings: { podStartUs: 2 * S, relistUs: S } }).rule("a", {}).start();
    const pod = world.pod("a", {});
    world.run(10);
    expect(pod.startedUs).toBeGreaterThanOrEqual(2 * S);
    expect(pod.startedUs).toBeLessThan(3 * S);
    expect([pod.phase, pod.ready]).toEqual(["Running", true]);
  });
});

describe("a liveness probe", () => {
  const probe = { initialDelaySeconds: 100, periodSeconds: 10, timeoutSeconds: 50, failureThreshold: 15 };

  it("kills a container that has not started up in time, and only then", () => {
    for (const [cpuSeconds, killed] of [
      [200, false],
      [300, true],
    ] as const) {
      const world = new ClusterFixture().rule("java", { startup: { waitUs: undefined, work: cpuWork(cpuSeconds, 1) }, stopUs: 0 }).start();
      world.pod("a", { app: "java", containers: [container("main", { livenessProbe: probe })] });
      world.run(400);
      expect(world.lines(ProbeFailed)).toEqual(killed ? ["240 ProbeFailed a liveness 15"] : []);
      expect(world.lines(ContainerExited).length).toBe(killed ? 1 : 0);
    }
  });
});

describe("the eviction manager", () => {
  it("evicts by rank when the node runs short, before the kernel has to kill", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB })
      .rule("big", { memory: { kind: "leak", from: GIB, perHour: 3.6 * GIB, most: Infinity } })
      .rule("small", { memory: steady(GIB) })
      .start();
    world.pod("small", { containers: [container("main", { resources: { requests: { memory: "1Gi" } } })] });
    world.pod("big", {});
    world.run(3000);
    const [line] = world.lines(PodFailed);
    expect(line).toMatch(/^\S+ PodFailed big Evicted$/);
    const evictedAt = Number(line!.split(" ")[0]);
    // 2 GiB are there at the start and go at a GiB each 1000 s; the look comes within ten seconds, the end a little later.
    expect(evictedAt).toBeGreaterThan(1900);
    expect(evictedAt).toBeLessThan(1915);
    expect(world.store.state.nodes[0]!.node.status!.conditions!.find(({ type }) => type === "MemoryPressure")!.status).toBe("False");
  });
});
