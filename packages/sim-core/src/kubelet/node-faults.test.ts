import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import { after, ClusterFixture, container, GIB, MIB, S, staticPod } from "./kubelets-fixture.ts";

const {
  ContainerExited,
  ContainerStarted,
  NodeFaulted,
  NodeStarted,
  NodeStopped,
  PodCreated,
  PodFailed,
  PodReadinessChanged,
  PodRemoved,
  ProbeFailed,
} = FactKind;

const ready = (world: ClusterFixture): string | undefined =>
  world.store.state.nodes[0]!.node.status?.conditions?.find(({ type }) => type === "Ready")?.status;

describe("a machine that dies", () => {
  it("ends everything on it; its pods start again when it is back, one restart each", () => {
    const world = new ClusterFixture({ timings: { podStartUs: S } }).rule("a", {}).start();
    const pods = [world.pod("a", {}), world.pod("plain", {})];
    world.at(50, () => world.act({ kind: "crash", downUs: 100 * S }));
    world.run(100);
    expect(pods.map(({ phase, ready: isReady }) => [phase, isReady])).toEqual([
      ["Running", true],
      ["Running", true],
    ]);
    world.run(200);
    expect(world.lines(NodeStopped, NodeStarted, PodReadinessChanged)).toEqual([
      "50 NodeStopped n0 machine",
      "150 NodeStarted n0",
      "150 PodReadinessChanged a false",
      "150 PodReadinessChanged plain false",
      "151 PodReadinessChanged a",
      "151 PodReadinessChanged plain",
    ]);
    expect(pods[0]!.restartCounts).toEqual([1]);
  });

  it("cannot be acted upon while it is off, but be recovered", () => {
    const world = new ClusterFixture().start();
    world.at(1, () => world.act({ kind: "crash", downUs: Infinity }));
    world.run(10);
    expect(world.act({ kind: "stopKubelet", forUs: S })).toBe('node "n0" is off');
    expect(world.act({ kind: "recover" })).toBeUndefined();
    expect(world.lines(NodeStopped, NodeStarted)).toEqual(["1 NodeStopped n0 machine", "10 NodeStarted n0"]);
    expect(world.kubelets.act("nobody", { kind: "recover" })).toBe('nodes "nobody" not found');
  });

  it("gives up pods that were deleted meanwhile, and takes those that were bound", () => {
    const world = new ClusterFixture().rule("a", { stopUs: Infinity }).start();
    const deleted = world.pod("a", {});
    world.at(10, () => world.act({ kind: "crash", downUs: 100 * S }));
    world.at(20, () => world.store.deletePod(deleted.id));
    world.at(30, () => world.pod("late", { app: "a" }));
    world.run(111);
    expect(world.lines(PodRemoved)).toEqual(["110 PodRemoved a"]);
    expect(world.store.state.pods.at(-1)!.phase).toBe("Running");
  });
});

describe("a lease", () => {
  it("is renewed every ten seconds while the kubelet acts, and not while its machine is off", () => {
    const world = new ClusterFixture().start();
    const renewed = (): number => world.kubelets.leaseRenewedUs(0, world.engine.nowUs)! / S;
    world.at(100, () => world.act({ kind: "crash", downUs: 60 * S }));
    world.run(95);
    expect(95 - renewed()).toBeLessThan(10);
    world.run(155);
    const last = renewed();
    expect(last).toBeGreaterThan(89);
    expect(last).toBeLessThan(100);
    world.run(175);
    expect(renewed()).toBe(170);
  });

  it("goes on with a hung runtime, not with a stopped kubelet", () => {
    for (const [kind, goesOn] of [
      ["hangRuntime", true],
      ["stopKubelet", false],
    ] as const) {
      const world = new ClusterFixture().start();
      world.at(50, () => world.act({ kind, forUs: Infinity }));
      world.run(500);
      expect(world.kubelets.leaseRenewedUs(0, 500 * S)! > 489 * S).toBe(goesOn);
    }
  });
});

describe("a stopped kubelet", () => {
  it("leaves its pods alone: no probes, no restarts, until it runs again", () => {
    const livenessProbe = { periodSeconds: 5, failureThreshold: 1 };
    const world = new ClusterFixture()
      .rule("hangs", { hang: after(20) })
      .rule("dies", { crash: { ...after(30), code: 1 } })
      .start();
    world.pod("hangs", { containers: [container("main", { livenessProbe })] });
    world.pod("dies", {});
    world.at(10, () => world.act({ kind: "stopKubelet", forUs: 90 * S }));
    world.run(99);
    expect(world.lines(ContainerExited, ProbeFailed, NodeStopped)).toEqual([
      "10 NodeStopped n0 kubelet",
      "30 ContainerExited dies Error 1",
    ]);
    world.run(110);
    expect(world.lines(ContainerStarted).at(-1)).toMatch(/hangs|dies/);
    expect(world.store.state.pods.map(({ restartCounts }) => restartCounts)).toEqual([[1], [1]]);
  });
});

