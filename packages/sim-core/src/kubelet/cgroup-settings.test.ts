import { describe, expect, it } from "vitest";
import { type Container, parseQuantity, type Pod, type PodSpec } from "../model/index.ts";
import { cgroupConfigOf } from "./cgroup-config.ts";
import { containerLinuxResources } from "./container-resources.ts";
import { podCgroupConfig } from "./pod-cgroup.ts";
import { burstableGroupShares } from "./qos-cgroups.ts";

const OPTIONS = { enforceCpuLimits: true, cpuPeriodUs: 100_000 };

function pod(containers: Partial<Container>[], spec: Partial<PodSpec> = {}): Pod {
  return {
    metadata: { name: "p" },
    spec: { ...spec, containers: containers.map((container, index) => ({ name: `c${index}`, ...container })) },
  };
}

const limited = { resources: { requests: { cpu: "250m", memory: "64Mi" }, limits: { cpu: "500m", memory: "128Mi" } } };
const unlimited = { resources: { requests: { cpu: "250m", memory: "64Mi" } } };
const none = { hugePageLimits: new Map() };

describe("podCgroupConfig", () => {
  it("gives BestEffort pods the least shares and no bounds", () => {
    expect(podCgroupConfig(pod([{}]), OPTIONS)).toEqual({ cpuShares: 2, ...none });
  });

  it("bounds a Burstable pod only by what all of its containers are limited in", () => {
    const bounds = { cpuQuotaUs: 100_000, cpuPeriodUs: 100_000, memoryBytes: 2 * 128 * 1024 ** 2 };
    expect(podCgroupConfig(pod([limited, limited]), OPTIONS)).toEqual({ cpuShares: 512, ...bounds, ...none });
    expect(podCgroupConfig(pod([limited, unlimited]), OPTIONS)).toEqual({ cpuShares: 512, ...none });
    const memoryOnly = { resources: { limits: { memory: "128Mi" } } };
    expect(podCgroupConfig(pod([limited, memoryOnly]), OPTIONS)).toEqual({ cpuShares: 256, memoryBytes: bounds.memoryBytes, ...none });
  });

  it("lets an init container share the limits of the sidecars before it", () => {
    const sidecar = { name: "s", restartPolicy: "Always", ...limited };
    const init = { name: "i" };
    expect(podCgroupConfig(pod([limited], { initContainers: [sidecar, init] }), OPTIONS)).toHaveProperty("cpuQuotaUs");
    expect(podCgroupConfig(pod([limited], { initContainers: [init, sidecar] }), OPTIONS)).not.toHaveProperty("cpuQuotaUs");
  });

  it("takes limits of the pod for those of its containers", () => {
    const podLevel = pod([unlimited], { resources: { limits: { cpu: "2" } } });
    expect(podCgroupConfig(podLevel, OPTIONS)).toEqual({ cpuShares: 256, cpuQuotaUs: 200_000, cpuPeriodUs: 100_000, ...none });
  });

  it("sets quotas to unlimited where the node enforces none", () => {
    expect(podCgroupConfig(pod([limited]), { ...OPTIONS, enforceCpuLimits: false })).toMatchObject({ cpuQuotaUs: -1 });
  });

  it("reserves memory for certain only for Guaranteed pods", () => {
    const reserved = { ...OPTIONS, reserveMemory: true };
    const guaranteed = pod([{ resources: { limits: { cpu: "1", memory: "1Mi" }, requests: { cpu: "1", memory: "1Mi" } } }]);
    expect(podCgroupConfig(guaranteed, reserved).unified).toEqual(new Map([["memory.min", "1048576"]]));
    expect(podCgroupConfig(pod([unlimited]), reserved).unified).toEqual(new Map([["memory.low", "67108864"]]));
    expect(podCgroupConfig(pod([{}]), reserved).unified).toEqual(new Map());
  });

  it("believes the class that the API server wrote down", () => {
    expect(podCgroupConfig({ ...pod([limited]), status: { qosClass: "BestEffort" } }, OPTIONS)).toEqual({ cpuShares: 2, ...none });
  });
});

describe("cgroupConfigOf", () => {
  it("holds a group to its resources, or only to those that do not kill", () => {
    const amounts: [string, string][] = [
      ["cpu", "1500m"],
      ["memory", "1Gi"],
      ["pid", "1000"],
      ["hugepages-2Mi", "4Mi"],
    ];
    const resources = new Map(amounts.map(([name, amount]) => [name, parseQuantity(amount)]));
    expect(cgroupConfigOf(resources)).toEqual({
      cpuShares: 1536,
      memoryBytes: 1024 ** 3,
      pidsLimit: 1000,
      hugePageLimits: new Map([[2 * 1024 ** 2, 4 * 1024 ** 2]]),
    });
    expect(cgroupConfigOf(resources, true)).toEqual({ cpuShares: 1536 });
  });
});

describe("containerLinuxResources", () => {
  it("weights by the request, by the limit where no request is named, and by nothing where one of 0 is", () => {
    const sharesOf = (requests: Record<string, string>) => containerLinuxResources({ requests, limits: { cpu: "2" } }, OPTIONS).cpuShares;
    expect([sharesOf({ cpu: "1" }), sharesOf({}), sharesOf({ cpu: "0" })]).toEqual([1024, 2048, 2]);
  });

  it("sets quota and memory limit, none without limits, and no quota for exclusive CPUs", () => {
    expect(containerLinuxResources(limited.resources, OPTIONS)).toEqual({
      cpuShares: 256,
      cpuQuotaUs: 50_000,
      cpuPeriodUs: 100_000,
      memoryLimitBytes: 128 * 1024 ** 2,
    });
    expect(containerLinuxResources(undefined, OPTIONS)).toEqual({ cpuShares: 2, cpuQuotaUs: 0, cpuPeriodUs: 100_000, memoryLimitBytes: 0 });
    expect(containerLinuxResources(limited.resources, { ...OPTIONS, disableCpuQuota: true }).cpuQuotaUs).toBe(-1);
  });
});

describe("burstableGroupShares", () => {
  it("sums the requests of Burstable pods only, with overhead", () => {
    const guaranteed = pod([{ resources: { limits: { cpu: "1", memory: "1Mi" }, requests: { cpu: "1", memory: "1Mi" } } }]);
    expect(burstableGroupShares([pod([unlimited, unlimited]), pod([limited], { overhead: { cpu: "250m" } }), guaranteed, pod([{}])])).toBe(
      1024,
    );
    expect(burstableGroupShares([guaranteed])).toBe(2);
  });
});
