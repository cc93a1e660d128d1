/** Two nodes of four cores and a few pods, whose figures one can work out by hand. For tests only. */
import { kubernetesRegistry, defaultConfiguration } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { defaultPod } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { DEFAULT_TIMINGS, Simulation } from "../simulation/index.ts";
import type { InputNode, SimulationInput } from "../simulation/index.ts";

export interface TinyPod {
  readonly cpu: string;
  readonly workload: string;
  readonly arrivalS: number;
  readonly durationS: number;
}

export function tinyNode(name: string, pool: string, cores: number): InputNode {
  const resources = { cpu: String(cores), memory: "8Gi", pods: "10" };
  const node = {
    metadata: { name, labels: { "kubernetes.io/hostname": name } },
    spec: {},
    status: { capacity: resources, allocatable: resources },
  };
  // The cores are sold twice.
  return { node, pool, hardware: { milliCpu: cores * 500, memoryBytes: 8 * 2 ** 30, gpus: 0 } };
}

export function tinySimulation(pods: readonly TinyPod[], more: Partial<SimulationInput> = {}): Simulation {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const sources: PodSource[] = pods.map(({ cpu, workload }) => {
    const spec = { containers: [{ name: "main", image: "app", resources: { requests: { cpu, memory: "1Gi" } } }] };
    return { metadata: { namespace: "default" }, spec: defaultPod({ metadata: { name: workload }, spec }).spec, workload };
  });
  return new Simulation(
    {
      name: "tiny",
      seed: "1",
      horizonUs: 100e6,
      timings: DEFAULT_TIMINGS,
      scheduler: defaultConfiguration(registry),
      tieBreak: "first",
      nodes: [tinyNode("a", "left", 4), tinyNode("b", "right", 4)],
      objects: [],
      boundPods: [],
      timeline: [],
      explain: [],
      notModelled: [],
      arrivals: [
        {
          sources,
          arrivalUs: Float64Array.from(pods, ({ arrivalS }) => arrivalS * 1e6),
          source: Int32Array.from(pods, (_, row) => row),
          durationUs: Float64Array.from(pods, ({ durationS }) => durationS * 1e6),
          keyOf: (row) => `default/pod-${row}`,
        },
      ],
      ...more,
    },
    registry,
  );
}

export const TINY_HOST = { orrery: "0.0.0", platform: "test", wallSeconds: 1.5, eventsPerSecond: 10, attemptsPerSecond: 5 };
