import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Container } from "../model/index.ts";
import { FactKind } from "../store/index.ts";
import { ClusterFixture, container, cpuWork, GIB, MIB, S, steady } from "./kubelets-fixture.ts";
import { oomScoreAdjust } from "./oom-score.ts";

const { ContainerExited, ContainerStarted, NodeFaulted, NodeStarted, NodeStopped } = FactKind;
const memory = (request: string | undefined, limit?: string): Partial<Container> => ({
  resources: { requests: request === undefined ? {} : { memory: request }, limits: limit === undefined ? {} : { memory: limit } },
});
const holding = (gib: number) => ({ memory: steady(gib * GIB) });
/** Evictions apart. */
const kernelOnly = { evictionThresholds: [] };
const killed = (world: ClusterFixture): string[] => world.lines(ContainerExited).map((line) => line.split(" ").slice(2).join(" "));

describe("a container at its memory limit", () => {
  it("is killed as a whole, alone in its pod, and started again", () => {
    const world = new ClusterFixture()
      .rule("a", { memory: { kind: "leak", from: 0, perHour: 3600 * MIB, most: Infinity } }, "leaks")
      .start();
    world.pod("a", { containers: [container("leaks", memory("100Mi", "100Mi")), container("other")] });
    world.run(101);
    expect(world.lines(ContainerExited, ContainerStarted).slice(2)).toEqual([
      "100 ContainerExited a OOMKilled 137",
      "100 ContainerStarted a",
    ]);
    expect(world.causes(ContainerExited)[0]).toMatchObject({ by: "kernel", reason: "OOMKilled", evidence: { scope: "container" } });
  });

  it("loses only its process where the node kills single ones and a supervisor starts it again", () => {
    for (const singleProcessOOMKill of [true, false]) {
      const world = new ClusterFixture({ settings: { singleProcessOOMKill } })
        .rule("a", { memory: { kind: "leak", from: 0, perHour: 3600 * MIB, most: Infinity }, supervisedRestartUs: 5 * S })
        .start();
      const pod = world.pod("a", { containers: [container("main", memory("100Mi", "100Mi"))] });
      world.run(150);
      expect(world.exits().length).toBe(singleProcessOOMKill ? 0 : 1);
      // Killed at 100 s, it holds memory again from 105 s on; a container that starts anew does from 100 s on.
      expect(world.kubelets.podUse(pod.id).memoryBytes / MIB).toBeCloseTo(singleProcessOOMKill ? 45 : 50, 6);
    }
  });

  it("in a pod with a limit of its own shares it: the container with the highest score goes", () => {
    const world = new ClusterFixture().rule("a", holding(0.4), "small").rule("a", holding(0.7), "large").start();
    const resources = { requests: { memory: "1Gi" }, limits: { memory: "1Gi", cpu: "1" } };
    world.pod("a", { restartPolicy: "Never", resources, containers: [container("small"), container("large")] });
    world.run(5);
    expect(killed(world)).toEqual(["a OOMKilled 137"]);
    expect(world.exits()[0]).toMatchObject({ container: 1, because: { evidence: { scope: "pod", limitBytes: GIB } } });
    expect(world.lines(NodeFaulted)).toEqual([]);
  });
});

