import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Pod, PodSpec, ResourceList } from "../model/index.ts";
import { type EvictionCandidate, rankDiskPressure, rankMemoryPressure, rankPidPressure } from "./eviction-ranking.ts";
import { podRequestOf } from "./pod-request.ts";
import type { PodUsage } from "./pod-usage.ts";

function candidate(name: string, usage: PodUsage | undefined, requests: ResourceList = {}, spec: Partial<PodSpec> = {}): EvictionCandidate {
  return { pod: { metadata: { name }, spec: { ...spec, containers: [{ name: "c", resources: { requests } }] } }, usage };
}

function names(ranked: readonly EvictionCandidate[]): string[] {
  return ranked.map(({ pod }) => pod.metadata.name);
}

const memory = (workingSetBytes: number) => ({ workingSetBytes });

describe("rankMemoryPressure", () => {
  it("takes the unknown first, then those above their request, then the less important, then those furthest above", () => {
    const ranked = rankMemoryPressure([
      candidate("within", memory(90), { memory: 100 }),
      candidate("above-important", memory(500), { memory: 100 }, { priority: 10 }),
      candidate("far-above", memory(300), { memory: 100 }),
      candidate("above", memory(250), { memory: 100 }),
      candidate("within-unimportant", memory(10), { memory: 100 }, { priority: -1 }),
      candidate("unknown", undefined, {}, { priority: 99 }),
      candidate("exactly", memory(100), { memory: 100 }),
    ]);
    expect(names(ranked)).toEqual(["unknown", "far-above", "above", "above-important", "within-unimportant", "exactly", "within"]);
  });

  it("puts nobody before a pod that Kubernetes ranks before them, in whatever order they came", () => {
    const some = fc.array(
      fc.record({
        used: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
        memory: fc.integer({ min: 0, max: 9 }),
        priority: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(some, (pods) => {
        const ranked = rankMemoryPressure(
          pods.map(({ used, memory: request, priority }, index) =>
            candidate(`p${index}`, used === undefined ? undefined : memory(used), { memory: request }, { priority }),
          ),
        );
        const keys = ranked.map(({ pod, usage }) => {
          const excess = (usage?.workingSetBytes ?? 0) - Number(pod.spec.containers[0]!.resources!.requests!.memory);
          return [
            usage === undefined ? 0 : 1,
            usage !== undefined && excess > 0 ? 0 : 1,
            pod.spec.priority!,
            usage === undefined ? 0 : -excess,
          ];
        });
        expect(ranked.length).toBe(pods.length);
        for (let i = 1; i < keys.length; i++) {
          const differing = keys[i]!.findIndex((key, at) => key !== keys[i - 1]![at]);
          if (differing >= 0) expect(keys[i - 1]![differing]!).toBeLessThan(keys[i]![differing]!);
        }
      }),
    );
  });
});

describe("rankPidPressure", () => {
  it("takes priority before processes, and requests not at all", () => {
    const ranked = rankPidPressure([
      candidate("important", { processCount: 900 }, {}, { priority: 5 }),
      candidate("few", { processCount: 3 }),
      candidate("many", { processCount: 30 }),
      candidate("unknown", undefined),
    ]);
    expect(names(ranked)).toEqual(["unknown", "many", "few", "important"]);
  });
});

describe("rankDiskPressure", () => {
  const disk = (rootfs: number, logs: number, volume = 0): PodUsage => ({
    containers: [{ name: "c", rootfsUsedBytes: rootfs, logsUsedBytes: logs, rootfsInodesUsed: logs, logsInodesUsed: rootfs }],
    volumes: [{ name: "v", usedBytes: volume, inodesUsed: 1 }],
  });
  const pods = [
    candidate("writes", disk(50, 1)),
    candidate("logs", disk(1, 40)),
    candidate("volume", disk(2, 2, 60), {}, { volumes: [{ name: "v", emptyDir: {} }] }),
    candidate("in-memory", disk(3, 3, 70), {}, { volumes: [{ name: "v", emptyDir: { medium: "Memory" } }] }),
  ];

  it("counts what lies on the disk that is full", () => {
    const order = (signal: "nodefs.available" | "imagefs.available", dedicatedImageFs: boolean, splitContainerImageFs: boolean) =>
      names(rankDiskPressure(pods, signal, { dedicatedImageFs, splitContainerImageFs }));
    expect(order("nodefs.available", false, false)).toEqual(["volume", "writes", "logs", "in-memory"]);
    expect(order("imagefs.available", false, false)).toEqual(["volume", "writes", "logs", "in-memory"]);
    expect(order("nodefs.available", true, false)).toEqual(["volume", "logs", "in-memory", "writes"]);
    expect(order("imagefs.available", true, false)).toEqual(["writes", "in-memory", "volume", "logs"]);
    expect(order("imagefs.available", true, true)).toEqual(["writes", "logs", "volume", "in-memory"]);
  });

  it("ranks inodes, and refuses a signal of no disk", () => {
    const layout = { dedicatedImageFs: true, splitContainerImageFs: false };
    expect(names(rankDiskPressure(pods, "imagefs.inodesFree", layout))).toEqual(["logs", "in-memory", "volume", "writes"]);
    expect(() => rankDiskPressure(pods, "memory.available", layout)).toThrow("found the signal memory.available; accepted: nodefs.*");
  });
});

describe("podRequestOf", () => {
  const of = (spec: Partial<PodSpec>): Pod => ({
    metadata: { name: "p" },
    spec: { ...spec, containers: [{ name: "c", resources: { requests: { memory: "1Gi", "ephemeral-storage": "1Gi" } } }] },
  });

  it("adds overhead to a request that there is", () => {
    const overhead = { memory: "1Gi", cpu: "1" };
    expect(podRequestOf(of({ overhead }), "memory").toString()).toBe("2Gi");
    expect(podRequestOf(of({ overhead }), "cpu").sign).toBe(0);
  });

  it("forgets the containers' requests when the pod has its own, also for resources that it cannot name", () => {
    const resources = { requests: { memory: "3Gi" } };
    expect(podRequestOf(of({ resources }), "memory").toString()).toBe("3Gi");
    expect(podRequestOf(of({ resources }), "ephemeral-storage").sign).toBe(0);
  });
});
