import { describe, expect, it } from "vitest";
import type { Node, Pod } from "@orrery/sim-core/model";
import { ConfigErrors, FieldPath, formatConfigError, kubernetesRegistry, loadSchedulerConfiguration } from "../config/index.ts";
import { compilePodTemplate, NodeInfo, PodInfo } from "../framework/index.ts";
import type { Handle, Plugin, Snapshot } from "../framework/index.ts";
import { experimentProfile, GPU_POLICIES, POLICY_PLUGINS, policyProfile } from "./policy-profile.ts";
import { typicalPods } from "./typical-pods.ts";

const handle = { random: () => 0.7 } as unknown as Handle;

function node(slot: number, cpu: number, gpus: number): NodeInfo {
  const allocatable = { cpu: String(cpu), "orrery.io/gpu-count": String(gpus) };
  const object: Node = { metadata: { name: `n${slot}` }, spec: {}, status: { allocatable } };
  return new NodeInfo(slot, object);
}

let made = 0;
function pod(cpu: number, count: number, milli: number, devices?: number[]): PodInfo {
  const gpus: Record<string, string> = count > 0 ? { "orrery.io/gpu-count": String(count), "orrery.io/gpu-milli": String(milli) } : {};
  const resources = { requests: { cpu: String(cpu), ...gpus } };
  const object: Pod = { metadata: { name: `p${++made}` }, spec: { containers: [{ name: "main", resources }] } };
  return Object.assign(new PodInfo(object, compilePodTemplate(made, object)), { gpuDevices: devices });
}

/** With the defaults of its arguments. */
function make(policy: string, args: Record<string, unknown>): Plugin {
  const { factory, readArgs } = POLICY_PLUGINS.find(({ name }) => name === policy)!;
  return factory!(readArgs?.(args, new FieldPath(), new ConfigErrors()) ?? {}, handle);
}

function scores(policy: string, p: PodInfo, nodes: NodeInfo[], args: Record<string, unknown> = {}): number[] {
  const plugin = make(policy, args);
  const { state } = plugin.preScore!({ pod: p, snapshot: { slots: nodes.length } as Snapshot }, nodes, nodes.length, undefined);
  const out = new Float64Array(nodes.length);
  plugin.score!(state, p, nodes, nodes.length, out);
  plugin.normalizeScore?.(state, p, nodes, nodes.length, out);
  return [...out];
}

describe("score policies", () => {
  it("Random marks one node", () => {
    expect(scores("Random", pod(1, 0, 0), [node(0, 8, 0), node(1, 8, 0), node(2, 8, 0)])).toEqual([0, 0, 100]);
  });

  it("BestFit prefers the node with the least left, rescaled to 0..100", () => {
    // Raw: 1 - 0.5 x 24/128 - 0.5 x 1/8 = 84, 1 - 0.5 x 56/128 - 0.5 x 3/8 = 59, 1 - 0.5 x 120/128 - 0.5 x 7/8 = 9.
    expect(scores("BestFit", pod(8, 1, 1000), [node(0, 32, 2), node(1, 64, 4), node(2, 128, 8)])).toEqual([100, 66, 0]);
    expect(scores("BestFit", pod(8, 1, 1000), [node(0, 32, 2), node(1, 32, 2)])).toEqual([0, 0]);
  });

  it("DotProd prefers the node that offers least of what is asked", () => {
    // 1 - (128/128 x 64/128 + 8/8 x 4/8) / 2 = 0.5; 1 - (64/128 x 64/128 + 4/8 x 4/8) / 2 = 0.75.
    expect(scores("DotProd", pod(64, 4, 1000), [node(0, 128, 8), node(1, 64, 4)])).toEqual([50, 75]);
    expect(scores("DotProd", pod(64, 4, 1000), [node(0, 640, 64)])).toEqual([0]);
  });

  it("GpuPacking prefers used devices, then used nodes, then small idle nodes", () => {
    const used = node(0, 64, 2);
    used.addPod(pod(1, 1, 300, [0]));
    const half = node(1, 64, 2);
    half.addPod(pod(1, 1, 1000, [0]));
    // 100 - 70/10 = 93; 50 - 1; max(33 - 2, 2); max(33 - 8, 8).
    expect(scores("GpuPacking", pod(1, 1, 500), [used, half, node(2, 64, 2), node(3, 64, 8)])).toEqual([93, 49, 31, 25]);
    expect(scores("GpuPacking", pod(1, 0, 0), [used])).toEqual([0]);
  });

  it("GpuClustering prefers company of the same class", () => {
    const same = node(0, 64, 2);
    same.addPod(pod(1, 1, 300, [0]));
    const mixed = node(1, 64, 2);
    mixed.addPod(pod(1, 1, 300, [0]));
    mixed.addPod(pod(1, 1, 1000, [1]));
    const other = node(2, 64, 2);
    other.addPod(pod(1, 1, 1000, [1]));
    // 25 x (8000 - left) / 8000 with left 1700, 700, 1000, 2000.
    expect(scores("GpuClustering", pod(1, 1, 500), [same, mixed, other, node(3, 64, 2)])).toEqual([19 + 75, 22 + 50, 21, 18 + 25]);
  });

  it("FGD avoids spoiling devices that the usual pods need whole", () => {
    const typicalPods = [{ cpuMilli: 1000, gpuCount: 1, gpuMilli: 1000, popularity: 1 }];
    const begun = node(0, 64, 2);
    begun.addPod(pod(1, 1, 500, [0]));
    // On `begun` F falls from 500 to 0: 1/(1+e^-0.5) = 0.62; on an idle node it rises from 0 to 500: 0.37.
    // Without cpu left, all is spoiled: from 0 to 1500, 0.18.
    const [used, idle, starved] = scores("FGD", pod(1, 1, 500), [begun, node(1, 64, 2), node(2, 1, 2)], { typicalPods });
    expect([used, idle, starved]).toEqual([62, 37, 18]);
  });

  it("FGD recomputes a node when it has changed", () => {
    const typicalPods = [{ cpuMilli: 1000, gpuCount: 1, gpuMilli: 1000, popularity: 1 }];
    const plugin = make("FGD", { typicalPods });
    const n = node(0, 64, 2);
    const score = () => {
      const p = pod(1, 1, 500);
      const { state } = plugin.preScore!({ pod: p, snapshot: { slots: 1 } as Snapshot }, [n], 1, undefined);
      const out = new Float64Array(1);
      plugin.score!(state, p, [n], 1, out);
      return out[0];
    };
    expect(score()).toBe(37);
    n.addPod(pod(1, 1, 500, [0]));
    expect(score()).toBe(62);
  });
});

