/**
 * A history written by hand: a store whose facts a test records one after the other, with usage that it states. For tests of what reads
 * histories only; nothing is simulated.
 */
import { Engine } from "@orrery/sim-core/engine";
import type { NodeUse, PodUse, UsageReader } from "@orrery/sim-core/kubelet";
import { UsageLog } from "@orrery/sim-core/kubelet";
import { defaultPod } from "@orrery/sim-core/model";
import type { Container, ResourceList } from "@orrery/sim-core/model";
import { Keyframes, Store } from "@orrery/sim-core/store";
import type { ClusterState } from "@orrery/sim-core/store";
import { AttemptLog, QueueLog } from "@orrery/scheduler/component";
import type { InputNode, RunHistory } from "../simulation/index.ts";

export interface TinyHistoryPod {
  readonly workload: string;
  /** Name of the controlling ReplicaSet; left out: none. */
  readonly replicaSet?: string;
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

const UNUSED: PodUse & NodeUse = {
  cpuUs: 0,
  wantedCpuUs: 0,
  throttledUs: 0,
  throttledPeriods: 0,
  systemCpuUs: 0,
  memoryBytes: 0,
  memoryPeakBytes: 0,
  diskBytes: 0,
};

export class TinyHistory implements RunHistory {
  readonly input: RunHistory["input"];
  readonly store: Store;
  readonly scheduler = { attempts: new AttemptLog(), queueLog: new QueueLog() };
  readonly usageLog = new UsageLog();
  readonly usage: UsageReader;
  private readonly engine = new Engine();
  private readonly podUses = new Map<number, Partial<PodUse>>();
  private readonly nodeUses = new Map<number, Partial<NodeUse>>();

  constructor(nodes: readonly InputNode[], more: Partial<RunHistory["input"]> = {}) {
    this.input = { nodes, timeline: [], boundPods: [], ...more };
    this.store = new Store(this.engine);
    this.usage = {
      podUse: (pod) => ({ ...UNUSED, ...this.podUses.get(pod) }),
      nodeUse: (node) => ({ ...UNUSED, ...this.nodeUses.get(node) }),
      eachPodCpu: () => {},
    };
    for (const { node, pool } of nodes) this.store.addNode(node, pool);
  }

  get state(): ClusterState {
    return this.store.state;
  }

  get nowUs(): number {
    return this.engine.nowUs;
  }

  get digest(): string {
    return this.engine.digest;
  }

  stateAt(timeUs: number): ClusterState {
    return new Keyframes(this.store.log).at(timeUs);
  }

  /** From now on it is so many seconds. */
  at(seconds: number): Store {
    this.engine.advance(seconds * 1e6);
    return this.store;
  }

  /** So many seconds later. */
  after(seconds: number): Store {
    return this.at(this.nowUs / 1e6 + seconds);
  }

  /** Creates `default/name` now. @returns its number */
  pod(name: string, { workload, replicaSet, requests = { cpu: "1", memory: "1Gi" }, limits }: TinyHistoryPod): number {
    const container: Container = { name: "main", image: "app", resources: { requests, ...(limits === undefined ? {} : { limits }) } };
    const owners =
      replicaSet === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: replicaSet, uid: replicaSet, controller: true }] };
    const { spec } = defaultPod({ metadata: { name }, spec: { containers: [container] } });
    const source = { metadata: { namespace: "default", ...owners }, spec, workload };
    this.store.createPod(`default/${name}`, this.store.addPodPayload({ source, durationUs: Infinity }));
    return this.state.podIds.get(`default/${name}`)!;
  }

  /** The same, bound to the node and started at once. */
  running(name: string, node: string, pod: TinyHistoryPod, ready = true): number {
    const id = this.pod(name, pod);
    this.store.bindPod(id, this.nodeId(node));
    this.store.startPod(id, ready);
    return id;
  }

  nodeId(name: string): number {
    return this.state.nodeIds.get(name)!;
  }

  podUsed(pod: number, use: Partial<PodUse>): void {
    this.podUses.set(pod, use);
  }

  nodeUsed(node: string, use: Partial<NodeUse>): void {
    this.nodeUses.set(this.nodeId(node), use);
  }

  /** A sample of a node's usage, now. */
  sample(node: string, use: Partial<NodeUse>): void {
    this.usageLog.add(this.nowUs, this.nodeId(node), { ...UNUSED, ...use });
  }
}
