/** What the nodes of lanes have used, by bin: each bin tells the sample of usage into whose span its end falls. */
import type { Lanes } from "./lanes.ts";
import type { NodeUsage } from "./node-usage.ts";

interface LaneNode {
  readonly name: string;
  readonly milliCpu: number;
}

/** @param nodeOf name and hardware of a node by its number */
export function laneUsage(
  usage: NodeUsage,
  nodeOf: (node: number) => LaneNode,
  { kind, fromUs, toUs, bins, names }: Pick<Lanes, "kind" | "fromUs" | "toUs" | "bins" | "names">,
): Pick<Lanes, "used" | "wanted"> {
  const used = new Float32Array(names.length * bins).fill(-1);
  const wanted = new Float32Array(names.length * bins).fill(-1);
  if (kind !== "node") return { used, wanted };
  const laneOf = new Map(names.map((name, lane) => [name, lane]));
  let last = -1;
  let columns: ReturnType<NodeUsage["sample"]> | undefined;
  for (let bin = 0; bin < bins; bin++) {
    const sample = usage.sampleFrom(fromUs + ((bin + 1) * (toUs - fromUs)) / bins);
    if (sample < 0) break;
    if (sample !== last || columns === undefined) columns = usage.sample(sample);
    last = sample;
    for (const [row, id] of columns.ids.entries()) {
      const { name, milliCpu } = nodeOf(id);
      const lane = laneOf.get(name);
      if (lane === undefined || milliCpu <= 0) continue;
      used[lane * bins + bin] = columns.usedMilliCpu[row]! / milliCpu;
      wanted[lane * bins + bin] = columns.wantedMilliCpu[row]! / milliCpu;
    }
  }
  return { used, wanted };
}
