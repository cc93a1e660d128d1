/** Which pod took whose place: a controller that loses a pod makes another; the first made replaces the first lost. */
import { FactKind } from "@orrery/sim-core/store";
import type { ClusterState, FactLog } from "@orrery/sim-core/store";

export class Successions {
  private readonly successors = new Map<number, number>();
  private readonly predecessors = new Map<number, number>();
  /** By controller: pods that ended and have no successor yet. */
  private readonly vacancies = new Map<string, number[]>();
  private readonly ended = new Set<number>();

  /** @param facts how many of the log are heeded. Pods without a controller have no successors */
  constructor(log: FactLog, state: ClusterState, facts: number) {
    for (let at = 0; at < facts; at++) {
      const kind = log.kind[at] as FactKind;
      const pod = log.subject[at]!;
      if (kind === FactKind.PodCreated) this.created(pod, ownerOf(state, pod));
      else if (kind === FactKind.PodFailed || kind === FactKind.PodDeletionRequested || kind === FactKind.PodRemoved)
        this.lost(pod, ownerOf(state, pod));
    }
  }

  successorOf(pod: number): number | undefined {
    return this.successors.get(pod);
  }

  predecessorOf(pod: number): number | undefined {
    return this.predecessors.get(pod);
  }

  private created(pod: number, owner: string | undefined): void {
    const lost = owner === undefined ? undefined : this.vacancies.get(owner)?.shift();
    if (lost === undefined) return;
    this.successors.set(lost, pod);
    this.predecessors.set(pod, lost);
  }

  private lost(pod: number, owner: string | undefined): void {
    if (owner === undefined || this.ended.has(pod)) return;
    this.ended.add(pod);
    const list = this.vacancies.get(owner);
    if (list === undefined) this.vacancies.set(owner, [pod]);
    else list.push(pod);
  }
}

function ownerOf(state: ClusterState, pod: number): string | undefined {
  const owner = state.pods[pod]!.source.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `${owner.kind}/${owner.uid}`;
}
