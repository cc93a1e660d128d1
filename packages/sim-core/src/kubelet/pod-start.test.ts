import { describe, expect, it } from "vitest";
import type { Container } from "../model/index.ts";
import { FactKind } from "../store/index.ts";
import { after, ClusterFixture, container, cpuWork, S } from "./kubelets-fixture.ts";

const { ContainerExited, ContainerStarted, PodReadinessChanged, PodStarted, ProbeFailed } = FactKind;
const sidecar = (name: string, more: Partial<Container> = {}) => container(name, { restartPolicy: "Always", ...more });
const starting = (seconds: number) => ({ startup: { waitUs: after(seconds).afterUs, work: undefined } });
const startupProbe = { periodSeconds: 1, failureThreshold: 100 };

/** `4 name` for every start, by the pod's containers in order. */
function starts(world: ClusterFixture, names: readonly string[]): string[] {
  return world.starts().map(({ atUs, container: number }) => `${atUs / S} ${names[number]}`);
}

describe("a pod's containers", () => {
  it("start in the order of the list once the init containers have succeeded one by one", () => {
    const world = new ClusterFixture({ timings: { podStartUs: 2 * S, containerStartUs: S } })
      .rule("a", { exit: { ...after(3), code: 0 } }, "one")
      .rule("a", { exit: { ...after(4), code: 0 } }, "two")
      .start();
    world.pod("a", { initContainers: [container("one"), container("two")], containers: [container("first"), container("second")] });
    world.run(60);
    expect(starts(world, ["one", "two", "first", "second"])).toEqual(["3 one", "7 two", "12 first", "13 second"]);
  });

  it("wait for a sidecar to have started up, not for its end", () => {
    const world = new ClusterFixture()
      .rule("a", starting(7), "side")
      .rule("a", { exit: { ...after(2), code: 0 } }, "init")
      .start();
    world.pod("a", { initContainers: [sidecar("side", { startupProbe }), container("init")] });
    world.run(60);
    expect(starts(world, ["side", "init", "main"])).toEqual(["0 side", "7 init", "9 main"]);
  });

  it("wait for a sidecar's post-start hook, and each for the hook of the one before", () => {
    const lifecycle = { postStart: { exec: {} } };
    const world = new ClusterFixture().rule("a", { postStartUs: 3 * S }).start();
    const pod = world.pod("a", {
      initContainers: [sidecar("side", { lifecycle })],
      containers: [container("one", { lifecycle }), container("two")],
    });
    world.run(60);
    expect(starts(world, ["side", "one", "two"])).toEqual(["0 side", "3 one", "6 two"]);
    expect([pod.startedUs, pod.readyChangedUs]).toEqual([6 * S, 6 * S]);
  });

  it("start again one by one where they fail; sidecars do in any case", () => {
    const world = new ClusterFixture()
      .rule("a", { exit: { ...after(1), code: 0 } }, "side")
      .rule("a", {}, "main")
      .start();
    world.pod("a", { initContainers: [sidecar("side")], restartPolicy: "Never" });
    world.run(5);
    expect(starts(world, ["side", "main"])).toEqual(["0 side", "0 main", "1 side"]);
  });

  it("are seen at the kubelet's next look at its runtime", () => {
    const world = new ClusterFixture({ timings: { relistUs: S } }).rule("a", {}).start();
    world.at(3, () => world.pod("a", {}));
    world.run(10);
    const [pod] = world.store.state.pods;
    expect(pod!.startedUs).toBeGreaterThan(3 * S);
    expect(pod!.startedUs).toBeLessThan(4 * S);
    expect(world.starts()[0]!.atUs).toBe(3 * S);
  });

  it("start later on an oversold node, whose CPUs they share while they start up", () => {
    const readyUs = (pods: number): number[] => {
      const world = new ClusterFixture({ cores: 2 }).rule("java", { startup: { waitUs: undefined, work: cpuWork(20, 1) } }).start();
      const readinessProbe = { periodSeconds: 1 };
      const list = Array.from({ length: pods }, (_, i) =>
        world.pod(`j${i}`, { app: "java", containers: [container("main", { readinessProbe })] }),
      );
      world.run(300);
      return list.map(({ readyChangedUs }) => readyChangedUs / S);
    };
    expect(readyUs(2)).toEqual([20, 20]);
    expect(readyUs(6)).toEqual([60, 60, 60, 60, 60, 60]);
  });
});

