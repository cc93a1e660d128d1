/** Repeats "Beware of Fragmentation" (USENIX ATC 2023) on openb: GPU allocation by arrived demand, ours beside the published. */
import { typicalPods } from "@orrery/scheduler/policies";
import type { GpuPolicy } from "@orrery/scheduler/policies";
import { typicalShape } from "./fgd-cluster.ts";
import type { FgdNodes, FgdPods } from "./fgd-cluster.ts";
import { publishedAllocation, publishedAtTarget, publishedFragmented, TARGET_PERCENT } from "./fgd-published.ts";
import type { Spread } from "./fgd-published.ts";
import { fgdRun } from "./fgd-run.ts";
import type { FgdRun } from "./fgd-run.ts";
import { agreement, spread } from "./spread.ts";
import type { Agreement } from "./spread.ts";

export interface FgdOptions {
  /** openb_node_list_gpu_node.csv. */
  readonly nodes: FgdNodes;
  /** One openb_pod_list_*.csv. */
  readonly pods: FgdPods;
  /** Its name without "openb_pod_list_", to look up what is published; any other text: nothing is. */
  readonly workload: string;
  readonly policy: GpuPolicy;
  /** At least one; published are ten, 42..51. */
  readonly seeds: readonly number[];
  readonly onProgress?: (doneRuns: number, ofRuns: number) => void;
}

/** One arrived percent. */
export interface FgdColumn {
  readonly arrivedPercent: number;
  readonly allocated: Spread;
  readonly publishedAllocated: number | undefined;
  readonly fragmented: Spread;
  readonly publishedFragmented: number | undefined;
}

export interface FgdResult {
  readonly workload: string;
  readonly policy: GpuPolicy;
  readonly seeds: readonly number[];
  readonly gpus: number;
  /** 0..130 %. */
  readonly columns: readonly FgdColumn[];
  /** At 130 %. */
  readonly allocated: Spread;
  readonly published: Spread | undefined;
  /** Whether ours is where the published is, given both spreads; undefined where nothing is published. */
  readonly agreement: Agreement | undefined;
  readonly runs: readonly FgdRun[];
}

/** @throws RangeError without seeds, nodes with GPUs, or pods that want any */
export function reproduceFgd(options: FgdOptions): FgdResult {
  const { nodes, pods, workload, policy, seeds, onProgress } = options;
  const gpus = Array.from(nodes.gpuCount).reduce((sum, count) => sum + count, 0);
  if (seeds.length === 0) throw new RangeError("seeds: found none, at least one is needed");
  if (gpus === 0) throw new RangeError("nodes: found no GPUs; openb_node_list_gpu_node.csv has the nodes of the experiment");
  const typical = typicalPods(Array.from(pods.shape, (shape) => typicalShape(pods.shapes[shape]!)));
  const runs: FgdRun[] = [];
  for (const seed of seeds) {
    runs.push(fgdRun({ nodes, pods, policy, typical, seed }));
    onProgress?.(runs.length, seeds.length);
  }
  const columns = Array.from({ length: TARGET_PERCENT + 1 }, (_, percent) => column(runs, workload, policy, percent));
  const last = columns[TARGET_PERCENT]!;
  const published = publishedAtTarget(workload, policy);
  return {
    workload,
    policy,
    seeds,
    gpus,
    columns,
    allocated: last.allocated,
    published,
    runs,
    agreement: published && agreement(last.allocated, published, seeds.length),
  };
}

function column(runs: readonly FgdRun[], workload: string, policy: GpuPolicy, percent: number): FgdColumn {
  return {
    arrivedPercent: percent,
    allocated: spread(runs.map((run) => run.allocatedPercent[percent]!)),
    publishedAllocated: publishedAllocation(workload, policy, percent),
    fragmented: spread(runs.map((run) => run.fragmentedPercent[percent]!)),
    publishedFragmented: publishedFragmented(workload, policy, percent),
  };
}
