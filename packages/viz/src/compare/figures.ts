/** What of two frames is set side by side. */
import type { Frame } from "@orrery/runner/session";
import { isWaiting } from "../cluster/index.ts";
import { Style } from "../draw/index.ts";
import { podStyle } from "../cluster/index.ts";

export interface Figure {
  readonly name: string;
  readonly first: number;
  readonly second: number;
  /** Shares are shown in percent. */
  readonly isShare: boolean;
}

export function figuresOf(first: Frame, second: Frame): Figure[] {
  const [a, b] = [sums(first), sums(second)];
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
    figure("pods failed", ({ failed }) => failed),
    figure("CPU requested over allocatable", ({ cpu }) => cpu, true),
    figure("memory requested over allocatable", ({ memory }) => memory, true),
    figure("CPU requested over hardware, fullest node", ({ fullest }) => fullest, true),
  ];
}

function sums({ nodes, pods }: Frame) {
  const total = (column: Float64Array) => column.reduce((sum, each) => sum + each, 0);
  let running = 0;
  let waiting = 0;
  let failed = 0;
  for (let row = 0; row < pods.count; row++) {
    if (isWaiting(pods, row)) waiting += 1;
    else if (pods.phase[row] === 1) running += 1;
    if (podStyle(pods, row) === Style.failed) failed += 1;
  }
  const shares = Array.from(nodes.requestedMilliCpu, (requested, row) => requested / Math.max(1, nodes.hardwareMilliCpu[row]!));
  return {
    nodes: nodes.count,
    used: nodes.pods.filter((count) => count > 0).length,
    running,
    waiting,
    failed,
    cpu: total(nodes.requestedMilliCpu) / Math.max(1, total(nodes.allocatableMilliCpu)),
    memory: total(nodes.requestedMemoryBytes) / Math.max(1, total(nodes.allocatableMemoryBytes)),
    fullest: Math.max(0, ...shares),
  };
}
