/** One run of the experiment: pods come in a seeded order, are placed at once or dropped; allocation is averaged by arrived demand. */
import { Fragmentation, GpuNodes, GpuRequests } from "@orrery/scheduler/policies";
import type { GpuPolicy, TypicalPod } from "@orrery/scheduler/policies";
import { randomStreams } from "@orrery/sim-core/engine";
import { inflate, shuffle } from "../arrivals/index.ts";
import { fgdNode, fgdPodMaker, milliOfEach } from "./fgd-cluster.ts";
import type { FgdNodes, FgdPods } from "./fgd-cluster.ts";
import { FgdPlacement } from "./fgd-placement.ts";
import { TARGET_PERCENT } from "./fgd-published.ts";

export interface FgdRunOptions {
  readonly nodes: FgdNodes;
  readonly pods: FgdPods;
  readonly policy: GpuPolicy;
  readonly typical: readonly TypicalPod[];
  readonly seed: number;
}

export interface FgdRun {
  readonly seed: number;
  readonly arrived: number;
  readonly placed: number;
  /** By arrived percent 0..130: percent of all GPUs allocated. */
  readonly allocatedPercent: Float64Array;
  /** Likewise: percent of all GPUs that are free but of no use to the typical pods. */
  readonly fragmentedPercent: Float64Array;
}

export function fgdRun(options: FgdRunOptions): FgdRun {
  const { nodes, pods, policy, typical, seed } = options;
  const streams = randomStreams(seed);
  const random = (stream: string) => streams.stream(stream).next();
  const order = Array.from({ length: nodes.count }, (_, i) => fgdNode(nodes, i));
  const capacityMilli = 1000 * Array.from(nodes.gpuCount).reduce((sum, gpus) => sum + gpus, 0);
  shuffle(order, () => random("node-order"));
  const placement = new FgdPlacement({ nodes: order, policy, typical, random });
  const each = Float64Array.from(pods.shape, (shape) => milliOfEach(pods.shapes[shape]!));
  const demand = each.map((milli, row) => milli * pods.shapes[pods.shape[row]!]!.gpuCount);
  const target = (TARGET_PERCENT / 100) * capacityMilli;
  const { rows } = inflate({ names: pods.name, demand, lookAhead: each, target, random: () => random("arrivals") });
  const makePod = fgdPodMaker(pods);
  const fragments = new ClusterFragments(placement, typical);
  const allocated = new ColumnMeans();
  const fragmented = new ColumnMeans();
  let arrivedMilli = 0;
  let usedMilli = 0;
  let placed = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const node = placement.place(makePod(row, `${pods.name[row]!}-${i}`));
    arrivedMilli += demand[row]!;
    if (node !== undefined) {
      placed += 1;
      usedMilli += demand[row]!;
      fragments.update(node);
    }
    const column = Math.round((arrivedMilli / capacityMilli) * 100);
    allocated.add(column, (usedMilli / capacityMilli) * 100);
    fragmented.add(column, (fragments.milli / capacityMilli) * 100);
  }
  return { seed, arrived: rows.length, placed, allocatedPercent: allocated.means(), fragmentedPercent: fragmented.means() };
}

/** The sum of F over all nodes, kept up to date. */
class ClusterFragments {
  milli = 0;
  private readonly fragmentation: Fragmentation;
  private readonly states = new GpuNodes(new GpuRequests());
  private readonly bySlot: number[] = [];

  constructor(placement: FgdPlacement, typical: readonly TypicalPod[]) {
    this.fragmentation = new Fragmentation(typical);
    for (const node of placement.nodes) this.update(node);
  }

  update(node: FgdPlacement["nodes"][number]): void {
    const amount = this.fragmentation.ofNode(this.states.of(node));
    this.milli += amount - (this.bySlot[node.slot] ?? 0);
    this.bySlot[node.slot] = amount;
  }
}

/**
 * Means by whole percent 0..130. A column that nothing fell into takes its neighbours', as the authors' analysis does, and failing that,
 * what held before: on a small cluster one pod is several percent.
 */
class ColumnMeans {
  private readonly sums = new Float64Array(TARGET_PERCENT + 2);
  private readonly counts = new Int32Array(TARGET_PERCENT + 2);

  add(column: number, value: number): void {
    if (column > TARGET_PERCENT + 1) return;
    this.sums[column]! += value;
    this.counts[column]! += 1;
  }

  means(): Float64Array {
    const { sums, counts } = this;
    const means = new Float64Array(TARGET_PERCENT + 1);
    for (let column = 0; column <= TARGET_PERCENT; column++) {
      const from = counts[column]! > 0 ? column : Math.max(0, column - 1);
      const to = counts[column]! > 0 ? column : column + 1;
      let sum = 0;
      let count = 0;
      for (let i = from; i <= to; i++) {
        sum += sums[i]!;
        count += counts[i]!;
      }
      means[column] = count > 0 ? sum / count : (means[column - 1] ?? 0);
    }
    return means;
  }
}
