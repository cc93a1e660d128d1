import { describe, expect, it } from "vitest";
import type { Container, Pod } from "./objects.ts";
import { podQosClass } from "./pod-qos.ts";
import { podLimits, podRequests } from "./pod-resources.ts";
import { isExtendedResourceName, isScalarResourceName } from "./resource-names.ts";
import { calculateResource } from "./scheduler-resources.ts";

const requesting = (name: string, cpu: string, more: Partial<Container> = {}): Container => ({
  name,
  resources: { requests: { cpu } },
  ...more,
});
const podOf = (spec: Pod["spec"], status?: Pod["status"]): Pod => ({ metadata: { name: "p" }, spec, ...(status && { status }) });
const cpu = (pod: Pod, options = {}) => podRequests(pod, options).get("cpu")?.toString();

describe("pod resources", () => {
  it("counts sidecars with everything that starts after them", () => {
    const initContainers = [
      requesting("first", "900m"),
      requesting("sidecar", "200m", { restartPolicy: "Always" }),
      requesting("second", "800m"),
    ];
    expect(cpu(podOf({ containers: [requesting("c", "500m")], initContainers }))).toBe("1");
    expect(cpu(podOf({ containers: [requesting("c", "900m")], initContainers }))).toBe("1100m");
  });

  it("adds overhead to requests, and to limits only where there are some", () => {
    const pod = podOf({ containers: [{ name: "c", resources: { limits: { memory: "1Gi" } } }], overhead: { cpu: "250m", memory: "1Mi" } });
    expect([...podRequests(pod)].map(([name, q]) => `${name}=${q}`)).toEqual(["cpu=250m", "memory=1Mi"]);
    expect([...podLimits(pod)].map(([name, q]) => `${name}=${q}`)).toEqual(["memory=1025Mi"]);
    expect(podRequests(pod, { excludeOverhead: true }).size).toBe(0);
  });

  it("counts the greatest of wanted, admitted and applied while a resize is under way", () => {
    const status = { name: "c", allocatedResources: { cpu: "1" }, resources: { requests: { cpu: "700m" } } };
    const pod = podOf({ containers: [requesting("c", "2")] }, { containerStatuses: [status] });
    expect(cpu(pod)).toBe("2");
    expect(cpu(pod, { useStatusResources: true })).toBe("2");
    const infeasible = podOf(pod.spec, { ...pod.status, conditions: [{ type: "PodResizePending", status: "True", reason: "Infeasible" }] });
    expect(cpu(infeasible, { useStatusResources: true })).toBe("1");
  });

  it("assumes small requests for scores only", () => {
    const pod = podOf({ containers: [{ name: "a" }, { name: "b", resources: { requests: { cpu: "0", "nvidia.com/gpu": "2" } } }] });
    expect(calculateResource(pod)).toEqual({
      milliCPU: 0n,
      memory: 0n,
      ephemeralStorage: 0n,
      scalar: new Map([["nvidia.com/gpu", 2n]]),
      nonZeroMilliCPU: 100n,
      nonZeroMemory: 419_430_400n,
    });
  });

  it("tells the quality of service", () => {
    const both = { cpu: "1", memory: "1Gi" };
    expect(podQosClass(podOf({ containers: [{ name: "c" }] }))).toBe("BestEffort");
    expect(podQosClass(podOf({ containers: [{ name: "c", resources: { limits: both, requests: both } }] }))).toBe("Guaranteed");
    expect(podQosClass(podOf({ containers: [{ name: "c", resources: { limits: both, requests: both } }], resources: {} }))).toBe(
      "BestEffort",
    );
    expect(podQosClass(podOf({ containers: [requesting("c", "1")] }))).toBe("Burstable");
    expect(podQosClass(podOf({ containers: [{ name: "c", resources: { requests: { "nvidia.com/gpu": "1" } } }] }))).toBe("BestEffort");
  });

  it("knows names of resources", () => {
    expect(["nvidia.com/gpu", "cpu", "requests.example.com/x", "kubernetes.io/x", "-bad/x"].map(isExtendedResourceName)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(["nvidia.com/gpu", "hugepages-2Mi", "attachable-volumes-x", "kubernetes.io/x", "storage"].map(isScalarResourceName)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
