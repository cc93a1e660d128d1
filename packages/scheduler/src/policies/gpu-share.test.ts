import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Node, Pod } from "@orrery/sim-core/model";
import { compilePodTemplate, NodeInfo, PodInfo } from "../framework/index.ts";
import type { Handle, Plugin, Snapshot } from "../framework/index.ts";
import { newGpuShare } from "./gpu-share.ts";

const handle = { random: () => 0.5 } as unknown as Handle;
const snapshot = {} as Snapshot;

function node(gpus: number, model = "T4"): NodeInfo {
  const metadata = { name: "n", labels: { "orrery.io/gpu-model": model } };
  const object: Node = { metadata, spec: {}, status: { allocatable: { cpu: "64", "orrery.io/gpu-count": String(gpus) } } };
  return new NodeInfo(0, object);
}

let made = 0;
function pod(requests: Record<string, string>, annotations: Record<string, string> = {}): PodInfo {
  const object: Pod = { metadata: { name: `p${++made}`, annotations }, spec: { containers: [{ name: "main", resources: { requests } }] } };
  return new PodInfo(object, compilePodTemplate(made, object));
}

const share = (milli: number, models = "") => pod({ "orrery.io/gpu-milli": String(milli) }, { "orrery.io/gpu-models": models });
const whole = (count: number) => pod({ "orrery.io/gpu-count": String(count) });

/** The cycle's calls, in the order in which the pod joins its node before or after Reserve. */
function attempt(plugin: Plugin, p: PodInfo, n: NodeInfo, joinFirst = false): string {
  const { state, status } = plugin.preFilter!({ pod: p, snapshot });
  if (status !== undefined && status.code !== "Skip") return status.reasons.join();
  const refusal = status === undefined ? plugin.filter!(state, p, n) : undefined;
  if (refusal !== undefined) return `${refusal.code}: ${refusal.reasons.join()}`;
  if (joinFirst) n.addPod(p);
  const reserved = plugin.reserve!(state, p, n);
  if (!joinFirst) n.addPod(p);
  return reserved?.reasons.join() ?? `on ${(p.gpuDevices ?? []).join()}`;
}

describe("GpuShare", () => {
  it("packs shares on the tightest device and gives whole devices to those who ask", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    const n = node(3);
    expect(attempt(plugin, share(600), n)).toBe("on 0");
    expect(attempt(plugin, share(500), n)).toBe("on 1");
    expect(attempt(plugin, share(400), n)).toBe("on 0");
    expect(attempt(plugin, whole(1), n)).toBe("on 2");
    expect(attempt(plugin, whole(1), n)).toBe("Unschedulable: Insufficient free GPUs");
    expect(attempt(plugin, share(501), n)).toBe("Unschedulable: Insufficient share of one GPU");
    expect(attempt(plugin, whole(4), n)).toBe("UnschedulableAndUnresolvable: node(s) had too few GPUs");
    expect(attempt(plugin, pod({ cpu: "1" }), n)).toBe("on ");
  });

  it("knows the models a pod accepts", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    expect(attempt(plugin, share(1, "P100|T4"), node(1))).toBe("on 0");
    expect(attempt(plugin, share(1, "P100|V100"), node(1))).toBe("UnschedulableAndUnresolvable: node(s) had GPUs of another model");
  });

  it("refuses amounts that make no sense", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    expect(attempt(plugin, share(1500), node(2))).toBe("orrery.io/gpu-milli is 1500, accepted is 1..1000 of each device");
    expect(attempt(plugin, pod({ "orrery.io/gpu-milli": "5", "orrery.io/gpu-count": "0" }), node(2))).toContain("orrery.io/gpu-count is 0");
  });

  it("chooses among fitting devices as its rule says", () => {
    const device = (rule: string) => {
      const typicalPods = [{ cpuMilli: 0, gpuCount: 1, gpuMilli: 1000, gpuModels: [], popularity: 1 }];
      const plugin = newGpuShare({ deviceRule: rule, typicalPods }, handle);
      const n = node(3);
      n.addPod(Object.assign(share(300), { gpuDevices: [0] }));
      n.addPod(Object.assign(share(500), { gpuDevices: [1] }));
      return attempt(plugin, share(400), n);
    };
    expect(device("first")).toBe("on 0");
    expect(device("bestfit")).toBe("on 1");
    expect(device("random")).toBe("on 1");
    // A whole device is what the usual pod needs: the first device in use is as good as the second.
    expect(device("fgd")).toBe("on 0");
  });

  it("counts pods whose devices nobody recorded, and those an annotation records", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    const n = node(2);
    n.addPod(pod({ "orrery.io/gpu-count": "1" }, { "orrery.io/gpu-devices": "1" }));
    n.addPod(share(700));
    expect(attempt(plugin, share(300), n)).toBe("on 0");
    expect(attempt(plugin, share(1), n)).toContain("Insufficient share");
  });

  it("sees a dry run on a copy of the node, and the node itself afterwards", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    const n = node(1);
    const victim = whole(1);
    attempt(plugin, victim, n);
    const p = whole(1);
    const { state } = plugin.preFilter!({ pod: p, snapshot });
    const copy = n.clone();
    copy.removePod(victim);
    expect(plugin.filter!(state, p, copy)).toBeUndefined();
    expect(plugin.filter!(state, p, n)?.reasons).toEqual(["Insufficient free GPUs"]);
  });

  it("forgets the devices on unreserve", () => {
    const plugin = newGpuShare({ deviceRule: "bestfit" }, handle);
    const n = node(1);
    const p = whole(1);
    attempt(plugin, p, n, true);
    plugin.unreserve!(undefined, p, n);
    expect(p.gpuDevices).toBeUndefined();
    n.removePod(p);
    expect(attempt(plugin, whole(1), n)).toBe("on 0");
  });

  it("never gives more of a device than there is, whether the pod joins its node before or after Reserve", () => {
    const requests = fc.array(fc.oneof(fc.integer({ min: 1, max: 999 }), fc.constantFrom(-1, -2, -4)), { maxLength: 40 });
    fc.assert(
      fc.property(requests, fc.boolean(), fc.constantFrom("bestfit", "first", "random"), (amounts, joinFirst, deviceRule) => {
        const plugin = newGpuShare({ deviceRule }, handle);
        const n = node(4);
        const left = [1000, 1000, 1000, 1000];
        for (const amount of amounts) {
          const count = Math.max(1, -amount);
          const milli = amount < 0 ? 1000 : amount;
          const p = amount < 0 ? whole(count) : share(amount);
          const fits = left.filter((l) => l >= milli).length >= count;
          expect(attempt(plugin, p, n, joinFirst).startsWith("on")).toBe(fits);
          if (fits) for (const device of p.gpuDevices!) left[device]! -= milli;
          expect(new Set(p.gpuDevices).size).toBe(fits ? count : 0);
          expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
