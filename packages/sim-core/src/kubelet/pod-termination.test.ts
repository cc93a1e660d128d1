import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import type { ContainerBehavior } from "../workload/index.ts";
import { after, ClusterFixture, container, S } from "./kubelets-fixture.ts";

const preStop = { lifecycle: { preStop: { exec: {} } } };
const sidecar = (name: string, hook = false) => container(name, { restartPolicy: "Always", ...(hook ? preStop : {}) });

interface Deletion {
  readonly at: number;
  readonly graceSeconds?: number;
}

/** When each container ends, in seconds after the first deletion, and how; then when the object goes. */
function ends(
  behaviors: Readonly<Record<string, Partial<ContainerBehavior>>>,
  { grace = 30, deletions = [{ at: 0 }], hooks = [] }: { grace?: number; deletions?: readonly Deletion[]; hooks?: readonly string[] } = {},
): string[] {
  const world = new ClusterFixture();
  const names = Object.keys(behaviors);
  for (const name of names) world.rule("a", behaviors[name]!, name);
  const sidecars = names.filter((name) => name.startsWith("side"));
  const apps = names.filter((name) => !name.startsWith("side"));
  const pod = world.start().pod("a", {
    initContainers: sidecars.map((name) => sidecar(name, hooks.includes(name))),
    containers: apps.map((name) => container(name, hooks.includes(name) ? preStop : {})),
    terminationGracePeriodSeconds: grace,
  });
  for (const { at, graceSeconds } of deletions) {
    world.at(100 + at, () => world.store.deletePod(pod.id, graceSeconds === undefined ? undefined : { graceSeconds }));
  }
  world.run(1000);
  const { log } = world.store;
  const found: string[] = [];
  for (const { atUs, container: number, exitCode } of world.exits()) {
    found.push(`${atUs / S - 100} ${[...sidecars, ...apps][number]} ${exitCode}`);
  }
  const removedUs = log.timeUs[Array.from({ length: log.length }, (_, i) => i).find((i) => log.kind[i] === FactKind.PodRemoved)!]!;
  return [...found, `${removedUs / S - 100} removed`];
}

