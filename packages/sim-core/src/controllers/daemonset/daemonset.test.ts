import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Backoff, labelMap } from "../../model/index.ts";
import { daemonPlacement } from "./daemon-placement.ts";
import type { DaemonPod } from "./daemon-pod.ts";
import { daemonPodTolerations } from "./daemon-pod-tolerations.ts";
import { daemonPodsOnNode, FAILED_DAEMON_POD_BACKOFF } from "./daemon-pods-on-node.ts";
import { type DaemonNode, daemonRollingUpdate } from "./daemon-rolling-update.ts";
import { daemonUpdateLimits } from "./daemon-update-limits.ts";

const SECOND_US = 1_000_000;

function pod(name: string, change: Partial<DaemonPod> = {}): DaemonPod {
  return { name, phase: "Running", isUpdated: false, isScheduled: true, createdUs: 0, readySinceUs: 0, deleting: false, ...change };
}

describe("placement", () => {
  const node = { name: "n0", labels: labelMap({ disk: "ssd" }) };
  const taint = (effect: string) => [{ key: "k", effect }];

  it("follows name, affinity and taints; a NoSchedule taint spares pods that are there", () => {
    const anywhere = daemonPlacement({ containers: [] });
    expect(anywhere(node, [])).toEqual({ shouldRun: true, shouldContinueRunning: true });
    expect(anywhere(node, taint("NoSchedule"))).toEqual({ shouldRun: false, shouldContinueRunning: true });
    expect(anywhere(node, taint("NoExecute"))).toEqual({ shouldRun: false, shouldContinueRunning: false });
    expect(anywhere(node, taint("PreferNoSchedule")).shouldRun).toBe(true);
    expect(anywhere(node, [{ key: "node.kubernetes.io/unreachable", effect: "NoExecute" }]).shouldRun).toBe(true);
    expect(daemonPlacement({ containers: [], nodeName: "n1" })(node, []).shouldContinueRunning).toBe(false);
    expect(daemonPlacement({ containers: [], nodeSelector: { disk: "hdd" } })(node, []).shouldContinueRunning).toBe(false);
  });

  it("replaces a limited toleration of its own by an unlimited one", () => {
    const own = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 };
    const tolerations = daemonPodTolerations([own], true);
    expect(tolerations[0]).not.toHaveProperty("tolerationSeconds");
    expect(tolerations).toHaveLength(7);
    expect(daemonPodTolerations([], false)).toHaveLength(6);
  });
});

describe("daemonPodsOnNode", () => {
  const here = { shouldRun: true, shouldContinueRunning: true };
  const plan = (pods: DaemonPod[], placement = here, allowsSurge = false, failed = new Backoff(FAILED_DAEMON_POD_BACKOFF), nowUs = 100) =>
    daemonPodsOnNode(pods, placement, { allowsSurge, minReadySeconds: 0 }, failed, "n0", nowUs);

  it("creates where nothing is, and waits for what is being deleted", () => {
    expect(plan([])).toEqual({ create: true, delete: [] });
    expect(plan([], { shouldRun: false, shouldContinueRunning: true })).toEqual({ create: false, delete: [] });
    expect(plan([pod("a", { deleting: true })])).toEqual({ create: false, delete: [] });
    expect(plan([pod("a", { deleting: true })], here, true)).toEqual({ create: true, delete: [] });
  });

  it("empties a node that it must not be on", () => {
    expect(plan([pod("a"), pod("b", { deleting: true })], { shouldRun: false, shouldContinueRunning: false }).delete).toEqual(["a"]);
  });

  it("keeps the oldest bound pod", () => {
    expect(plan([pod("a", { createdUs: 5 }), pod("b", { createdUs: 3 }), pod("c", { isScheduled: false })]).delete).toEqual(["a", "c"]);
  });

  it("deletes failed pods with back-off, succeeded ones at once", () => {
    const failed = new Backoff(FAILED_DAEMON_POD_BACKOFF);
    const pods = [pod("f", { phase: "Failed" }), pod("s", { phase: "Succeeded" })];
    expect(plan(pods, here, false, failed, 0)).toEqual({ create: false, delete: ["f", "s"] });
    expect(plan(pods, here, false, failed, SECOND_US / 2)).toEqual({ create: false, delete: ["s"], retryAfterUs: SECOND_US });
    expect(plan(pods, here, false, failed, SECOND_US).delete).toEqual(["f", "s"]);
    expect(plan(pods, here, false, failed, 2 * SECOND_US).retryAfterUs).toBe(2 * SECOND_US);
  });

  it("keeps an old beside a new pod only while that one is not available", () => {
    const updated = pod("new", { isUpdated: true, readySinceUs: undefined });
    expect(plan([pod("old"), updated], here, true).delete).toEqual([]);
    expect(plan([pod("old"), { ...updated, readySinceUs: 1 }], here, true).delete).toEqual(["old"]);
    expect(plan([pod("old", { readySinceUs: undefined }), updated], here, true).delete).toEqual(["old"]);
  });
});