describe("typicalPods", () => {
  it("keeps the most frequent shapes up to the coverage and makes their shares sum to 1", () => {
    const shape = (cpuMilli: number) => ({ cpuMilli, gpuCount: 0, gpuMilli: 0, gpuModels: [] });
    const pods = [...Array(6).fill(shape(1)), ...Array(3).fill(shape(2)), shape(3)];
    expect(typicalPods(pods, 0.9).map((t) => [t.cpuMilli, t.popularity])).toEqual([
      [1, 6 / 9],
      [2, 3 / 9],
    ]);
    expect(typicalPods(pods, 0.91)).toHaveLength(3);
    expect(typicalPods([])).toEqual([]);
  });
});

describe("policyProfile", () => {
  const registry = kubernetesRegistry(new Map(), POLICY_PLUGINS);
  const typical = [{ cpuMilli: 1, gpuCount: 1, gpuMilli: 1, gpuModels: [], popularity: 1 }];

  it.each(GPU_POLICIES)("%s loads as a configuration of the scheduler, scored by it alone", (policy) => {
    for (const document of [policyProfile(policy, typical), experimentProfile(policy, typical)]) {
      const loaded = loadSchedulerConfiguration(document, registry);
      if (!loaded.ok) throw new Error(loaded.errors.map(formatConfigError).join("; "));
      const { points } = loaded.configuration.profiles[0]!;
      expect(points.score).toMatchObject([{ name: policy, weight: 1 }]);
      expect(points.filter.map(({ name }) => name)).toEqual(expect.arrayContaining(["GpuShare", "NodeResourcesFit"]));
      expect(points.reserve.map(({ name }) => name)).toContain("GpuShare");
    }
  });

  it("needs typical pods for FGD", () => {
    expect(() => policyProfile("FGD")).toThrow("FGD needs typical pods");
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["GpuShare", { deviceRule: "best" }, "deviceRule: Unsupported value"],
    ["GpuShare", { deviceRule: "fgd" }, "typicalPods: Required value"],
    ["GpuShare", { rule: "first" }, "unknown field"],
    ["FGD", {}, "typicalPods: Required value"],
    ["BestFit", { largestGpuMilli: 0 }, "largestGpuMilli: Invalid value: 0"],
    ["DotProd", { largestCpuMilli: "64" }, "largestCpuMilli: "],
  ])("refuses %s with %j", (name, args, message) => {
    const errors = new ConfigErrors();
    POLICY_PLUGINS.find((plugin) => plugin.name === name)!.readArgs!(args, new FieldPath(["args"]), errors);
    expect(errors.list.map(formatConfigError).join("; ")).toContain(message);
  });
});
