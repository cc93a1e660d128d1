import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import { after, ClusterFixture, container, cpuWork, GIB, MIB, S, steady } from "./kubelets-fixture.ts";

const { ContainerExited, ContainerStarted, ContainerWaiting, NodeFaulted, NodeStarted, NodeStopped, PodFailed, PodReadinessChanged } =
  FactKind;
const { PodRemoved, PodStarted, PodSucceeded, ProbeFailed } = FactKind;

describe("a pod's start", () => {
  it("takes the sandbox, then shows at the next relist", () => {
    const world = new ClusterFixture({ timings: { podStartUs: 2 * S, relistUs: S } }).rule("a", {}).start();
    const pod = world.pod("a", {});
    world.run(10);
    expect(pod.startedUs).toBeGreaterThanOrEqual(2 * S);
    expect(pod.startedUs).toBeLessThan(3 * S);
    expect([pod.phase, pod.ready]).toEqual(["Running", true]);
  });

  it("runs init containers one after another, sidecars beside them, then the app containers", () => {
    const world = new ClusterFixture()
      .rule("a", { exit: { ...after(5), code: 0 } }, "one")
      .rule("a", { exit: { ...after(7), code: 0 } }, "two")
      .rule("a", {}, "main")
      .start();
    const initContainers = [container("one"), container("side", { restartPolicy: "Always" }), container("two")];
    world.pod("a", { initContainers });
    world.run(60);
    expect(world.lines(ContainerStarted, PodStarted)).toEqual([
      "0 ContainerStarted a",
      "5 ContainerStarted a",
      "5 ContainerStarted a",
      "12 ContainerStarted a",
      "12 PodStarted a",
    ]);
  });

  it("is longer when the node is oversold: start-up work shares the CPUs", () => {
    const readyAt = (pods: number) => {
      const world = new ClusterFixture({ cores: 4 }).rule("java", { startup: { waitUs: undefined, work: cpuWork(60, 2) } }).start();
      const readinessProbe = { periodSeconds: 1 };
      const list = Array.from({ length: pods }, (_, i) =>
        world.pod(`j${i}`, { app: "java", containers: [container("main", { readinessProbe })] }),
      );
      world.run(1000);
      return list.map(({ readyChangedUs }) => readyChangedUs / S);
    };
    for (const at of readyAt(2)) expect(at).toBeCloseTo(30, -1);
    for (const at of readyAt(8)) expect(at).toBeGreaterThan(119);
  });
});

describe("restarts", () => {
  it("back off by 10, 20, 40 ... 300 s from each exit, the first restart at once", () => {
    const world = new ClusterFixture().rule("a", { crash: { ...after(1), code: 3 } }).start();
    world.pod("a", {});
    world.run(2000);
    const starts = world.lines(ContainerStarted).map((line) => Number(line.split(" ")[0]));
    expect(starts.slice(0, 2)).toEqual([0, 1]);
    const waits = starts.slice(1).map((at, i) => at - (starts[i]! + 1));
    // A retry comes late by up to half of its wait, and waits a minute at most.
    [0, 10, 20, 40].forEach((wait, i) => {
      expect(waits[i]).toBeGreaterThanOrEqual(wait);
      expect(waits[i]).toBeLessThanOrEqual(wait * 1.5);
    });
    expect(waits[6]).toBeGreaterThanOrEqual(300);
    expect(world.lines(ContainerWaiting)[0]).toMatch(/^2 ContainerWaiting a CrashLoopBackOff$/);
  });

  it("do not come with Never, and with OnFailure only after a failure", () => {
    const world = new ClusterFixture()
      .rule("ok", { exit: { ...after(3), code: 0 } })
      .rule("bad", { exit: { ...after(3), code: 1 } })
      .start();
    for (const restartPolicy of ["Never", "OnFailure"]) {
      for (const app of ["ok", "bad"]) world.pod(`${app}-${restartPolicy.toLowerCase()}`, { app, restartPolicy });
    }
    world.run(5);
    expect(world.lines(PodSucceeded, PodFailed).sort()).toEqual([
      "3 PodFailed bad-never",
      "3 PodSucceeded ok-never",
      "3 PodSucceeded ok-onfailure",
    ]);
    expect(world.store.state.pods.find(({ key }) => key === "default/bad-onfailure")!.restartCounts).toEqual([1]);
  });
});

