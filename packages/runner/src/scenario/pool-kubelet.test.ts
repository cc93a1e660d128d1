/** Kubelets and machines of node pools: what every field becomes, what the kubelet would refuse, and where. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { defaultKubeletSettings, type KubeletSettings, parseThresholdConfig } from "@orrery/sim-core/kubelet";
import { parseQuantity } from "@orrery/sim-core/model";
import type { SimulationInput } from "../simulation/index.ts";
import { checkScenario, formatProblem } from "./index.ts";
import type { CheckedScenario, ScenarioPorts } from "./index.ts";

const files = new Map<string, string>();
const ports: ScenarioPorts = {
  readText: async (path) => files.get(path) ?? Promise.reject(new Error("no such file")),
  registry: kubernetesRegistry(),
};

const check = (pool: string, more = ""): Promise<CheckedScenario> =>
  checkScenario(
    `apiVersion: orrery/v1
kind: Scenario
metadata: { name: test }
spec:
  nodePools: [{ name: a, count: 1, capacity: { cpu: 4, memory: 8Gi, ephemeral-storage: 100Gi }, ${pool} }]
  workloads: [{ name: w, template: { spec: { containers: [{ name: c }] } } }]
${more}`,
    "s.yaml",
    ports,
  );

async function inputOf(pool: string, more = ""): Promise<SimulationInput> {
  const { problems, input } = await check(pool, more);
  expect(problems.map(formatProblem)).toEqual([]);
  return input!;
}

async function kubeletOf(pool: string, more = ""): Promise<KubeletSettings> {
  return (await inputOf(pool, more)).nodes[0]!.kubelet!;
}

const GI = 2 ** 30;
const HARDWARE = { cores: 4, memoryBytes: 8 * GI, diskBytes: 100 * GI, pids: 4_194_304 };

describe("the kubelet of a pool", () => {
  it("has the kubelet's defaults on the pool's hardware, before overselling", async () => {
    expect(await kubeletOf("oversell: { cpu: 4 }")).toEqual(defaultKubeletSettings(HARDWARE));
  });

  it("has every field under the name of KubeletConfiguration", async () => {
    const settings = await kubeletOf(`kubelet: {
      maxPods: 30, kubeReserved: { cpu: 500m, memory: 1Gi }, systemReserved: { memory: 2Gi }, enforceNodeAllocatable: [pods],
      evictionHard: { memory.available: 500Mi }, evictionSoft: { memory.available: 10%, nodefs.available: 20Gi },
      evictionSoftGracePeriod: { memory.available: 1m30s, nodefs.available: 1h }, evictionMinimumReclaim: { memory.available: 200Mi },
      evictionPressureTransitionPeriod: 30s, evictionMaxPodGracePeriod: 60, maxParallelImagePulls: 3,
      imageGCHighThresholdPercent: 70, imageGCLowThresholdPercent: 50, imageMinimumGCAge: 1m, imageMaximumGCAge: 1d,
      crashLoopBackOff: { maxContainerRestartPeriod: 60s }, cpuCFSQuota: false, cpuCFSQuotaPeriod: 10ms, singleProcessOOMKill: true,
      shutdownGracePeriod: 30s, shutdownGracePeriodCriticalPods: 10s }`);
    expect(settings).toEqual({
      ...defaultKubeletSettings(HARDWARE),
      kubeReserved: new Map([
        ["cpu", parseQuantity("500m")],
        ["memory", parseQuantity("1Gi")],
      ]),
      systemReserved: new Map([["memory", parseQuantity("2Gi")]]),
      evictionThresholds: parseThresholdConfig({
        evictionHard: { "memory.available": "500Mi" },
        evictionSoft: { "memory.available": "10%", "nodefs.available": "20Gi" },
        evictionSoftGracePeriod: { "memory.available": "90s", "nodefs.available": "1h" },
        evictionMinimumReclaim: { "memory.available": "200Mi" },
        enforceNodeAllocatable: ["pods"],
      }),
      evictionPressureTransitionPeriodUs: 30e6,
      evictionMaxPodGracePeriodSeconds: 60,
      serializeImagePulls: false,
      maxParallelImagePulls: 3,
      imageGCHighThresholdPercent: 70,
      imageGCLowThresholdPercent: 50,
      imageMinimumGCAgeUs: 60e6,
      imageMaximumGCAgeUs: 86_400e6,
      maxContainerRestartPeriodUs: 60e6,
      cpuCFSQuota: false,
      cpuCFSQuotaPeriodUs: 10_000,
      singleProcessOOMKill: true,
      shutdownGracePeriodUs: 30e6,
      shutdownGracePeriodCriticalPodsUs: 10e6,
    });
  });

  it("reserves the same whether the pool or its kubelet says so", async () => {
    const fields = "kubeReserved: { cpu: 1, memory: 1Gi }, systemReserved: { memory: 500Mi }, evictionHard: { memory.available: 1% }";
    const [outside, inside] = [await inputOf(fields), await inputOf(`kubelet: { ${fields} }`)];
    expect(inside.nodes).toEqual(outside.nodes);
    expect(inside.nodes[0]!.node.status!.allocatable).toMatchObject({ cpu: "3", pods: "110" });
  });

  it("reserves nothing for soft thresholds, and takes maxPods as the node's pods", async () => {
    const { nodes } = await inputOf(
      "kubelet: { maxPods: 7, evictionSoft: { memory.available: 4Gi }, evictionSoftGracePeriod: { memory.available: 1m } }",
    );
    expect(nodes[0]!.node.status!.allocatable).toMatchObject({ memory: "8092Mi", pods: "7" });
  });

  it("keeps the defaults of signals that are not named only when it is told to merge", async () => {
    const signals = async (pool: string) => (await kubeletOf(pool)).evictionThresholds.map(({ signal }) => signal);
    expect(await signals("evictionHard: { nodefs.available: 5% }")).toEqual(["nodefs.available"]);
    expect(await signals("kubelet: { evictionHard: { nodefs.available: 5% }, mergeDefaultEvictionSettings: true }")).toEqual([
      "memory.available",
      "nodefs.available",
      "nodefs.inodesFree",
      "imagefs.available",
      "imagefs.inodesFree",
      "allocatableMemory.available",
    ]);
  });

  it("is that of every node that the timeline adds to the pool", async () => {
    const { nodes, timeline } = await inputOf(
      "kubelet: { singleProcessOOMKill: true }",
      "  timeline: [{ at: 1m, addNodes: { pool: a, count: 1 } }]\n",
    );
    const { change } = timeline[0]!;
    expect(change.kind === "addNode" && change.node.kubelet).toEqual(nodes[0]!.kubelet);
  });
});

describe("the machine of a pool", () => {
  it("has daemons, a point where it stalls, a network, and processes", async () => {
    const { system, stallBelowBytes, downloadBytesPerSecond, hardware } = await kubeletOf(
      "system: { cpu: 300m, memory: 1Gi }, stallBelow: 64Mi, download: 125M, pids: 32768",
    );
    expect({ system, stallBelowBytes, downloadBytesPerSecond }).toEqual({
      system: { cores: 0.3, memoryBytes: GI },
      stallBelowBytes: 64 * 2 ** 20,
      downloadBytesPerSecond: 125e6,
    });
    expect(hardware.pids).toBe(32_768);
  });

  it("has images, which its nodes report", async () => {
    const sizes = '  images: { sizes: { "web:1": 300Mi } }\n';
    const byName = await inputOf('presentImages: ["web:1"], images: [{ names: [base], sizeBytes: 5 }]', sizes);
    expect(byName.nodes[0]!.kubelet!.presentImages).toEqual(
      new Map([
        ["base", 5],
        ["web:1", 300 * 2 ** 20],
      ]),
    );
    expect(byName.nodes[0]!.node.status!.images).toEqual([
      { names: ["base"], sizeBytes: 5 },
      { names: ["web:1"], sizeBytes: 300 * 2 ** 20 },
    ]);
    expect((await kubeletOf("presentImages: { web: 1Gi }")).presentImages).toEqual(new Map([["web", GI]]));
  });

  it("reports that it is ready and under no pressure", async () => {
    const { nodes } = await inputOf("labels: { x: y }");
    expect(nodes[0]!.node.status!.conditions!.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      "MemoryPressure False KubeletHasSufficientMemory",
      "DiskPressure False KubeletHasNoDiskPressure",
      "PIDPressure False KubeletHasSufficientPID",
      "Ready True KubeletReady",
    ]);
  });
});

describe("static pods", () => {
  const agent =
    "{ apiVersion: v1, kind: Pod, metadata: { name: agent, namespace: kube-system, labels: { app: agent } }, spec: { containers: [{ name: c }] } }";

  it("are read, with what the kubelet adds, from the scenario and from files", async () => {
    files.set(
      "proxy.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: { name: proxy }\nspec: { containers: [{ name: p }], priorityClassName: system-node-critical }\n",
    );
    const { nodes, objects } = await inputOf(`staticPods: [${agent}, { file: proxy.yaml }]`);
    const [first, second] = nodes[0]!.kubelet!.staticPods;
    expect([first!.name, first!.source.workload, second!.name]).toEqual(["agent", "agent", "proxy"]);
    expect(first!.source.metadata).toEqual({
      namespace: "kube-system",
      labels: { app: "agent" },
      annotations: { "kubernetes.io/config.source": "file" },
    });
    expect(first!.source.spec.tolerations).toEqual([{ operator: "Exists", effect: "NoExecute" }]);
    expect([second!.source.metadata.namespace, second!.source.spec.priority]).toEqual(["default", 2_000_001_000]);
    expect(objects.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === "kube-system")).toBe(true);
  });

  it.each([
    [`staticPods: [${agent}, ${agent}]`, "spec.nodePools[0].staticPods[1].metadata.name: a second static pod of this name"],
    [
      "staticPods: [{ apiVersion: apps/v1, kind: Deployment, metadata: { name: d } }]",
      'kind: not one of the known values; found "Deployment"; accepted: Pod',
    ],
    ["staticPods: [{ file: deployment.yaml }]", "deployment.yaml:2:7: error: kind: not one of the known values"],
    ["staticPods: [{ file: gone.yaml }]", "spec.nodePools[0].staticPods[0].file: cannot read gone.yaml: no such file"],
    [`staticPods: [${agent.replace("spec: {", "spec: { priorityClassName: gold,")}]`, "no PriorityClass with name gold was found"],
  ])("%s", async (pool, problem) => {
    files.set("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d }\n");
    const { problems, input } = await check(pool);
    expect(problems.map(formatProblem).join("\n")).toContain(problem);
    expect(input).toBeUndefined();
  });
});

describe("what is refused", () => {
  it.each([
    [
      "kubelet: { evictionHrd: {} }",
      'spec.nodePools[0].kubelet.evictionHrd: unknown field "evictionHrd"; accepted: evictionHard (did you mean this?)',
    ],
    ["evictionHard: {}, kubelet: { evictionHard: {} }", "kubelet.evictionHard: cannot stand beside evictionHard of the pool"],
    ["kubeReserved: {}, kubelet: { kubeReserved: {} }", "kubelet.kubeReserved: cannot stand beside kubeReserved of the pool"],
    ["kubelet: { kubeReserved: { gpu: 1 } }", "kubelet.kubeReserved.gpu: the pool's capacity has no such resource; found gpu"],
    ["kubelet: { enforceNodeAllocatable: [system-reserved] }", 'not one of the known values; found "system-reserved"; accepted: pods'],
    ["kubelet: { evictionHard: { memory.free: 1Gi } }", 'kubelet.evictionHard["memory.free"]: no eviction signal of the kubelet'],
    [
      "evictionHard: { memory.available: 0 }",
      'spec.nodePools[0].evictionHard["memory.available"]: the kubelet refuses this; found "0"; accepted: a quantity above 0',
    ],
    ["kubelet: { evictionHard: { memory.available: 101% } }", 'the kubelet refuses this; found "101%"; accepted: 0% to 100%'],
    [
      "kubelet: { evictionSoft: { memory.available: 1Gi } }",
      'kubelet.evictionSoft["memory.available"]: the kubelet refuses this; found no grace period; accepted: an entry of the signal in evictionSoftGracePeriod',
    ],
    ["kubelet: { evictionSoftGracePeriod: { memory: 1m } }", "kubelet.evictionSoftGracePeriod.memory: no eviction signal of the kubelet"],
    ["kubelet: { imageGCHighThresholdPercent: 101 }", "found 101; accepted: an integer from 0 to 100"],
    ["kubelet: { imageGCHighThresholdPercent: 80 }", "the low threshold 80 must be less than the high one 80; found 80"],
    [
      "kubelet: { imageGCLowThresholdPercent: 90 }",
      "kubelet.imageGCLowThresholdPercent: the low threshold 90 must be less than the high one 85; found 90",
    ],
    ["kubelet: { imageMaximumGCAge: 1m }", 'must be greater than imageMinimumGCAge; found "1m"; accepted: 0s, or more than 2m'],
    [
      "kubelet: { serializeImagePulls: true, maxParallelImagePulls: 2 }",
      "kubelet.maxParallelImagePulls: must not be larger than 1 while image pulls are serialized; found 2; accepted: serializeImagePulls: false",
    ],
    [
      "kubelet: { crashLoopBackOff: { maxContainerRestartPeriod: 10m } }",
      'out of the kubelet\'s bounds; found "10m"; accepted: from 1s to 300s',
    ],
    ["kubelet: { cpuCFSQuotaPeriod: 2s }", 'kubelet.cpuCFSQuotaPeriod: out of the kubelet\'s bounds; found "2s"; accepted: from 1ms to 1s'],
    ["kubelet: { shutdownGracePeriod: 500ms }", 'kubelet.shutdownGracePeriod: too short; found "500ms"; accepted: 0s, or at least 1s'],
    [
      "kubelet: { shutdownGracePeriod: 5s, shutdownGracePeriodCriticalPods: 10s }",
      'it is a part of shutdownGracePeriod; found "10s"; accepted: at most 5s',
    ],
    ["kubelet: { maxPods: -1 }", "kubelet.maxPods: not accepted here; found -1"],
    [
      'presentImages: ["web:1"]',
      'presentImages[0]: nothing says how large the image is; found "web:1"; accepted: a name of spec.images.sizes; or',
    ],
    ["download: 0", "spec.nodePools[0].download: no image would ever arrive; found 0"],
    ["system: { cores: 1 }", 'unknown field "cores"; accepted: cpu, memory'],
  ])("%s", async (pool, problem) => {
    const { problems, input } = await check(pool);
    expect(problems.map(formatProblem).join("\n")).toContain(problem);
    expect(input).toBeUndefined();
  });

  it("is maxPods beside capacity.pods", async () => {
    const { problems } = await check("kubelet: { maxPods: 5 }");
    expect(problems).toEqual([]);
    const text =
      "apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: t }\nspec:\n  nodePools: [{ name: a, count: 1, capacity: { cpu: 1, pods: 9 }, kubelet: { maxPods: 5 } }]\n";
    const both = await checkScenario(text, "s.yaml", ports);
    expect(both.problems.map(formatProblem).join()).toContain("spec.nodePools[0].kubelet.maxPods: cannot stand beside capacity.pods");
  });
});