describe("rolling update", () => {
  it("rounds both limits up, and never to nothing", () => {
    expect(daemonUpdateLimits({ maxUnavailable: "10%" }, 5)).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(daemonUpdateLimits({ maxSurge: "25%", maxUnavailable: 0 }, 5)).toEqual({ maxSurge: 2, maxUnavailable: 0 });
    expect(daemonUpdateLimits({ maxUnavailable: 0 }, 5).maxUnavailable).toBe(1);
    expect(daemonUpdateLimits({ maxUnavailable: 0 }, 0).maxUnavailable).toBe(0);
  });

  const node = (name: string, pods: DaemonPod[], shouldRun = true): DaemonNode => ({ name, pods, shouldRun });

  it("replaces unavailable old pods anyway, others within the limit", () => {
    const nodes = [node("a", [pod("a", { readySinceUs: undefined })]), node("b", [pod("b")]), node("c", [pod("c")]), node("d", [])];
    expect(daemonRollingUpdate(nodes, { maxSurge: 0, maxUnavailable: 3 }, 0, 10)).toEqual({ delete: ["a", "b"], create: [] });
  });

  it("surges beside old pods and leaves a forbidden node only when another pod is available", () => {
    const nodes = [node("a", [pod("a")]), node("b", [pod("b")]), node("c", [pod("c")], false)];
    expect(daemonRollingUpdate(nodes, { maxSurge: 1, maxUnavailable: 0 }, 0, 10)).toEqual({ delete: ["c"], create: ["a"] });
    const waiting = [node("a", [pod("a", { readySinceUs: undefined })]), node("c", [pod("c")], false)];
    expect(daemonRollingUpdate(waiting, { maxSurge: 1, maxUnavailable: 0 }, 0, 10)).toEqual({ delete: [], create: ["a"] });
  });

  it("never makes more nodes unavailable than allowed", () => {
    const anyNode = fc.record({ isUpdated: fc.boolean(), isReady: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyNode, { maxLength: 20 }), fc.integer({ min: 1, max: 10 }), (list, maxUnavailable) => {
        const nodes = list.map(({ isUpdated, isReady }, i) =>
          node(`${i}`, [pod(`${i}`, { isUpdated, readySinceUs: isReady ? 0 : undefined })]),
        );
        const gone = new Set(daemonRollingUpdate(nodes, { maxSurge: 0, maxUnavailable }, 0, 10).delete);
        const unready = list.filter(({ isReady }) => !isReady).length;
        const after = list.filter(({ isReady }, i) => !isReady || gone.has(`${i}`)).length;
        expect(after).toBeLessThanOrEqual(Math.max(unready, maxUnavailable));
        expect(list.every(({ isUpdated, isReady }, i) => gone.has(`${i}`) === !isUpdated || isReady)).toBe(true);
      }),
    );
  });
});
