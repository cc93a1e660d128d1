/** What of two frames is set side by side. */
import { NodeFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import { summaryOf } from "../cluster/index.ts";
import { Style } from "../draw/index.ts";

export interface Figure {
  readonly name: string;
  readonly first: number;
  readonly second: number;
  /** Shares are shown in percent. */
  readonly isShare: boolean;
}

/** @param texts of either run */
export function figuresOf(
  [first, firstTexts]: readonly [Frame, readonly string[]],
  [second, secondTexts]: readonly [Frame, readonly string[]],
): Figure[] {
  const [a, b] = [sums(first, firstTexts), sums(second, secondTexts)];
  const figure = (name: string, of: (sum: ReturnType<typeof sums>) => number, isShare = false): Figure => ({
    name,
    first: of(a),
    second: of(b),
    isShare,
  });
  return [
    figure("nodes", ({ nodes }) => nodes),
    figure("nodes in use", ({ used }) => used),
    ...[figure("nodes down", ({ down }) => down), figure("nodes with a silent kubelet", ({ silent }) => silent)].filter(isAny),
    figure("pods running", ({ running }) => running),
    figure("pods pending", ({ waiting }) => waiting),
    figure("pods not ready", ({ unready }) => unready),
    figure("pods failed", ({ failed }) => failed),
    figure("restarts of pods that are there", ({ restarts }) => restarts),
    ...(first.nodes.sampleUs < 0 || second.nodes.sampleUs < 0
      ? []
      : [
          figure("nodes short of CPU", ({ slow }) => slow),
          figure("CPU used over hardware", ({ usedCpu }) => usedCpu, true),
          figure("CPU wanted over hardware", ({ wantedCpu }) => wantedCpu, true),
          figure("CPU held back by limits, over hardware", ({ throttledCpu }) => throttledCpu, true),
          figure("memory used over hardware", ({ usedMemory }) => usedMemory, true),
        ]),
    figure("CPU requested over allocatable", ({ cpu }) => cpu, true),
    figure("memory requested over allocatable", ({ memory }) => memory, true),
    figure("CPU requested over hardware, fullest node", ({ fullest }) => fullest, true),
  ];
}

/** Where none is, its line says nothing. */
function isAny({ first, second }: Figure): boolean {
  return first !== 0 || second !== 0;
}

function sums(frame: Frame, texts: readonly string[]) {
  const { nodes } = frame;
  const total = (column: Float64Array) => column.reduce((sum, each) => sum + Math.max(0, each), 0);
  const flagged = (flag: number) => nodes.flags.filter((flags) => (flags & flag) !== 0).length;
  const { styles, running, waiting, unready, restarts } = summaryOf(frame, texts);
  const fullest = nodes.requestedMilliCpu.reduce(
    (most, requested, row) => Math.max(most, requested / Math.max(1, nodes.hardwareMilliCpu[row]!)),
    0,
  );
  return {
    nodes: nodes.count,
    used: nodes.pods.filter((count) => count > 0).length,
    running,
    waiting: waiting.length,
    failed: styles[Style.failed]!,
    unready,
    restarts,
    slow: flagged(NodeFlag.slow),
    down: flagged(NodeFlag.stopped),
    silent: flagged(NodeFlag.stalled),
    wantedCpu: total(nodes.wantedMilliCpu) / Math.max(1, total(nodes.hardwareMilliCpu)),
    throttledCpu: total(nodes.throttledMilliCpu) / Math.max(1, total(nodes.hardwareMilliCpu)),
    usedCpu: total(nodes.usedMilliCpu) / Math.max(1, total(nodes.hardwareMilliCpu)),
    usedMemory: total(nodes.usedMemoryBytes) / Math.max(1, total(nodes.hardwareMemoryBytes)),
    cpu: total(nodes.requestedMilliCpu) / Math.max(1, total(nodes.allocatableMilliCpu)),
    memory: total(nodes.requestedMemoryBytes) / Math.max(1, total(nodes.allocatableMemoryBytes)),
    fullest,
  };
}
