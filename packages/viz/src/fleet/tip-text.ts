/** What the pointer is told about a pod or a node, on a few lines. */
import type { FleetScene } from "./fleet-scene.ts";
import { podStyle, STYLE_WORDS } from "../cluster/index.ts";
import { bytesText, coresText, percentText } from "../words/index.ts";

export function podTip({ frame: { pods, nodes }, texts }: FleetScene, row: number): string {
  const node = pods.node[row]!;
  const remark = texts[pods.remark[row]!]!;
  return [
    `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}`,
    `${STYLE_WORDS.get(podStyle(pods, row))}${node >= 0 ? ` on ${texts[nodes.name[node]!]}` : ""}${remark === "" ? "" : `: ${remark}`}`,
    `asks ${coresText(pods.milliCpu[row]!)}, ${bytesText(pods.memoryBytes[row]!)}`,
  ].join("\n");
}

export function nodeTip({ frame: { nodes }, texts }: FleetScene, row: number): string {
  const remark = texts[nodes.remark[row]!]!;
  return [
    `${texts[nodes.name[row]!]}${remark === "" ? "" : `: ${remark}`}`,
    `${nodes.pods[row]} pods`,
    `CPU ${percentText(nodes.requestedMilliCpu[row]! / nodes.allocatableMilliCpu[row]!)}, memory ${percentText(nodes.requestedMemoryBytes[row]! / nodes.allocatableMemoryBytes[row]!)} of allocatable asked for`,
  ].join("\n");
}
