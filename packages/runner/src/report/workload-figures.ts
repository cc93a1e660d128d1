/** Pods, placements and waiting times by workload. */
import type { PodRecord } from "@orrery/sim-core/store";
import { isPending } from "./pending-pods.ts";
import { waitingTimes } from "./percentiles.ts";
import type { WorkloadFigures } from "./report.ts";

/** @param boundAtStart the first pods, which have not waited: a node was theirs from the beginning */
export function workloadFigures(pods: readonly PodRecord[], boundAtStart: number): WorkloadFigures[] {
  const groups = new Map<string, PodRecord[]>();
  for (const pod of pods) {
    const group = groups.get(pod.source.workload);
    if (group === undefined) groups.set(pod.source.workload, [pod]);
    else group.push(pod);
  }
  const figures = [...groups].map(([name, group]) => {
    const placed = group.filter(({ boundUs }) => boundUs >= 0);
    const waited = placed.filter(({ id }) => id >= boundAtStart);
    const { p50Us, p99Us } = waitingTimes(Float64Array.from(waited, ({ boundUs, createdUs }) => boundUs - createdUs));
    return {
      name,
      pods: group.length,
      placed: placed.length,
      waited: waited.length,
      pending: group.filter(isPending).length,
      waitP50Us: p50Us,
      waitP99Us: p99Us,
    };
  });
  return figures.sort((a, b) => b.pods - a.pods || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
