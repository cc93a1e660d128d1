import { expect, it } from "vitest";
import type { Pod } from "@orrery/sim-core/model";
import { NodeInfo } from "./node-info.ts";
import { PodInfo } from "./pod-info.ts";
import { compilePodTemplate } from "./pod-template.ts";

function pod(name: string, requests: Record<string, string>, hostPort?: number): PodInfo {
  const ports = hostPort === undefined ? [] : [{ hostPort }];
  const object: Pod = { metadata: { name, namespace: "a" }, spec: { containers: [{ name: "c", ports, resources: { requests } }] } };
  return new PodInfo(object, compilePodTemplate(0, object));
}

function node(): NodeInfo {
  const allocatable = { cpu: "4", memory: "8Gi", pods: "10", "example.com/gpu": "2" };
  return new NodeInfo(0, { metadata: { name: "n" }, status: { allocatable } });
}

it("is empty again when everybody has left, even after an amount that swallowed all digits", () => {
  const info = node();
  const pods = [pod("a", { cpu: "100m", memory: "1Gi", "example.com/gpu": "1" }), pod("b", { memory: "4Ei" }), pod("c", { cpu: "3" })];
  for (const each of pods) info.addPod(each);
  expect(info.huge).toBe(true);
  for (const each of pods) expect(info.removePod(each)).toBe(true);
  expect([info.requestedMilliCpu, info.requestedMemory, info.requestedScalar.get("example.com/gpu"), info.huge]).toEqual([0, 0, 0, false]);
  expect(info.removePod(pods[0]!)).toBe(false);
});

it("keeps host ports as a set, as kube-scheduler does", () => {
  const info = node();
  const [a, b] = [pod("a", {}, 80), pod("b", {}, 80)];
  info.addPod(a);
  info.addPod(b);
  expect(info.hostPorts).toEqual([{ ip: "0.0.0.0", protocol: "TCP", port: 80 }]);
  info.removePod(a);
  expect(info.hostPorts).toEqual([]);
});

it("copies what a dry run changes", () => {
  const info = node();
  info.addPod(pod("a", { cpu: "1", "example.com/gpu": "1" }, 80));
  const copy = info.clone();
  copy.removePod(info.pods[0]!);
  expect([info.pods.length, info.requestedMilliCpu, info.requestedScalar.get("example.com/gpu"), info.hostPorts.length]).toEqual([
    1, 1000, 1, 1,
  ]);
  expect([copy.pods.length, copy.requestedMilliCpu, copy.requestedScalar.get("example.com/gpu"), copy.hostPorts.length]).toEqual([
    0, 0, 0, 0,
  ]);
});
