/** How a node fares, in one word, from what a frame says of it; the worse word wins. */
import { NodeFlag } from "@orrery/runner/session";
import type { NodeColumns } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";

export function nodeStyle(flags: number): Style {
  if ((flags & NodeFlag.stopped) !== 0) return Style.nodeStopped;
  if ((flags & NodeFlag.stalled) !== 0) return Style.nodeStalled;
  if ((flags & NodeFlag.notReady) !== 0) return Style.nodeStopped;
  if ((flags & NodeFlag.pressure) !== 0) return Style.nodePressed;
  if ((flags & NodeFlag.slow) !== 0) return Style.nodeSlow;
  if ((flags & NodeFlag.throttled) !== 0) return Style.nodeThrottled;
  return (flags & NodeFlag.unschedulable) !== 0 ? Style.nodeCordoned : Style.node;
}

/** What frames a node of that style, so that it is seen whatever lies within. */
export function nodeEdge(style: Style): Style {
  if (style === Style.nodeSlow) return Style.restarts;
  return style === Style.nodePressed ? Style.wanted : Style.outage;
}

const FRAMED: ReadonlySet<Style> = new Set([Style.nodeSlow, Style.nodePressed, Style.nodeStalled, Style.nodeStopped]);

/** The style of the frame; undefined: it is not framed. */
export function edgeOfNode(style: Style): Style | undefined {
  return FRAMED.has(style) ? nodeEdge(style) : undefined;
}

/** Whether it is to be seen at first glance. */
export function isSuffering(flags: number): boolean {
  return (flags & (NodeFlag.stopped | NodeFlag.stalled | NodeFlag.notReady | NodeFlag.pressure | NodeFlag.slow)) !== 0;
}

/** All that holds, worst first. */
export function flagWords(flags: number): string[] {
  const words: string[] = [];
  if ((flags & NodeFlag.stopped) !== 0) words.push("Down");
  if ((flags & NodeFlag.stalled) !== 0) words.push("Kubelet silent");
  if ((flags & NodeFlag.notReady) !== 0) words.push("NotReady");
  if ((flags & NodeFlag.pressure) !== 0) words.push("Pressure");
  if ((flags & NodeFlag.slow) !== 0) words.push("CPU short");
  if ((flags & NodeFlag.throttled) !== 0) words.push("Containers throttled");
  if ((flags & NodeFlag.unschedulable) !== 0) words.push("SchedulingDisabled");
  return words;
}

export interface Shares {
  /** Asked for over allocatable. */
  readonly askedCpu: number;
  readonly askedMemory: number;
  /** Over hardware; -1: unknown. */
  readonly usedCpu: number;
  readonly wantedCpu: number;
  readonly usedMemory: number;
  /** Asked for over hardware. */
  readonly soldCpu: number;
}

export function nodeShares(nodes: NodeColumns, row: number): Shares {
  const isKnown = nodes.usedMilliCpu[row]! >= 0;
  const used = (part: number, whole: number) => (isKnown ? share(part, whole) : -1);
  return {
    askedCpu: share(nodes.requestedMilliCpu[row]!, nodes.allocatableMilliCpu[row]!),
    askedMemory: share(nodes.requestedMemoryBytes[row]!, nodes.allocatableMemoryBytes[row]!),
    usedCpu: used(nodes.usedMilliCpu[row]!, nodes.hardwareMilliCpu[row]!),
    wantedCpu: used(nodes.wantedMilliCpu[row]!, nodes.hardwareMilliCpu[row]!),
    usedMemory: used(nodes.usedMemoryBytes[row]!, nodes.hardwareMemoryBytes[row]!),
    soldCpu: share(nodes.requestedMilliCpu[row]!, nodes.hardwareMilliCpu[row]!),
  };
}

/** What a tile without room for more is shaded by: the scarcer of what is used; where that is unknown, of what is asked for. */
export function shadeOf({ askedCpu, askedMemory, usedCpu, usedMemory }: Shares): number {
  return usedCpu < 0 ? Math.max(askedCpu, askedMemory) : Math.max(usedCpu, usedMemory);
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