describe("probes", () => {
  it("of liveness and readiness wait for the startup probe", () => {
    const probe = { periodSeconds: 1, failureThreshold: 1 };
    const world = new ClusterFixture().rule("a", starting(20)).start();
    const pod = world.pod("a", { containers: [container("main", { startupProbe, livenessProbe: probe, readinessProbe: probe })] });
    world.run(60);
    expect(world.lines(ProbeFailed, ContainerExited)).toEqual([]);
    expect(pod.readyChangedUs).toBe(20 * S);
  });

  it("that never succeed at the start kill the container, which is restarted", () => {
    const probe = { periodSeconds: 2, failureThreshold: 5 };
    const world = new ClusterFixture().rule("a", { ...starting(100), stopUs: 3 * S }).start();
    world.pod("a", { containers: [container("main", { startupProbe: probe })] });
    world.run(12);
    expect(world.lines(ProbeFailed, ContainerExited, ContainerStarted)).toEqual([
      "0 ContainerStarted a",
      "8 ProbeFailed a startup 5",
      "11 ContainerExited a Error 143",
      "11 ContainerStarted a",
    ]);
    expect(world.causes(ContainerExited)[0]).toMatchObject({
      by: "kubelet",
      reason: "Unhealthy",
      evidence: { probe: "startup", failures: 5 },
    });
    expect(world.causes(ProbeFailed)[0]).toMatchObject({ by: "container", reason: "NotStarted" });
  });

  it("kill with the grace period of their own, or of the pod", () => {
    const exitAt = (own: number | undefined): number => {
      const livenessProbe = { periodSeconds: 5, failureThreshold: 1, ...(own === undefined ? {} : { terminationGracePeriodSeconds: own }) };
      const world = new ClusterFixture().rule("a", { hang: after(2), stopUs: Infinity }).start();
      world.pod("a", { terminationGracePeriodSeconds: 20, containers: [container("main", { livenessProbe })] });
      world.run(40);
      return world.exits()[0]!.atUs / S;
    };
    // The attempt at 5 s fails after its timeout of one second.
    expect([exitAt(undefined), exitAt(7)]).toEqual([26, 13]);
  });

  it("leave a container dead that may not be restarted", () => {
    const world = new ClusterFixture().rule("a", { hang: after(2) }).start();
    const pod = world.pod("a", {
      restartPolicy: "Never",
      containers: [container("main", { livenessProbe: { periodSeconds: 5, failureThreshold: 1 } })],
    });
    world.run(40);
    expect([world.starts().length, pod.phase]).toEqual([1, "Failed"]);
  });

  it("of readiness are tried at once when a container has started up, before their next tick", () => {
    const world = new ClusterFixture().rule("a", starting(6)).start();
    const readinessProbe = { periodSeconds: 60, failureThreshold: 1 };
    const pod = world.pod("a", {
      containers: [container("main", { startupProbe: { periodSeconds: 7, failureThreshold: 9 }, readinessProbe })],
    });
    world.run(100);
    expect(pod.readyChangedUs).toBe(7 * S);
  });

  it("that fail because of the node's load say so", () => {
    const livenessProbe = { periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 };
    const busy = { cpu: { kind: "constant", value: 2 } as const, answerUs: 0.4 * S };
    const world = new ClusterFixture({ cores: 1 }).rule("a", busy).start();
    for (const name of ["one", "two"]) world.pod(name, { app: "a", containers: [container("main", { livenessProbe })] });
    world.run(25);
    expect(world.causes(ProbeFailed)[0]).toMatchObject({
      reason: "Slow",
      evidence: { slowdown: 4, wantedCores: 2, nodeDemandCores: 4, nodeCores: 1 },
    });
  });

  it("of a kubelet that has just come up begin at random within their first period", () => {
    const world = new ClusterFixture().rule("a", {}).start();
    const readinessProbe = { periodSeconds: 100 };
    const pods = [1, 2, 3, 4].map((i) => world.pod(`p${i}`, { app: "a", containers: [container("main", { readinessProbe })] }));
    world.at(10, () => world.act({ kind: "reboot", downUs: 10 * S }));
    world.run(200);
    const began = pods.map(({ readyChangedUs }) => readyChangedUs / S - 20);
    for (const at of began) expect(at).toBeLessThan(100);
    expect(new Set(began).size).toBe(4);
  });

  it("of readiness take a pod out as soon as its container has ended, and in again with the next one", () => {
    const world = new ClusterFixture().rule("a", { crash: { ...after(33), code: 1 } }).start();
    world.pod("a", { containers: [container("main", { readinessProbe: { periodSeconds: 5, failureThreshold: 10 } })] });
    world.run(34);
    expect(world.lines(PodStarted, PodReadinessChanged)).toEqual([
      "0 PodStarted a",
      "0 PodReadinessChanged a",
      "33 PodReadinessChanged a false",
      "33 PodReadinessChanged a",
    ]);
  });
});
