/**
 * How much of what is free the usual pods cannot use where it lies: fragmentation of each resource.
 *
 * The measure of Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 4.2 (F, for GPUs), taken over to every resource: a pod is
 * drawn from the usual shapes; a node that it does not fit on contributes all its free amount; of shared GPUs, a node that it fits on
 * contributes the devices that are too small for it. Unlike there, only shapes that ask for the resource are drawn, so that a cluster with
 * few GPU pods is not called fragmented.
 *
 * Not modelled: taints, selectors, affinity, GPU models; a pod fits where its requests do.
 */
import { WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";
import type { Demand } from "./resource-demand.ts";
import { SHARED_GPU } from "./resource-demand.ts";

/** What a node has left. */
export interface FreeNode {
  /** By resource number. */
  readonly free: Float64Array;
  /** Thousandths left of each shared device; undefined without. */
  readonly devices: Float64Array | undefined;
}

/** How many of the pods the typical shapes must cover. */
export const COVERAGE = 0.95;

interface TypicalShape {
  readonly demand: Demand;
  readonly share: number;
}

export class FreeFragmentation {
  /** Resources measured: those that some pod asks for, without the number of pods. */
  readonly resources: readonly number[];
  readonly shapes: readonly { readonly count: number; readonly coverage: number }[];
  private readonly names: readonly string[];
  private readonly typical: readonly (readonly TypicalShape[])[];

  /** @param pods how many pods have each demand */
  constructor(names: readonly string[], pods: ReadonlyMap<Demand, number>) {
    this.names = names;
    const all = [...pods];
    this.resources = names.map((_, r) => r).filter((r) => names[r] !== "pods" && all.some(([{ amounts }]) => amounts[r]! > 0));
    const chosen = this.resources.map((r) => typicalFor(r, all));
    this.typical = chosen.map(({ shapes }) => shapes);
    this.shapes = chosen.map(({ shapes, coverage }) => ({ count: shapes.length, coverage }));
  }

  /** One share for each of `resources`; NaN where nothing is free. */
  measure(nodes: Iterable<FreeNode>): Float64Array {
    const { resources, typical, names } = this;
    const free = new Float64Array(resources.length);
    const lost = new Float64Array(resources.length);
    for (const node of nodes) {
      for (let i = 0; i < resources.length; i++) {
        const r = resources[i]!;
        const amount = node.free[r]!;
        if (amount <= 0) continue;
        free[i]! += amount;
        for (const { demand, share } of typical[i]!) {
          if (!fits(demand, node)) lost[i]! += share * amount;
          else if (names[r] === SHARED_GPU) lost[i]! += share * tooSmall(demand, node.devices!);
        }
      }
    }
    return lost.map((amount, i) => (free[i]! > 0 ? amount / free[i]! : NaN));
  }
}

/** The most frequent shapes that ask for the resource, until they cover enough of those that do. */
function typicalFor(resource: number, pods: readonly (readonly [Demand, number])[]): { shapes: TypicalShape[]; coverage: number } {
  const asking = pods.filter(([{ amounts }]) => amounts[resource]! > 0);
  const ranked = asking.map(([demand, count], first) => ({ demand, count, first })).sort((a, b) => b.count - a.count || a.first - b.first);
  const total = ranked.reduce((sum, { count }) => sum + count, 0);
  let covered = 0;
  let taken = 0;
  while (taken < ranked.length && covered < COVERAGE * total) covered += ranked[taken++]!.count;
  return { shapes: ranked.slice(0, taken).map(({ demand, count }) => ({ demand, share: count / covered })), coverage: covered / total };
}

function fits({ amounts, gpuCount, gpuMilli }: Demand, { free, devices }: FreeNode): boolean {
  for (let r = 0; r < amounts.length; r++) if (amounts[r]! > 0 && amounts[r]! > free[r]! + TOLERANCE * amounts[r]!) return false;
  if (gpuCount === 0) return true;
  let fitting = 0;
  for (const left of devices ?? []) if (left >= gpuMilli) fitting += 1;
  return fitting >= gpuCount;
}

/** In devices. */
function tooSmall({ gpuMilli }: Demand, devices: Float64Array): number {
  let milli = 0;
  for (const left of devices) if (left < gpuMilli) milli += left;
  return milli / WHOLE_GPU_MILLI;
}

/** Sums of thousandths of cores are not exact in doubles. */
const TOLERANCE = 1e-9;