describe("probes", () => {
  const probe = { initialDelaySeconds: 100, periodSeconds: 10, timeoutSeconds: 50, failureThreshold: 15 };

  it("kill a container that has not started up in time, and only then", () => {
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

  it("of readiness take a pod out and in again", () => {
    const world = new ClusterFixture().rule("a", { hang: after(100), crash: undefined }).start();
    world.pod("a", { containers: [container("main", { readinessProbe: { periodSeconds: 5, failureThreshold: 2 } })] });
    world.run(200);
    expect(world.lines(PodReadinessChanged).length).toBe(2);
    expect(world.lines(ProbeFailed)[0]).toMatch(/readiness 2$/);
  });
});

describe("memory", () => {
  it("kills a container at its limit, at the solved instant", () => {
    const world = new ClusterFixture()
      .rule("leak", { memory: { kind: "leak", from: 100 * MIB, perHour: 3600 * MIB, most: Infinity } })
      .start();
    world.pod("a", {
      app: "leak",
      containers: [container("main", { resources: { limits: { memory: "200Mi" }, requests: { memory: "200Mi" } } })],
    });
    world.run(150);
    expect(world.lines(ContainerExited)).toEqual(["100 ContainerExited a OOMKilled 137"]);
  });

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

  it("lets the kernel choose when nothing else could act in time", () => {
    const world = new ClusterFixture({ memoryBytes: 4 * GIB }).rule("a", { memory: steady(3 * GIB) }).start();
    world.pod("kept", { app: "a", containers: [container("main", { resources: { requests: { memory: "3Gi" } } })] });
    world.at(5, () => world.pod("victim", { app: "a", restartPolicy: "Never" }));
    world.run(6);
    expect(world.lines(ContainerExited)).toEqual(["5 ContainerExited victim OOMKilled 137"]);
    expect(world.lines(NodeFaulted)).toEqual(["5 NodeFaulted n0 SystemOOM"]);
  });

  it("starves the kubelet of a node without reserves, and not of one that has them", () => {
    const settings = { system: { cores: 0.1, memoryBytes: GIB / 2 }, stallBelowBytes: 200 * MIB };
    const world = new ClusterFixture({ memoryBytes: 4 * GIB, settings }).rule("a", { memory: steady(3.4 * GIB) }).start();
    world.at(1, () => world.pod("a", {}));
    world.run(100);
    expect(world.lines(NodeStopped)).toEqual(["1 NodeStopped n0 kubelet"]);
  });
});

describe("termination", () => {
  it("runs preStop, then SIGTERM, then SIGKILL when the grace period is over", () => {
    const world = new ClusterFixture()
      .rule("deaf", { stopUs: Infinity, preStopUs: 5 * S })
      .rule("good", { stopUs: 3 * S, preStopUs: 5 * S })
      .start();
    const lifecycle = { preStop: { exec: {} } };
    const deaf = world.pod("deaf", { containers: [container("main", { lifecycle })], terminationGracePeriodSeconds: 20 });
    const good = world.pod("good", { containers: [container("main", { lifecycle })], terminationGracePeriodSeconds: 20 });
    world.at(10, () => [deaf, good].forEach(({ id }) => world.store.deletePod(id)));
    world.run(60);
    expect(world.lines(ContainerExited, PodRemoved)).toEqual([
      "18 ContainerExited good Error 143",
      "18 PodRemoved good",
      "30 ContainerExited deaf Error 137",
      "30 PodRemoved deaf",
    ]);
  });
});

describe("a node", () => {
  it("that dies takes its containers with it; they start again when it is back", () => {
    const world = new ClusterFixture({ timings: { podStartUs: S } }).rule("a", {}).start();
    const pod = world.pod("a", {});
    world.at(50, () => world.act({ kind: "crash", downUs: 100 * S }));
    world.run(200);
    expect(world.lines(NodeStopped, NodeStarted, PodReadinessChanged, ContainerStarted)).toEqual([
      "1 ContainerStarted a",
      "50 NodeStopped n0 machine",
      "150 NodeStarted n0",
      "150 PodReadinessChanged a false",
      "151 ContainerStarted a",
      "151 PodReadinessChanged a",
    ]);
    expect([pod.phase, pod.restartCounts]).toEqual(["Running", [1]]);
  });

  it("whose runtime hangs is reported as not ready after three minutes, and ready again", () => {
    const world = new ClusterFixture().rule("a", {}).start();
    world.at(10, () => world.act({ kind: "hangRuntime", forUs: 300 * S }));
    const status = () => world.store.state.nodes[0]!.node.status?.conditions?.find(({ type }) => type === "Ready")?.status;
    world.run(180);
    expect(status()).toBeUndefined();
    world.run(205);
    expect(status()).toBe("False");
    world.run(330);
    expect(status()).toBe("True");
  });

  it("refuses what does not fit", () => {
    const world = new ClusterFixture({ cores: 2 }).start();
    const resources = { requests: { cpu: "1500m" } };
    world.pod("a", { containers: [container("main", { resources })] });
    world.pod("b", { containers: [container("main", { resources })] });
    world.run(1);
    expect(world.lines(PodFailed)).toEqual(["0 PodFailed b OutOfcpu"]);
  });
});
