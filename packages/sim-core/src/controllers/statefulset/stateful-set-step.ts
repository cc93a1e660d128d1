/** One pass of the StatefulSet controller: what it creates and deletes now, and the status it writes. */
import { isPodAvailable } from "../replica-pod.ts";
import { isStatefulPodUnavailable, statefulMaxUnavailable, type StatefulPod, type StatefulSetSpec } from "./stateful-set-spec.ts";
import { isUpdateComplete, statefulSetStatus, type StatefulSetStatus } from "./stateful-set-status.ts";

export type StatefulAction =
  | { readonly kind: "create"; readonly ordinal: number; readonly revision: number }
  | { readonly kind: "delete"; readonly ordinal: number };

export interface StatefulStep {
  /** In order; with policy Parallel they run at the same time, in batches, and a pod may be named twice. */
  readonly actions: readonly StatefulAction[];
  /** Counts before the actions; only currentReplicas already lacks what is deleted for an update. */
  readonly status: StatefulSetStatus;
  readonly currentRevision: number;
}

/**
 * With policy OrderedReady the pass ends at the first pod that has to be waited for: replicas upwards, then surplus pods
 * downwards, then the update downwards. So a broken pod of an old revision holds up the update that would mend it.
 *
 * @param pods all pods of the set; one for an ordinal.
 * Not modelled: volume claims; sets that are being deleted.
 * Source: pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet.
 */
export function stepStatefulSet(set: StatefulSetSpec, pods: readonly StatefulPod[], nowUs: number): StatefulStep {
  const pass = new Pass(set, pods, nowUs);
  const isHeldUp = pass.tendReplicas() || pass.removeSurplus();
  const updated = isHeldUp ? 0 : pass.update();
  const counts = statefulSetStatus(set, pods, nowUs);
  const status = { ...counts, currentReplicas: counts.currentReplicas - updated };
  if (!isUpdateComplete(set, status)) return { actions: pass.actions, status, currentRevision: set.currentRevision };
  const completed = { ...status, currentReplicas: status.updatedReplicas };
  return { actions: pass.actions, status: completed, currentRevision: set.updateRevision };
}

class Pass {
  readonly actions: StatefulAction[] = [];
  readonly #set: StatefulSetSpec;
  readonly #nowUs: number;
  readonly #isOrdered: boolean;
  /** By position, from the start ordinal; undefined: does not exist. */
  readonly #replicas: (StatefulPod | undefined)[];
  /** Highest ordinal first. */
  readonly #surplus: StatefulPod[];

  constructor(set: StatefulSetSpec, pods: readonly StatefulPod[], nowUs: number) {
    this.#set = set;
    this.#nowUs = nowUs;
    this.#isOrdered = set.podManagementPolicy === "OrderedReady";
    const byOrdinal = new Map(pods.map((pod) => [pod.ordinal, pod]));
    this.#replicas = Array.from({ length: set.replicas }, (_, position) => byOrdinal.get(set.startOrdinal + position));
    const isSurplus = ({ ordinal }: StatefulPod): boolean => ordinal < set.startOrdinal || ordinal >= set.startOrdinal + set.replicas;
    this.#surplus = pods.filter(isSurplus).sort((left, right) => right.ordinal - left.ordinal);
  }

  /** @returns whether the pass ends here. */
  tendReplicas(): boolean {
    for (const [position, pod] of this.#replicas.entries()) {
      const mustWait = this.#tendReplica(position, pod);
      if (mustWait && this.#isOrdered) return true;
    }
    return false;
  }

  /** @returns whether the pass ends here. */
  removeSurplus(): boolean {
    const firstUnavailable = this.#firstUnavailable();
    for (const pod of this.#surplus) {
      if (this.#isOrdered && (pod.deleting || (!this.#isHealthy(pod) && pod !== firstUnavailable))) return true;
      if (pod.deleting) continue;
      this.actions.push({ kind: "delete", ordinal: pod.ordinal });
      if (this.#isOrdered) return true;
    }
    return false;
  }

  /** @returns how many pods it deletes. */
  update(): number {
    const strategy = this.#set.updateStrategy;
    if (strategy.type === "OnDelete") return 0;
    const isUnavailable = (pod: StatefulPod | undefined): boolean => isStatefulPodUnavailable(pod, this.#set.minReadySeconds, this.#nowUs);
    const budget =
      strategy.maxUnavailable === undefined
        ? 1
        : statefulMaxUnavailable(strategy.maxUnavailable, this.#set.replicas) - this.#replicas.filter(isUnavailable).length;
    let deleted = 0;
    for (let position = this.#replicas.length - 1; position >= strategy.partition && deleted < budget; position--) {
      const pod = this.#replicas[position];
      if (pod !== undefined && pod.revision !== this.#set.updateRevision && !pod.deleting) {
        this.actions.push({ kind: "delete", ordinal: pod.ordinal });
        deleted++;
      } else if (strategy.maxUnavailable === undefined && isUnavailable(pod)) break;
    }
    return deleted;
  }

  /** Replaces a terminated pod, creates a missing one. @returns whether later pods have to wait for this one. */
  #tendReplica(position: number, pod: StatefulPod | undefined): boolean {
    const { startOrdinal, updateStrategy, currentRevision, updateRevision } = this.#set;
    if (pod === undefined) {
      const isKept = updateStrategy.type === "RollingUpdate" && position < updateStrategy.partition;
      this.actions.push({ kind: "create", ordinal: startOrdinal + position, revision: isKept ? currentRevision : updateRevision });
      return true;
    }
    if (pod.phase === "Failed" || pod.phase === "Succeeded") {
      if (!pod.deleting) this.actions.push({ kind: "delete", ordinal: pod.ordinal });
      return true;
    }
    return pod.deleting || !this.#isHealthy(pod);
  }

  #isHealthy(pod: StatefulPod): boolean {
    return pod.phase === "Running" && isPodAvailable(pod, this.#set.minReadySeconds, this.#nowUs);
  }

  /** The lowest replica that is unavailable or missing (then nothing surplus is), else the lowest surplus pod that is. */
  #firstUnavailable(): StatefulPod | undefined {
    const isUnavailable = (pod: StatefulPod | undefined): boolean => isStatefulPodUnavailable(pod, this.#set.minReadySeconds, this.#nowUs);
    const position = this.#replicas.findIndex(isUnavailable);
    return position >= 0 ? this.#replicas[position] : this.#surplus.findLast(isUnavailable);
  }
}