describe("a hung container runtime", () => {
  it("makes its node not ready after three minutes, at the next status", () => {
    const world = new ClusterFixture().start();
    world.at(10, () => world.act({ kind: "hangRuntime", forUs: 300 * S }));
    world.run(190);
    expect(ready(world)).toBeUndefined();
    world.run(200.001);
    expect(ready(world)).toBe("False");
    world.run(321);
    expect(ready(world)).toBe("True");
    expect(world.lines(NodeFaulted)).toEqual(["10 NodeFaulted n0 RuntimeHung", "310 NodeFaulted n0 RuntimeRecovered"]);
  });
});

describe("a shutdown in order", () => {
  const settings = { shutdownGracePeriodUs: 30 * S, shutdownGracePeriodCriticalPodsUs: 10 * S };
  const critical = { priority: 2_000_000_000 };

  it("ends ordinary pods first and critical ones after them, each kind in its share of the time", () => {
    const world = new ClusterFixture({ settings })
      .rule("a", { stopUs: 5 * S })
      .rule("deaf", { stopUs: Infinity })
      .start();
    world.pod("a", {});
    world.pod("deaf", { terminationGracePeriodSeconds: 600 });
    world.pod("critical", { ...critical, app: "deaf", terminationGracePeriodSeconds: 8 });
    world.at(100, () => world.act({ kind: "reboot", downUs: 60 * S }));
    world.run(300);
    expect(world.lines(PodFailed, NodeStopped, NodeStarted)).toEqual([
      "105 PodFailed a Terminated",
      "120 PodFailed deaf Terminated",
      "128 PodFailed critical Terminated",
      "128 NodeStopped n0 machine",
      "188 NodeStarted n0",
    ]);
    expect(world.causes(PodFailed)[0]).toMatchObject({ by: "kubelet", reason: "TerminationByKubelet" });
  });

  it("goes off as soon as no pod is left, refuses new ones and is not ready meanwhile", () => {
    const world = new ClusterFixture({ settings }).rule("a", { stopUs: 5 * S }).start();
    world.pod("a", {});
    world.at(100, () => world.act({ kind: "reboot", downUs: 60 * S }));
    world.at(102, () => world.pod("late", {}));
    world.run(103);
    expect(ready(world)).toBe("False");
    world.run(300);
    expect(world.lines(PodFailed, NodeStopped)).toEqual([
      "102 PodFailed late NodeShutdown",
      "105 PodFailed a Terminated",
      "105 NodeStopped n0 machine",
    ]);
    expect(ready(world)).toBe("True");
  });

  it("without a grace period is none: the machine just stops", () => {
    const world = new ClusterFixture().rule("a", { stopUs: 5 * S }).start();
    const pod = world.pod("a", {});
    world.at(100, () => world.act({ kind: "reboot", downUs: 60 * S }));
    world.run(300);
    expect(world.lines(PodFailed, NodeStopped)).toEqual(["100 NodeStopped n0 machine"]);
    expect([pod.phase, pod.restartCounts]).toEqual(["Running", [1]]);
  });
});

describe("a static pod", () => {
  const settings = { staticPods: [staticPod("agent")], shutdownGracePeriodUs: 30 * S, shutdownGracePeriodCriticalPodsUs: 10 * S };
  const world = () => new ClusterFixture({ settings }).rule("agent", {}).start();
  const mirrors = (of: ClusterFixture) => of.store.state.pods.filter(({ removed }) => !removed).map(({ key, phase }) => `${key} ${phase}`);

  it("runs with its kubelet, under the name of its node", () => {
    expect(mirrors(world().run(5))).toEqual(["default/agent-n0 Running"]);
  });

  it("is there again after a crash and after a shutdown that has ended it", () => {
    for (const kind of ["crash", "reboot"] as const) {
      const each = world();
      each.at(10, () => each.act({ kind, downUs: 10 * S }));
      expect(mirrors(each.run(60))).toEqual(["default/agent-n0 Running"]);
    }
  });

  it("is there again when its mirror is deleted, in order or by force", () => {
    for (const graceSeconds of [30, 0]) {
      const each = world();
      each.at(10, () => each.store.deletePod(0, { graceSeconds }));
      expect(mirrors(each.run(60))).toEqual(["default/agent-n0 Running"]);
      expect(each.lines(PodCreated).length).toBe(2);
    }
  });

  it("is not refused for a taint, nor evicted", () => {
    const each = new ClusterFixture({ settings, memoryBytes: 2 * GIB }).rule("agent", {
      memory: { kind: "constant", value: 2 * GIB - 50 * MIB },
    });
    each.start().changeNode(0, { taints: [{ key: "a", effect: "NoExecute" }] });
    expect(mirrors(each.run(60))).toEqual(["default/agent-n0 Running"]);
  });
});
