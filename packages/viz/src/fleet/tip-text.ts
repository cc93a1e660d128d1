/** What the pointer is told about a pod or a node, on a few lines. */
import type { PodColumns } from "@orrery/runner/session";
import type { FleetScene } from "./fleet-scene.ts";
import { exitWords, flagWords, heldText, nodeShares, podStyle, STYLE_WORDS } from "../cluster/index.ts";
import { bytesText, coresText, countOf, percentText } from "../words/index.ts";

export function podTip({ frame: { pods, nodes }, texts }: FleetScene, row: number): string {
  const node = pods.node[row]!;
  const remark = texts[pods.remark[row]!]!;
  return [
    `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}`,
    `${STYLE_WORDS.get(podStyle(pods, row))}${node >= 0 ? ` on ${texts[nodes.name[node]!]}` : ""}${remark === "" ? "" : `: ${remark}`}`,
    ...(heldText(pods, row) === "" ? [] : [heldText(pods, row)]),
    ...(restartsText(pods, row, texts) === "" ? [] : [restartsText(pods, row, texts)]),
    `asks ${coresText(pods.milliCpu[row]!)}, ${bytesText(pods.memoryBytes[row]!)}`,
  ].join("\n");
}

export function nodeTip({ frame: { nodes }, texts }: FleetScene, row: number): string {
  const remark = texts[nodes.remark[row]!]!;
  const words = [...flagWords(nodes.flags[row]!), ...(remark === "" ? [] : [remark])];
  const { askedCpu, askedMemory, usedCpu, wantedCpu, usedMemory } = nodeShares(nodes, row);
  const isShort = wantedCpu > 1.02 * usedCpu && usedCpu > 0.9;
  return [
    `${texts[nodes.name[row]!]}${words.length === 0 ? "" : `: ${words.join(", ")}`}`,
    countOf(nodes.pods[row]!, "pod"),
    ...(usedCpu < 0
      ? []
      : [
          `used over hardware: CPU ${percentText(usedCpu)}${isShort ? ` of ${percentText(wantedCpu)} wanted` : ""}, memory ${percentText(usedMemory)}`,
        ]),
    `requested over allocatable: CPU ${percentText(askedCpu)}, memory ${percentText(askedMemory)}`,
  ].join("\n");
}

function restartsText({ restarts, waiting, exit }: PodColumns, row: number, texts: readonly string[]): string {
  const count = restarts[row]!;
  const words = [
    ...(count > 0 ? [`${count} ${count === 1 ? "restart" : "restarts"}`] : []),
    ...(exit[row] === 0 ? [] : [`the last: ${exitWords(texts[exit[row]!]!)}`]),
    ...(waiting[row] === 0 ? [] : [`waits: ${texts[waiting[row]!]}`]),
  ];
  return words.join(", ");
}
