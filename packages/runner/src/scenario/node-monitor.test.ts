/** Flags of kube-controller-manager for nodes: what they become, their defaults, and what is refused. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_NODE_LIFECYCLE, DEFAULT_POD_GC } from "@orrery/sim-core/controllers";
import { checkScenario, formatProblems } from "./index.ts";

const ports = { readText: () => Promise.reject(new Error("no files here")), registry: kubernetesRegistry() };
const check = (controlPlane: string) =>
  checkScenario(
    `apiVersion: orrery/v1
kind: Scenario
metadata: { name: t }
spec:
  nodePools: [{ name: a, count: 1, capacity: { cpu: 4, memory: 8Gi } }]
  workloads: [{ name: w, template: { spec: { containers: [{ name: c }] } } }]
  controlPlane: { ${controlPlane} }
`,
    "s.yaml",
    ports,
  );

describe("the node monitor", () => {
  it("has the flags of kube-controller-manager, and its defaults", async () => {
    const { problems, input } = await check(`podStop: 2s, nodeMonitor: { nodeMonitorPeriod: 2s, nodeMonitorGracePeriod: 20s,
      nodeEvictionRate: 1, secondaryNodeEvictionRate: 0, largeClusterSizeThreshold: 10,
      unhealthyZoneThreshold: 0.7, terminatedPodGCThreshold: 5 }`);
    expect(formatProblems(problems)).toBe("");
    expect(input!.timings.podStopUs).toBe(2e6);
    expect(input!.nodeControllers).toEqual({
      lifecycle: {
        grace: { monitorPeriodUs: 2e6, gracePeriodUs: 20e6, startupGracePeriodUs: 60e6 },
        rates: { normalPerSecond: 1, secondaryPerSecond: 0, largeZoneNodes: 10, unhealthyZoneThreshold: 0.7 },
      },
      podGc: { ...DEFAULT_POD_GC, terminatedPodThreshold: 5 },
    });
    expect((await check("nodeMonitor: {}")).input!.nodeControllers).toEqual({ lifecycle: DEFAULT_NODE_LIFECYCLE, podGc: DEFAULT_POD_GC });
    expect((await check("podStop: 1s")).input!.nodeControllers).toBeUndefined();
  });

  it.each([
    [
      "nodeMonitorGracePeriod: 14s",
      'nodeMonitor.nodeMonitorGracePeriod: a healthy node would be taken for dead; found "14s"; accepted: nodeMonitorGracePeriod of at least',
    ],
    ["nodeMonitorPeriod: 41s", 'nodeMonitor.nodeMonitorPeriod: a healthy node would be taken for dead; found "41s"'],
    ["nodeMonitorPeriod: 0s", "nodes cannot be looked at all the time"],
    ["unhealthyZoneThreshold: 2", "found 2; accepted: a number of at least 0 and up to 1"],
    ["nodeMonitorGracePerod: 1m", 'unknown field "nodeMonitorGracePerod"; accepted: nodeMonitorGracePeriod (did you mean this?)'],
  ])("%s", async (flags, problem) => {
    const { problems, input } = await check(`nodeMonitor: { ${flags} }`);
    expect(formatProblems(problems)).toContain(problem);
    expect(input).toBeUndefined();
  });
});
