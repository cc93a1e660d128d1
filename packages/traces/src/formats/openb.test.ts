import { describe, expect, it } from "vitest";
import { fromText } from "../bytes/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { nodeManifest, podManifest } from "./manifest.ts";
import { readOpenbNodes, readOpenbPods } from "./openb.ts";

const NODES = "sn,cpu_milli,memory_mib,gpu,model\nn0,32000,262144,0,\nn1,64500,1024,8,T4\n";
const HEADER = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time";
const PODS = [
  HEADER,
  "p0,12000,16384,1,1000,,LS,Running,0,500,0",
  "p1,6000,12288,1,460,T4|P100,BE,Running,100,500,101",
  "p2,6000,12288,1,460,T4|P100,BE,Pending,200,300,",
  "p3,6000,12288,0,0,,BE,Succeeded,300,200,300",
  "p4,6000,12288,2,500,,BE,Running,1,2,1",
].join("\n");

describe("openb", () => {
  it("reads nodes as columns and as Kubernetes objects with shared GPUs", async () => {
    const nodes = await readOpenbNodes(fromText(NODES));
    expect(nodes).toMatchObject({ count: 2, name: ["n0", "n1"], gpuModel: ["", "T4"], gpuSharing: true });
    expect([...nodes.memoryBytes]).toEqual([262144 * 2 ** 20, 2 ** 30]);
    expect(nodeManifest(nodes, 1)).toMatchObject({
      metadata: { name: "n1", labels: { "kubernetes.io/hostname": "n1", "orrery.io/gpu-model": "T4" } },
      status: { allocatable: { cpu: "64500m", memory: "1Gi", pods: "110", "orrery.io/gpu-count": "8", "orrery.io/gpu-milli": "8000" } },
    });
  });

  it("reads pods, shares shapes, keeps blank times and marks the end of the observation", async () => {
    const pods = await readOpenbPods(fromText(PODS));
    expect(pods.name).toEqual(["p0", "p1", "p2"]);
    expect([...pods.shape]).toEqual([0, 1, 1]);
    expect([...pods.durationUs]).toEqual([500e6, 399e6, Number.NaN]);
    expect([...pods.endCensored!]).toEqual([1, 1, 0]);
    expect(pods.report.firstBad.map((bad) => [bad.reason, bad.line, bad.column])).toEqual([
      ["deleted before it was created", 5, 37],
      ["part of several GPUs", 6, 17],
    ]);
    const manifest = podManifest(pods.shapes[1]!);
    expect(manifest.metadata).toEqual({
      namespace: "default",
      labels: { "orrery.io/qos": "BE" },
      annotations: { "orrery.io/gpu-models": "T4|P100" },
    });
    expect(manifest.spec.containers[0]!.resources).toEqual({
      requests: { cpu: "6", memory: "12Gi", "orrery.io/gpu-count": "1", "orrery.io/gpu-milli": "460" },
      limits: { "orrery.io/gpu-count": "1", "orrery.io/gpu-milli": "460" },
    });
  });

  it("says which columns it found and which it wanted", async () => {
    await expect(readOpenbPods(fromText("a,b\n1,2\n"), { file: "x.csv" })).rejects.toThrow(
      /^x\.csv:1:1: other columns than an openb pod list has \(missing: name, cpu_milli, .*found "a", "b"; accepted: name, cpu_milli, .*\[deletion_time\]/,
    );
  });

  it.runIf(haveSharedData("alibaba-openb-gpu-v2023"))("has the published counts", async () => {
    const nodes = await readOpenbNodes(sharedFile("alibaba-openb-gpu-v2023/openb_node_list_all_node.csv"), { strict: true });
    expect(nodes.count).toBe(1523);
    expect(nodes.gpuCount.reduce((sum, n) => sum + n, 0)).toBe(6212);
    const gpuNodes = await readOpenbNodes(sharedFile("alibaba-openb-gpu-v2023/openb_node_list_gpu_node.csv"), { strict: true });
    expect(gpuNodes.count).toBe(1213);
    expect(gpuNodes.milliCpu.reduce((sum, n) => sum + n, 0)).toBe(107_018_000);
    expect(gpuNodes.memoryBytes.reduce((sum, n) => sum + n, 0)).toBe(503_828_480 * 2 ** 20);
    const pods = await readOpenbPods(sharedFile("alibaba-openb-gpu-v2023/openb_pod_list_default.csv"), { strict: true });
    expect(pods.count).toBe(8152);
    expect(pods.scheduledUs!.filter(Number.isNaN).length).toBe(897);
    expect(pods.endCensored!.reduce((sum, n) => sum + n, 0)).toBe(34);
    const multi = await readOpenbPods(sharedFile("alibaba-openb-gpu-v2023/openb_pod_list_multigpu20.csv"), { strict: true });
    expect(multi.count).toBeGreaterThan(1000);
    expect(multi.arrivalUs.every(Number.isNaN)).toBe(true);
  });
});
