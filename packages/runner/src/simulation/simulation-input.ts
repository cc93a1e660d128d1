/** Everything a simulation starts from, whatever file it came from: scenario, trace, snapshot. */
import type { NodeControllerSettings } from "@orrery/sim-core/controllers";
import type { Node } from "@orrery/sim-core/model";
import type { KubeletSettings, NodeAction } from "@orrery/sim-core/kubelet";
import type { ApiObject, PodSource } from "@orrery/sim-core/store";
import type { BehaviorRule } from "@orrery/sim-core/workload";
import type { SchedulerConfiguration } from "@orrery/scheduler/config";
import type { TieBreak } from "@orrery/scheduler/cycle";

/** Delays of the control plane and the nodes, in microseconds. What each stands for: docs/model.md. */
export interface Timings {
  /** From a write in the store to the scheduler's and the kubelets' caches. */
  readonly watchDelayUs: number;
  readonly schedulingCycleUs: number;
  readonly bindingUs: number;
  /** From a nomination to the deletion of its victims. */
  readonly evictionUs: number;
  /** From the kubelet's hearing of a pod to its phase Running: sandbox, images, start of the containers. */
  readonly podStartUs: number;
  /** From the kubelet's hearing of a deletion to the end of the pod's processes; its grace period is the limit. */
  readonly podStopUs: number;
  /** How often a kubelet looks at what its container runtime did (PLEG relist): until then it knows nothing of a start or an exit. */
  readonly relistUs: number;
  /** From the creation of a container to its first instruction. */
  readonly containerStartUs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  watchDelayUs: 5_000,
  schedulingCycleUs: 1_000,
  bindingUs: 5_000,
  evictionUs: 5_000,
  podStartUs: 2_000_000,
  podStopUs: 1_000_000,
  relistUs: 1_000_000,
  containerStartUs: 0,
};

/** A node as it joins, with what planners want to see beside it. */
export interface InputNode {
  readonly node: Node;
  /** Pool of the scenario; "" when there is none. */
  readonly pool: string;
  /**
   * What the machine really has, before overselling and reserves: milli-CPU, bytes, devices. Utilisation "over hardware" is against this.
   */
  readonly hardware: { readonly milliCpu: number; readonly memoryBytes: number; readonly gpus: number };
  /** Left out: the kubelet's defaults on that hardware. */
  readonly kubelet?: KubeletSettings;
}

/** Pods that arrive: rows in order of arrival, each made from a source. */
export interface PodArrivals {
  readonly sources: readonly PodSource[];
  /** Per row: when, ascending, integers from 0. */
  readonly arrivalUs: Float64Array;
  /** Per row: index into `sources`. */
  readonly source: Int32Array;
  /** Per row: how long the pod runs once started; Infinity: until it is deleted or the run ends. */
  readonly durationUs: Float64Array;
  /** `namespace/name` of a row; must be unique over all arrivals. */
  readonly keyOf: (row: number) => string;
}

/** A pod that runs on a node from the start (a snapshot): counts as bound and started at time 0. */
export interface BoundPod {
  readonly key: string;
  readonly source: PodSource;
  readonly nodeName: string;
  readonly durationUs: number;
  /** Order of start among the bound pods, for preemption: smaller started earlier. */
  readonly startedBeforeUs: number;
  readonly phase: "Pending" | "Running";
  readonly terminating: boolean;
}

export type Change =
  | { readonly kind: "addNode"; readonly node: InputNode }
  /** The whole new object: cordon, uncordon, taint, relabel, resize. */
  | { readonly kind: "updateNode"; readonly update: (node: Node) => Node; readonly nodeName: string }
  | { readonly kind: "removeNode"; readonly nodeName: string }
  | { readonly kind: "setObject"; readonly object: ApiObject }
  | { readonly kind: "removeObject"; readonly object: ApiObject }
  /** A Deployment or ReplicaSet as `kubectl apply` takes it: what its controllers have written stays. */
  | { readonly kind: "applyWorkload"; readonly object: ApiObject }
  /** The scale subresource of a Deployment or ReplicaSet. */
  | {
      readonly kind: "scaleWorkload";
      readonly target: Pick<ApiObject, "kind" | "metadata">;
      readonly replicas: number;
    }
  | { readonly kind: "createPod"; readonly key: string; readonly source: PodSource; readonly durationUs: number }
  | { readonly kind: "deletePod"; readonly key: string; readonly graceSeconds?: number }
  /** A fault, or maintenance. */
  | { readonly kind: "actOnNode"; readonly nodeName: string; readonly action: NodeAction }
  | { readonly kind: "updatePod"; readonly key: string; readonly update: (source: PodSource) => PodSource };

/** Something that happens at a given time, with the words that the report uses for it. */
export interface TimedChange {
  readonly atUs: number;
  readonly change: Change;
  readonly label: string;
}

export interface SimulationInput {
  readonly name: string;
  readonly seed: string;
  /** The run ends here even if pods still run; Infinity: when nothing is left to happen. */
  readonly horizonUs: number;
  readonly timings: Timings;
  readonly scheduler: SchedulerConfiguration;
  readonly tieBreak: TieBreak;
  readonly nodes: readonly InputNode[];
  /** Objects of other kinds that exist from the start, in the order given. */
  readonly objects: readonly ApiObject[];
  readonly boundPods: readonly BoundPod[];
  readonly arrivals: readonly PodArrivals[];
  /** Ascending by time. */
  readonly timeline: readonly TimedChange[];
  /** What containers do; the first rule that matches a container counts. */
  readonly behaviors?: readonly BehaviorRule[];
  /** Images by name, in bytes, and what the registry can send to all nodes together. An image that is not listed takes no time to pull. */
  readonly images?: { readonly bytes: ReadonlyMap<string, number>; readonly registryBytesPerSecond: number };
  /** false: every tick of probes, heartbeats and housekeeping is an event; the history is the same. For tests and measurements. */
  readonly elide?: boolean;
  /**
   * Whether the control loops of Deployments and ReplicaSets run, and the garbage collector; left out: these objects only serve the
   * scheduler's selectors, as those of a snapshot do.
   */
  readonly controllers?: boolean;
  /**
   * Flags of the control loops that look after nodes: node lifecycle, taint eviction, pod garbage collection. Left out: they run with the
   * defaults of kube-controller-manager. false: they do not run, as in a snapshot, whose nodes send no heartbeats here and whose running
   * pods are to stay, whatever taints the nodes have.
   */
  readonly nodeControllers?: NodeControllerSettings | false;
  /** Pods whose attempts keep the best candidates with scores by plugin, by `namespace/name`. */
  readonly explain: readonly string[];
  /** What the input says and the model does not heed: one sentence each; printed with every report. */
  readonly notModelled: readonly string[];
}
