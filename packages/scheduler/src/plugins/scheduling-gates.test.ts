import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import { pod, SmallCluster } from "./plugin-fixture.ts";
import { newSchedulingGates } from "./scheduling-gates.ts";

describe("SchedulingGates", () => {
  const cluster = new SmallCluster([]);
  const plugin = newSchedulingGates();

  it.each([
    [undefined, undefined],
    [[], undefined],
    [[{ name: "a" }], "waiting for scheduling gates: [a]"],
    [[{ name: "example.com/b" }, { name: "a" }], "waiting for scheduling gates: [example.com/b a]"],
  ])("holds back a pod with gates %j", (schedulingGates, reason) => {
    const status = plugin.preEnqueue?.(cluster.info(pod("p", schedulingGates && { schedulingGates })));
    expect(status).toEqual(
      reason === undefined ? undefined : { code: "UnschedulableAndUnresolvable", plugin: "SchedulingGates", reasons: [reason] },
    );
  });

  it.each([
    ["p", "Queue"],
    ["other", "QueueSkip"],
  ])("when the gates of %s are gone, says %s to p", (name, decision) => {
    const event = { resource: "UnscheduledPod", action: Action.UpdatePodSchedulingGatesEliminated } as const;
    expect(cluster.hint(plugin, pod("p"), event, pod(name, { schedulingGates: [{ name: "a" }] }), pod(name))).toBe(decision);
  });
});