describe("when memory runs out", () => {
  it("on the machine BestEffort pods go first, then Burstable ones by their share above the request, Guaranteed ones last", () => {
    const world = new ClusterFixture({ memoryBytes: 8 * GIB, settings: kernelOnly });
    for (const [app, gib] of [
      ["best-effort", 0.7],
      ["far", 1.6],
      ["near", 2.5],
      ["guaranteed", 1.9],
    ] as const)
      world.rule(app, holding(gib));
    world.rule("filler", { memory: { kind: "leak", from: 0, perHour: 36 * GIB, most: Infinity } }).start();
    const never = { restartPolicy: "Never" };
    world.pod("guaranteed", {
      ...never,
      containers: [container("main", { resources: { limits: { memory: "2Gi", cpu: "1" }, requests: { memory: "2Gi", cpu: "1" } } })],
    });
    world.pod("best-effort", never);
    world.pod("near", { ...never, containers: [container("main", memory("2Gi"))] });
    world.pod("far", { ...never, containers: [container("main", memory("1Gi"))] });
    // Of the class Guaranteed too, so that all others go before it.
    const all = { limits: { memory: "20Gi", cpu: "1" }, requests: { memory: "20Gi", cpu: "1" } };
    world.changeNode(0, { allocatable: { memory: "40Gi" } });
    world.pod("filler", { ...never, containers: [container("main", { resources: all })] });
    world.run(2000);
    expect(killed(world)).toEqual(["best-effort OOMKilled 137", "far OOMKilled 137", "near OOMKilled 137", "filler OOMKilled 137"]);
  });

  it("for the pods together, what is reserved stays free", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB, reserved: { memory: "1Gi" }, settings: kernelOnly })
      .rule("a", holding(2))
      .start();
    world.pod("first", { app: "a", restartPolicy: "Never", containers: [container("main", memory("2Gi"))] });
    world.at(1, () => world.pod("second", { app: "a", restartPolicy: "Never" }));
    world.run(2);
    expect(killed(world)).toEqual(["second OOMKilled 137"]);
    expect(world.exits()[0]!.because!.evidence).toMatchObject({ scope: "kubepods", limitBytes: 3 * GIB });
  });

  it("kills nobody while another ranks before it, and leaves a total that fits", () => {
    const pod = fc.record({
      mib: fc.integer({ min: 1, max: 900 }),
      requestMib: fc.integer({ min: 0, max: 900 }),
      at: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(pod, { minLength: 3, maxLength: 9 }), fc.boolean(), (pods, isReserved) => {
        const reserved = { memory: isReserved ? "512Mi" : "0" };
        const world = new ClusterFixture({ memoryBytes: 2 * GIB, reserved, settings: kernelOnly });
        pods.forEach(({ mib }, i) => world.rule(`p${i}`, { memory: steady(mib * MIB) }));
        world.start();
        world.changeNode(0, { allocatable: { memory: "100Gi" } });
        const limitBytes = isReserved ? 1.5 * GIB : 2 * GIB;
        const spec = ({ requestMib }: (typeof pods)[number]) => ({
          containers: [container("main", memory(requestMib === 0 ? undefined : `${requestMib}Mi`))],
        });
        pods.forEach((each, i) => world.at(each.at, () => world.pod(`p${i}`, { restartPolicy: "Never", ...spec(each) })));
        const badness = (i: number): number => {
          const { containers } = spec(pods[i]!);
          const adjust = oomScoreAdjust({ metadata: { name: `p${i}` }, spec: { containers } }, containers[0]!, 2 * GIB);
          return Math.ceil((pods[i]!.mib * MIB) / 4096) + adjust * Math.floor(limitBytes / 4096 / 1000);
        };
        const alive = new Set<number>();
        for (let at = 0; at <= 20; at++) {
          const gone = world.exits().length;
          world.run(at + 0.5);
          pods.forEach((each, i) => each.at === at && alive.add(i));
          for (const line of killed(world).slice(gone)) {
            const victim = Number(line.split(" ")[0]!.slice(1));
            for (const other of alive) expect(badness(other)).toBeLessThanOrEqual(badness(victim));
            alive.delete(victim);
          }
          const total = [...alive].reduce((sum, i) => sum + pods[i]!.mib * MIB, 0);
          expect(world.kubelets.nodeUse(0).memoryBytes).toBe(total);
          expect(total).toBeLessThan(limitBytes);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the kubelet of a node", () => {
  const settings = { system: { cores: 0.1, memoryBytes: GIB / 2 }, stallBelowBytes: 200 * MIB, ...kernelOnly };

  it("without reserves does not act while memory is short, and is not heard", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB, settings }).rule("a", { ...holding(3.4), work: cpuWork(30, 1) }).start();
    world.pod("a", { restartPolicy: "Never" });
    world.run(100);
    expect(world.lines(NodeStopped, NodeStarted, ContainerExited)).toEqual([
      "0 NodeStopped n0 kubelet",
      "30 ContainerExited a Completed 0",
      "30 NodeStarted n0",
    ]);
    expect(world.causes(NodeStopped)[0]).toMatchObject({ by: "kernel", reason: "MemoryThrashing" });
  });

  it("with reserves goes on: the pods run out of memory before it does", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB, settings, reserved: { memory: "1Gi" } }).rule("a", holding(3.4)).start();
    world.pod("a", { restartPolicy: "Never" });
    world.run(100);
    expect(world.lines(NodeStopped, ContainerExited)).toEqual(["0 ContainerExited a OOMKilled 137"]);
  });
});
