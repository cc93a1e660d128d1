/** Clusters and workloads for benchmarks, made from a seed. */
import { exponential, randomStreams } from "@orrery/sim-core/engine";
import type { Node, PodSpec } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { defaultConfiguration } from "@orrery/scheduler/config";
import type { Registry } from "@orrery/scheduler/config";
import { DEFAULT_TIMINGS } from "@orrery/runner/simulation";
import type { InputNode, SimulationInput } from "@orrery/runner/simulation";

/** A node of 32 cores and 256 GiB in one of three zones. */
export function syntheticNode(i: number): Node {
  const resources = { cpu: "32", memory: "256Gi", "ephemeral-storage": "500Gi", pods: "110" };
  const name = `node-${String(i).padStart(5, "0")}`;
  return {
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": `zone-${i % 3}`, "kubernetes.io/os": "linux" },
    },
    spec: {},
    status: { capacity: resources, allocatable: resources },
  };
}

export function inputNode(i: number): InputNode {
  return { node: syntheticNode(i), pool: "", hardware: { milliCpu: 32_000, memoryBytes: 256 * 2 ** 30, gpus: 0 } };
}

export function syntheticPodSpec(milliCpu: number, memoryMib: number, more: Partial<PodSpec> = {}): PodSpec {
  return {
    containers: [
      { name: "app", image: "registry.example/app:1", resources: { requests: { cpu: `${milliCpu}m`, memory: `${memoryMib}Mi` } } },
    ],
    schedulerName: "default-scheduler",
    restartPolicy: "Always",
    ...more,
  };
}

/**
 * Pods of `kinds` sizes that arrive at a steady rate and run for an exponential time, so that `load` of the cluster's CPU is requested in
 * the long run.
 */
export function churnInput(nodeCount: number, podCount: number, registry: Registry, kinds = 10, load = 0.7): SimulationInput {
  const streams = randomStreams("churn");
  const sizes = streams.stream("sizes");
  const sources: PodSource[] = Array.from({ length: kinds }, (_, k) => ({
    metadata: { namespace: "default", labels: { app: `app-${k}` } },
    spec: syntheticPodSpec(250 * (1 + sizes.int(8)), 512 * (1 + sizes.int(8))),
    workload: `app-${k}`,
  }));
  const meanMilliCpu =
    sources.reduce((sum, s) => sum + Number.parseInt(String(s.spec.containers[0]!.resources!.requests!["cpu"]), 10), 0) / kinds;
  const running = (nodeCount * 32_000 * load) / meanMilliCpu;
  const meanLifeS = 3600;
  const gap = exponential({ mean: meanLifeS / running });
  const life = exponential({ mean: meanLifeS });
  const [gaps, lives, picks] = [streams.stream("gaps"), streams.stream("lives"), streams.stream("picks")];
  const arrivalUs = new Float64Array(podCount);
  const durationUs = new Float64Array(podCount);
  const source = new Int32Array(podCount);
  let now = 0;
  for (let i = 0; i < podCount; i++) {
    now += gap.sample(gaps) * 1e6;
    arrivalUs[i] = Math.round(now);
    durationUs[i] = Math.round(life.sample(lives) * 1e6);
    source[i] = picks.int(kinds);
  }
  const nodes = Array.from({ length: nodeCount }, (_, i) => inputNode(i));
  return {
    name: "churn",
    seed: "churn",
    horizonUs: Infinity,
    timings: DEFAULT_TIMINGS,
    scheduler: defaultConfiguration(registry),
    tieBreak: "heap",
    nodes,
    objects: [],
    boundPods: [],
    arrivals: [{ sources, arrivalUs, source, durationUs, keyOf: (row) => `default/pod-${row}` }],
    timeline: [],
    explain: [],
    notModelled: [],
  };
}
