/** The samples of the nodes' usage, folded to the worst that each node saw between two of them. */
import type { UsageLog } from "@orrery/sim-core/kubelet";

/** Work that takes more than so many times as long as undisturbed is called slow. A judgement, not a fact of Kubernetes. */
export const SLOWDOWN_BOUND = 1.5;

export interface NodeSamples {
  /** Most cores wanted at once, as a mean between two samples. */
  readonly wantedCoresPeak: number;
  readonly slowUs: number;
  /** null: never. */
  readonly slowFromUs: number | null;
}

interface Last {
  timeUs: number;
  cpuUs: number;
  wantedCpuUs: number;
}

/** By number of the node, for those with two samples at least. */
export function nodeSamples(log: UsageLog): Map<number, NodeSamples> {
  const lasts = new Map<number, Last>();
  const found = new Map<number, { wantedCoresPeak: number; slowUs: number; slowFromUs: number | null }>();
  for (let at = 0; at < log.length; at++) {
    const node = log.node[at]!;
    const now = { timeUs: log.timeUs[at]!, cpuUs: log.cpuUs[at]!, wantedCpuUs: log.wantedCpuUs[at]! };
    const last = lasts.get(node);
    lasts.set(node, now);
    const spanUs = last === undefined ? 0 : now.timeUs - last.timeUs;
    if (last === undefined || spanUs <= 0) continue;
    const samples = found.get(node) ?? { wantedCoresPeak: 0, slowUs: 0, slowFromUs: null };
    found.set(node, samples);
    const wantedUs = now.wantedCpuUs - last.wantedCpuUs;
    samples.wantedCoresPeak = Math.max(samples.wantedCoresPeak, wantedUs / spanUs);
    if (wantedUs <= SLOWDOWN_BOUND * (now.cpuUs - last.cpuUs)) continue;
    samples.slowUs += spanUs;
    samples.slowFromUs ??= last.timeUs;
  }
  return found;
}
