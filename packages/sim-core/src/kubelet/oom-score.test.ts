import { describe, expect, it } from "vitest";
import type { Container, Pod, PodSpec } from "../model/index.ts";
import { isCriticalPod, isNodeCriticalPod } from "./critical-pod.ts";
import { oomScoreAdjust } from "./oom-score.ts";

const GIB = 1024 ** 3;

function requesting(name: string, memory?: string, more: Partial<Container> = {}): Container {
  return { name, ...more, resources: memory === undefined ? {} : { requests: { memory } } };
}

function pod(containers: Container[], spec: Partial<PodSpec> = {}): Pod {
  return { metadata: { name: "p" }, spec: { ...spec, containers } };
}

function scores(of: Pod): number[] {
  return [...(of.spec.initContainers ?? []), ...of.spec.containers].map((container) => oomScoreAdjust(of, container, 4 * GIB));
}

describe("oomScoreAdjust", () => {
  it("protects by class", () => {
    const guaranteed = { name: "g", resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } } };
    expect(scores(pod([guaranteed]))).toEqual([-997]);
    expect(scores(pod([requesting("b")]))).toEqual([1000]);
  });

  it("protects Burstable containers by their request: 2 to 999", () => {
    const containers = ["1Gi", "3Gi", "4Gi", "1Mi", undefined].map((memory, index) => requesting(`c${index}`, memory));
    expect(scores(pod(containers))).toEqual([750, 250, 3, 999, 999]);
  });

  it("kills no sidecar before the containers that it serves", () => {
    const sidecar = requesting("s", undefined, { restartPolicy: "Always" });
    expect(scores(pod([requesting("a", "2Gi"), requesting("b", "1Gi")], { initContainers: [sidecar, requesting("i")] }))).toEqual([
      750, 999, 500, 750,
    ]);
  });

  it("divides what a pod requests beyond its containers, also when that is less than nothing", () => {
    const [a, b] = [requesting("a", "1Gi"), requesting("b")];
    expect(scores(pod([a, b], { resources: { requests: { memory: "2Gi" } } }))).toEqual([625, 875]);
    expect(scores(pod([a, b], { resources: { requests: { memory: "512Mi" } } }))).toEqual([813, 1062]);
  });

  it("protects node-critical pods whatever they request", () => {
    const critical = { priorityClassName: "system-node-critical", priority: 2_000_001_000 };
    expect(scores(pod([requesting("a")], critical))).toEqual([-997]);
    expect(scores(pod([requesting("a")], { ...critical, priority: 5 }))).toEqual([1000]);
  });
});

describe("critical pods", () => {
  const annotated = (annotations: Record<string, string>): Pod => ({ metadata: { name: "p", annotations }, spec: { containers: [] } });

  it("are static, mirrored or of a system priority", () => {
    expect(isCriticalPod(annotated({ "kubernetes.io/config.source": "file" }))).toBe(true);
    expect(isCriticalPod(annotated({ "kubernetes.io/config.source": "api" }))).toBe(false);
    expect(isCriticalPod(annotated({ "kubernetes.io/config.mirror": "x" }))).toBe(true);
    expect(isCriticalPod(pod([], { priority: 2_000_000_000 }))).toBe(true);
    expect(isCriticalPod(pod([], { priority: 1_999_999_999 }))).toBe(false);
    expect(isNodeCriticalPod(pod([], { priority: 2_000_000_000, priorityClassName: "system-cluster-critical" }))).toBe(false);
  });
});
