/**
 * How long each host was active: the integral over time of the share of its capacity that its VMs demand.
 * A host gives what it has: demand beyond its capacity counts as full use, and the VMs do not run longer for it (as in OpenDC, where
 * fragments have a duration and not an amount of work).
 */
import type { BitbrainsHost } from "./bitbrains-hosts.ts";
import type { BitbrainsPlacement } from "./bitbrains-queue.ts";
import type { RecordedVms } from "../scenario/index.ts";

/** In milliseconds by host, with fractions. */
export function activeTimeMs(trace: RecordedVms, hosts: readonly BitbrainsHost[], placements: readonly BitbrainsPlacement[]): Float64Array {
  const active = new Float64Array(hosts.length);
  hosts.forEach((host, i) => {
    const changes = demandChanges(
      trace,
      placements.filter((placement) => placement.host === i),
    );
    active[i] = integral(changes, host.cores * host.coreSpeedMhz);
  });
  return active;
}

interface DemandChanges {
  readonly atMs: Float64Array;
  readonly byMhz: Float64Array;
}

/** Where the demand of a VM changes, and by how much; its last change takes it back to none. Not yet by time. */
function demandChanges({ fragments }: RecordedVms, placements: readonly BitbrainsPlacement[]): DemandChanges {
  const count = placements.reduce((sum, { vm }) => sum + vm.fragments.length + 1, 0);
  const atMs = new Float64Array(count);
  const byMhz = new Float64Array(count);
  let next = 0;
  for (const { vm, startMs } of placements) {
    let nowMs = startMs;
    let demandMhz = 0;
    for (const row of vm.fragments) {
      atMs[next] = nowMs;
      byMhz[next++] = fragments.cpuUsageMhz[row]! - demandMhz;
      demandMhz = fragments.cpuUsageMhz[row]!;
      nowMs += fragments.durationMs[row]!;
    }
    atMs[next] = nowMs;
    byMhz[next++] = -demandMhz;
  }
  return { atMs, byMhz };
}

function integral({ atMs, byMhz }: DemandChanges, capacityMhz: number): number {
  // Changes of one instant in a fixed order, since sums of doubles depend on it.
  const order = Uint32Array.from(atMs, (_, i) => i).sort((a, b) => atMs[a]! - atMs[b]! || a - b);
  let usedMhzMs = 0;
  let demandMhz = 0;
  let sinceMs = 0;
  for (const change of order) {
    usedMhzMs += Math.min(demandMhz, capacityMhz) * (atMs[change]! - sinceMs);
    demandMhz += byMhz[change]!;
    sinceMs = atMs[change]!;
  }
  return usedMhzMs / capacityMhz;
}
