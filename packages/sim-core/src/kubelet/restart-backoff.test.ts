import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import type { ContainerBehavior } from "../workload/index.ts";
import { after, ClusterFixture, container, S } from "./kubelets-fixture.ts";

/** Seconds from each end to the start after it. */
function waits(world: ClusterFixture): number[] {
  const lines = world.lines(FactKind.ContainerStarted, FactKind.ContainerExited).map((line) => line.split(" "));
  const all: number[] = [];
  lines.forEach(([at, kind], i) => {
    if (kind === "ContainerExited" && lines[i + 1] !== undefined) all.push(Number(lines[i + 1]![0]) - Number(at));
  });
  return all;
}

const within = (found: readonly number[], least: readonly number[]): void => {
  expect(found.length).toBeGreaterThanOrEqual(least.length);
  least.forEach((wait, i) => {
    expect(found[i]).toBeGreaterThanOrEqual(wait);
    expect(found[i]).toBeLessThanOrEqual(wait * 1.5);
  });
};

function crashing(behavior: Partial<ContainerBehavior>, seconds: number, settings = {}, policy = "Always"): number[] {
  const world = new ClusterFixture({ settings }).rule("a", behavior).start();
  world.pod("a", { restartPolicy: policy });
  world.run(seconds);
  return waits(world);
}

describe("restarts", () => {
  it("wait 0, 10, 20 ... 300 s after each end, and no longer", () => {
    within(crashing({ crash: { ...after(1), code: 3 } }, 2500), [0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it("after a good end wait as well", () => {
    within(crashing({ exit: { ...after(1), code: 0 } }, 200), [0, 10, 20, 40]);
  });

  it("of OnFailure wait as those of Always", () => {
    within(crashing({ crash: { ...after(1), code: 3 } }, 200, {}, "OnFailure"), [0, 10, 20, 40]);
  });

  it("wait no longer than the node's configuration allows", () => {
    within(crashing({ crash: { ...after(1), code: 3 } }, 200, { maxContainerRestartPeriodUs: 4 * S }), [0, 4, 4, 4, 4, 4]);
  });

  it("begin anew when a container has run for more than ten minutes", () => {
    within(crashing({ crash: { ...after(590), code: 3 } }, 3000), [0, 10, 20, 40]);
    expect(crashing({ crash: { ...after(601), code: 3 } }, 4000)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("because of a liveness probe count, and are done in the sync that kills", () => {
    const livenessProbe = { periodSeconds: 1, failureThreshold: 1, initialDelaySeconds: 5 };
    const world = new ClusterFixture().rule("a", { hang: after(2) }).start();
    world.pod("a", { containers: [container("main", { livenessProbe })] });
    world.run(200);
    // The sync does not see the end that it makes itself: each delay counts from the end before.
    const [first, second, third] = waits(world);
    expect([first, second]).toEqual([0, 0]);
    expect(third).toBeGreaterThan(0);
  });

  it("of init containers and sidecars wait too", () => {
    const world = new ClusterFixture()
      .rule("init", { exit: { ...after(1), code: 1 } }, "init")
      .rule("side", { crash: { ...after(1), code: 1 } }, "side")
      .start();
    world.pod("init", { initContainers: [container("init")] });
    world.run(100);
    within(waits(world), [0, 10, 20]);
  });

  it("show as CrashLoopBackOff once, with the time of the next try", () => {
    const world = new ClusterFixture().rule("a", { crash: { ...after(1), code: 3 } }).start();
    world.pod("a", {});
    world.run(10);
    expect(world.lines(FactKind.ContainerWaiting)).toEqual(["2 ContainerWaiting a CrashLoopBackOff"]);
  });

  it("are counted on over a reboot, with the back-off forgotten", () => {
    const world = new ClusterFixture().rule("a", { crash: { ...after(1), code: 3 } }).start();
    const pod = world.pod("a", {});
    world.at(100, () => world.act({ kind: "reboot", downUs: 10 * S }));
    world.run(99);
    const before = pod.restartCounts[0]!;
    expect(before).toBeGreaterThanOrEqual(3);
    world.run(113);
    // Again at once after the first end on the new boot.
    expect(pod.restartCounts[0]).toBe(before + 2);
  });
});

describe("a pod whose machine died", () => {
  const died = (restartPolicy: string, first: Partial<ContainerBehavior>) => {
    const world = new ClusterFixture().rule("a", first, "first").rule("a", {}, "second").start();
    const pod = world.pod("a", { restartPolicy, containers: [container("first"), container("second")] });
    world.at(10, () => world.act({ kind: "crash", downUs: 10 * S }));
    world.run(30);
    return { pod, started: world.lines(FactKind.ContainerStarted).filter((line) => line.startsWith("20 ")).length };
  };

  it("fails where nothing may be restarted", () => {
    const { pod, started } = died("Never", {});
    expect([pod.phase, started]).toEqual(["Failed", 0]);
  });

  it("runs again otherwise, without what had succeeded for good", () => {
    const good = { exit: { ...after(2), code: 0 } };
    expect(died("OnFailure", good)).toMatchObject({ pod: { phase: "Running" }, started: 1 });
    expect(died("OnFailure", { crash: { ...after(9), code: 1 } })).toMatchObject({ pod: { phase: "Running" }, started: 2 });
    expect(died("Always", {})).toMatchObject({ pod: { phase: "Running" }, started: 2 });
  });

  it("fails too where nothing but its start and end is modelled", () => {
    const world = new ClusterFixture().start();
    const pods = ["Never", "Always"].map((restartPolicy, i) => world.pod(`p${i}`, { restartPolicy }));
    world.at(10, () => world.act({ kind: "crash", downUs: 10 * S }));
    world.run(30);
    expect(pods.map(({ phase }) => phase)).toEqual(["Failed", "Running"]);
  });
});
