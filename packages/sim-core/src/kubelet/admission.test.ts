import { describe, expect, it } from "vitest";
import type { PodSpec } from "../model/index.ts";
import { FactKind } from "../store/index.ts";
import { ClusterFixture, container, cpuWork, GIB, S } from "./kubelets-fixture.ts";

const asking = (requests: Record<string, string>): Partial<PodSpec> => ({ containers: [container("main", { resources: { requests } })] });

function refusals(world: ClusterFixture): string[] {
  return world.lines(FactKind.PodFailed).map((line) => line.split(" ").slice(2).join(" "));
}

describe("a kubelet", () => {
  it.each([
    ["cpu", asking({ cpu: "3" }), "OutOfcpu"],
    ["memory", asking({ memory: "5Gi" }), "OutOfmemory"],
    ["ephemeral-storage", asking({ "ephemeral-storage": "60Gi" }), "OutOfephemeral-storage"],
    ["an extended resource", asking({ "example.com/gpu": "2" }), "OutOfexample.com/gpu"],
  ])("refuses the second pod that takes more than half of %s", (_, spec, reason) => {
    const world = new ClusterFixture().start();
    world.changeNode(0, { allocatable: { "example.com/gpu": "3" } });
    world.pod("a", spec);
    world.pod("b", spec);
    world.run(5);
    expect(refusals(world)).toEqual([`b ${reason}`]);
  });

  it("names cpu before memory where both are short", () => {
    const world = new ClusterFixture().start();
    world.pod("a", asking({ memory: "9Gi", cpu: "5" }));
    world.run(1);
    expect(refusals(world)).toEqual(["a OutOfcpu"]);
  });

  it("refuses more pods than its node takes", () => {
    const world = new ClusterFixture().start();
    for (let i = 0; i < 112; i++) world.pod(`p${i}`, { app: "a" });
    world.run(5);
    expect(refusals(world)).toEqual(["p110 OutOfpods", "p111 OutOfpods"]);
  });

  it("refuses pods whose node selector or affinity its node does not match", () => {
    const world = new ClusterFixture().start();
    world.pod("selects", { nodeSelector: { disk: "ssd" } });
    world.pod("stays", { nodeSelector: { "kubernetes.io/hostname": "n0" } });
    world.run(1);
    expect(refusals(world)).toEqual(["selects NodeAffinity"]);
  });

  it("refuses pods that do not tolerate a NoExecute taint of its node, and only for such a taint", () => {
    const world = new ClusterFixture().start();
    world.changeNode(0, { taints: [{ key: "a", effect: "NoSchedule" }] });
    world.pod("early", {});
    world.run(1);
    world.changeNode(0, { taints: [{ key: "a", effect: "NoExecute" }] });
    world.pod("late", {});
    world.pod("tolerant", { tolerations: [{ operator: "Exists" }] });
    world.run(2);
    expect(refusals(world)).toEqual(["late TaintToleration"]);
  });

  it("gives room only when the containers of a deleted pod have ended", () => {
    const world = new ClusterFixture().rule("a", { stopUs: 10 * S }).start();
    const first = world.pod("a", asking({ cpu: "4" }));
    world.at(5, () => world.store.deletePod(first.id));
    for (const at of [10, 15]) world.at(at, () => world.pod(`b${at}`, asking({ cpu: "4" })));
    world.run(20);
    expect(refusals(world)).toEqual(["b10 OutOfcpu"]);
  });

  it("has all of its room again when all pods are gone, however they went", () => {
    const world = new ClusterFixture()
      .rule("done", { work: cpuWork(1, 1) })
      .rule("a", {})
      .start();
    const half = asking({ cpu: "1", memory: "1Gi" });
    world.pod("done", { ...half, restartPolicy: "Never" });
    const deleted = world.pod("deleted", { ...half, app: "a" });
    const forced = world.pod("forced", { ...half, app: "a" });
    world.pod("late", { ...half, app: "a", activeDeadlineSeconds: 3 });
    world.at(5, () => world.store.deletePod(deleted.id));
    world.at(6, () => world.store.deletePod(forced.id, { graceSeconds: 0 }));
    world.at(60, () => world.pod("all", asking({ cpu: "4", memory: "8Gi" })));
    world.run(70);
    expect(world.store.state.pods.at(-1)!.phase).toBe("Running");
  });

  it("says what was asked for, used and there, and by whom it was refused", () => {
    const world = new ClusterFixture().start();
    world.pod("a", asking({ cpu: "3" }));
    world.pod("b", asking({ cpu: "2" }));
    world.run(1);
    expect(world.causes(FactKind.PodFailed)).toEqual([
      {
        by: "kubelet",
        reason: "OutOfcpu",
        message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
      },
    ]);
  });
});

describe("under pressure a kubelet", () => {
  const guaranteed = { containers: [container("main", { resources: { requests: { memory: "1Gi" }, limits: { memory: "1Gi" } } })] };

  it("of memory refuses pods of the class BestEffort that do not tolerate it", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB }).rule("big", { memory: { kind: "constant", value: 3.95 * GIB } }).start();
    world.pod("big", { ...asking({ memory: "4Gi" }), priority: 2_000_000_000 });
    world.at(30, () => {
      world.pod("best-effort", {});
      world.pod("critical", { priority: 2_000_000_000 });
      world.pod("tolerant", { tolerations: [{ key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" }] });
    });
    world.run(31);
    expect(refusals(world)).toEqual(["best-effort Evicted"]);
  });

  it("of disk refuses all but critical pods", () => {
    const world = new ClusterFixture().start();
    world.at(1, () => world.act({ kind: "fillDisk", bytes: 95 * GIB, forUs: Infinity }));
    world.at(30, () => {
      world.pod("guaranteed", guaranteed);
      world.pod("critical", { priority: 2_000_000_000 });
    });
    world.run(31);
    expect(refusals(world)).toEqual(["guaranteed Evicted"]);
  });
});