describe("a deleted pod", () => {
  it("ends when its containers do, all at once", () => {
    expect(ends({ one: { stopUs: 3 * S }, two: { stopUs: 5 * S, stopCode: 0 } })).toEqual(["3 one 143", "5 two 0", "5 removed"]);
  });

  it("is killed at the end of its grace period", () => {
    expect(ends({ one: { stopUs: Infinity } }, { grace: 12 })).toEqual(["12 one 137", "12 removed"]);
  });

  it("has the time of its preStop hook taken off, in whole seconds, but two seconds left", () => {
    const deaf = { stopUs: Infinity };
    expect(ends({ one: { ...deaf, preStopUs: 5.5 * S } }, { hooks: ["one"] })[0]).toBe("30.5 one 137");
    expect(ends({ one: { ...deaf, preStopUs: 60 * S } }, { hooks: ["one"] })[0]).toBe("32 one 137");
    expect(ends({ one: { stopUs: S, preStopUs: 60 * S } }, { hooks: ["one"] })[0]).toBe("31 one 143");
    expect(ends({ one: { ...deaf, preStopUs: 5 * S } })[0]).toBe("30 one 137");
  });

  it("has two seconds even if it asks for less", () => {
    expect(ends({ one: { stopUs: Infinity } }, { grace: 1 })).toEqual(["2 one 137", "2 removed"]);
  });

  it("ends its sidecars after the app containers, the last first, in what is left of one grace period", () => {
    expect(ends({ side1: { stopUs: 2 * S }, side2: { stopUs: S }, app: { stopUs: 4 * S } })).toEqual([
      "4 app 143",
      "5 side2 143",
      "7 side1 143",
      "7 removed",
    ]);
    expect(ends({ side1: { stopUs: Infinity }, side2: { stopUs: Infinity }, app: { stopUs: 20 * S } })).toEqual([
      "20 app 143",
      "30 side2 137",
      "32 side1 137",
      "32 removed",
    ]);
  });

  it("tells its sidecars at the end of the grace period, whatever still runs", () => {
    expect(ends({ side: { stopUs: 0 }, app: { stopUs: Infinity, preStopUs: 29.5 * S } }, { hooks: ["app"] })).toEqual([
      "30 side 143",
      "31.5 app 137",
      "31.5 removed",
    ]);
  });

  it("runs the hooks of its sidecars at the beginning, beside those of the app containers", () => {
    const behaviors = { side: { stopUs: 0, preStopUs: 6 * S }, app: { stopUs: 2 * S } };
    expect(ends(behaviors, { hooks: ["side"] })).toEqual(["2 app 143", "6 side 143", "6 removed"]);
  });

  it("may be given less time later, never more", () => {
    const deaf = { one: { stopUs: Infinity } };
    expect(ends(deaf, { deletions: [{ at: 0 }, { at: 5, graceSeconds: 10 }] })[0]).toBe("15 one 137");
    expect(
      ends(deaf, {
        deletions: [
          { at: 0, graceSeconds: 10 },
          { at: 5, graceSeconds: 20 },
        ],
      })[0],
    ).toBe("10 one 137");
    // What the new period has left is over: the least that there is.
    expect(ends(deaf, { deletions: [{ at: 0 }, { at: 8, graceSeconds: 5 }] })[0]).toBe("10 one 137");
  });

  it("runs its hook again when it is given less time", () => {
    const slow = { one: { stopUs: S, preStopUs: 20 * S } };
    expect(ends(slow, { hooks: ["one"], deletions: [{ at: 0 }, { at: 5, graceSeconds: 10 }] })[0]).toBe("16 one 143");
  });

  it("by force goes at once, and its containers soon after", () => {
    expect(ends({ one: { stopUs: Infinity } }, { deletions: [{ at: 0, graceSeconds: 0 }] })).toEqual(["2 one 137", "0 removed"]);
    expect(ends({ one: { stopUs: Infinity } }, { deletions: [{ at: 0 }, { at: 10, graceSeconds: 0 }] })).toEqual([
      "12 one 137",
      "10 removed",
    ]);
  });

  it("has the whole grace period from when its kubelet hears of it", () => {
    const world = new ClusterFixture().rule("a", { stopUs: Infinity }).start();
    const pod = world.pod("a", {});
    world.at(10, () => world.act({ kind: "stopKubelet", forUs: 60 * S }));
    world.at(20, () => world.store.deletePod(pod.id));
    world.run(99);
    expect([pod.deletionDeadlineUs, pod.removed]).toEqual([50 * S, false]);
    world.run(100);
    expect(pod.removed).toBe(true);
  });

  it("while it is initialized ends its sidecars at once: only app containers are waited for", () => {
    const world = new ClusterFixture().rule("a", {}, "init").rule("a", {}, "side").start();
    const pod = world.pod("a", { initContainers: [sidecar("side"), container("init")] });
    world.at(10, () => world.store.deletePod(pod.id));
    world.run(11);
    expect(world.exits().map(({ atUs }) => atUs / S)).toEqual([10, 10]);
    expect(pod.removed).toBe(true);
  });

  it("is not probed for liveness any more, but for readiness", () => {
    const probe = { periodSeconds: 2, failureThreshold: 2 };
    const world = new ClusterFixture().rule("a", { stopUs: 25 * S, hang: after(101) }).start();
    const pod = world.pod("a", { containers: [container("main", { livenessProbe: probe, readinessProbe: probe })] });
    world.at(100, () => world.store.deletePod(pod.id));
    world.run(200);
    expect(world.lines(FactKind.PodReadinessChanged, FactKind.ContainerExited)).toEqual([
      "0 PodReadinessChanged a",
      "105 PodReadinessChanged a false",
      "125 ContainerExited a Error 143",
    ]);
  });
});
