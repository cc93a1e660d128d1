/** The two bars of a node, or of all nodes together. */
import type { NodeColumns } from "@orrery/runner/session";
import { bytesText, clockText, coresText, durationText } from "../words/index.ts";
import { usageMeter } from "./usage-meter.ts";

/**
 * @param of a node's value, or the sum of all
 * @param isOne whether it is one node
 */
export function usageMeters(nodes: NodeColumns, of: (column: Float64Array) => number, isOne: boolean): HTMLElement[] {
  const isKnown = nodes.sampleUs >= 0 && of(nodes.usedMilliCpu) >= 0;
  return [
    usageMeter(
      {
        title: "CPU",
        kind: "cpu",
        requested: of(nodes.requestedMilliCpu),
        allocatable: of(nodes.allocatableMilliCpu),
        hardware: of(nodes.hardwareMilliCpu),
        used: isKnown ? of(nodes.usedMilliCpu) : -1,
        wanted: isKnown ? of(nodes.wantedMilliCpu) : -1,
      },
      coresText,
      isOne,
    ),
    usageMeter(
      {
        title: "Memory",
        kind: "memory",
        requested: of(nodes.requestedMemoryBytes),
        allocatable: of(nodes.allocatableMemoryBytes),
        hardware: of(nodes.hardwareMemoryBytes),
        used: isKnown ? of(nodes.usedMemoryBytes) : -1,
        wanted: -1,
      },
      bytesText,
      isOne,
    ),
  ];
}

/** Which span the rates of a frame are about. */
export function sampleText({ sampleUs, sampleSpanUs }: NodeColumns): string {
  return `mean of the ${durationText(sampleSpanUs)} until ${clockText(sampleUs).replace(/\.000$/, "")}`;
}
