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
          figure("memory used over hardware", ({ usedMemory }) => usedMemory, true),
        ]),
    figure("CPU requested over allocatable", ({ cpu }) => cpu, true),
    figure("memory requested over allocatable", ({ memory }) => memory, true),
    figure("CPU requested over hardware, fullest node", ({ fullest }) => fullest, true),
  ];
}

function sums(frame: Frame, texts: readonly string[]) {
  const { nodes } = frame;
  const total = (column: Float64Array) => column.reduce((sum, each) => sum + Math.max(0, each), 0);
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
    slow: nodes.flags.filter((flags) => (flags & NodeFlag.slow) !== 0).length,
    usedCpu: total(nodes.usedMilliCpu) / Math.max(1, total(nodes.hardwareMilliCpu)),
    usedMemory: total(nodes.usedMemoryBytes) / Math.max(1, total(nodes.hardwareMemoryBytes)),
    cpu: total(nodes.requestedMilliCpu) / Math.max(1, total(nodes.allocatableMilliCpu)),
    memory: total(nodes.requestedMemoryBytes) / Math.max(1, total(nodes.allocatableMemoryBytes)),
    fullest,
  };
}
