/** What recordings call generated objects: the first ReplicaSet of Deployment web is `web/rs-1`, its second pod `web/rs-1/pod-2`. */
import { FactKind } from "@orrery/sim-core/store";
import type { ApiObject, PodPayload, PodRecord, Store } from "@orrery/sim-core/store";

export class StableNames {
  private readonly store: Store;
  private readonly replicaSets = new Map<string, string>();
  private readonly made = new Map<string, number>();
  /** By number of the pod: uid of the ReplicaSet that made it. */
  private readonly creators: string[] = [];
  private cursor = 0;

  constructor(store: Store) {
    this.store = store;
  }

  /** The name of a ReplicaSet by its uid; "-" where there is none. */
  replicaSetName(uid: string): string {
    this.follow();
    return this.replicaSets.get(uid) ?? "-";
  }

  /** The name of the ReplicaSet that owns the pod now. */
  ownerOf({ source }: PodRecord): string {
    return this.replicaSetName(source.metadata.ownerReferences?.[0]?.uid ?? "");
  }

  /** The name of the ReplicaSet that made the pod, or "-". */
  creatorOf(pod: PodRecord): string {
    this.follow();
    return this.replicaSetName(this.creators[pod.id] ?? "");
  }

  /** The name of the Deployment, or else of the ReplicaSet, that made the pod. */
  rootOf(pod: PodRecord): string {
    return this.creatorOf(pod).split("/")[0]!;
  }

  podName(pod: PodRecord): string {
    const creator = this.creatorOf(pod);
    if (creator === "-") {
      const namesakes = this.store.state.pods.filter((each) => each.id <= pod.id && each.key === pod.key).length;
      return pod.key.slice(pod.key.indexOf("/") + 1) + (namesakes === 1 ? "" : `#${namesakes}`);
    }
    const before = this.store.state.pods.filter((each) => each.id <= pod.id && this.creatorOf(each) === creator);
    return `${creator}/pod-${before.length}`;
  }

  private follow(): void {
    const { log } = this.store;
    for (; this.cursor < log.length; this.cursor++) {
      if (log.kind[this.cursor] === FactKind.PodCreated) {
        const { source } = log.payloads[log.detail[this.cursor]!] as PodPayload;
        this.creators[log.subject[this.cursor]!] = source.metadata.ownerReferences?.[0]?.uid ?? "";
      }
      if (log.kind[this.cursor] !== FactKind.ObjectSet) continue;
      const { kind, metadata } = log.payloads[log.subject[this.cursor]!] as ApiObject;
      if (kind !== "ReplicaSet" || this.replicaSets.has(metadata.uid!)) continue;
      const owner = metadata.ownerReferences?.[0]?.name;
      const number = (this.made.get(owner ?? "") ?? 0) + 1;
      this.made.set(owner ?? "", number);
      this.replicaSets.set(metadata.uid!, owner === undefined ? metadata.name : `${owner}/rs-${number}`);
    }
  }
}
