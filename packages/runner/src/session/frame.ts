/**
 * The cluster at one moment as typed columns: what a view draws. All buffers are the frame's own, so that they may be transferred to
 * another thread. Texts are numbers of the session's string table; a frame brings those that its reader does not know yet.
 */

export interface Frame {
  readonly timeUs: number;
  /** How many facts have happened. */
  readonly facts: number;
  /** Of everything in the frame; equal for one moment, however it was reached. */
  readonly digest: string;
  /** Texts number `stringsFrom` and up. */
  readonly stringsFrom: number;
  readonly strings: readonly string[];
  readonly nodes: NodeColumns;
  readonly pods: PodColumns;
}

/** One row a node that is there, in order of joining. */
export interface NodeColumns {
  readonly count: number;
  readonly id: Int32Array;
  readonly name: Int32Array;
  readonly pool: Int32Array;
  /** See `NodeFlag`. */
  readonly flags: Uint8Array;
  /** What it last was said to suffer from; 0: nothing. */
  readonly remark: Int32Array;
  readonly allocatableMilliCpu: Float64Array;
  readonly allocatableMemoryBytes: Float64Array;
  readonly allocatablePods: Float64Array;
  /** What pods that hold the node have asked for. */
  readonly requestedMilliCpu: Float64Array;
  readonly requestedMemoryBytes: Float64Array;
  /** Pods that hold the node. */
  readonly pods: Int32Array;
  /** What the machine really has. */
  readonly hardwareMilliCpu: Float64Array;
  readonly hardwareMemoryBytes: Float64Array;
  /** Time of the sample of usage that the next columns tell; -1: none has been taken yet, or nothing lives in this run. */
  readonly sampleUs: number;
  /** The rates are means over so long before the sample. */
  readonly sampleSpanUs: number;
  /** What its processes got, and what they would have got on machines of their own; -1: unknown, here and below. */
  readonly usedMilliCpu: Float64Array;
  readonly wantedMilliCpu: Float64Array;
  /** Time that containers stood still for their own limits, as if it were CPU. */
  readonly throttledMilliCpu: Float64Array;
  /** Working set, and what is written to its disk. */
  readonly usedMemoryBytes: Float64Array;
  readonly usedDiskBytes: Float64Array;
  /** Every label that a node of the frame has: its key, and its value by row (0: the node has none). */
  readonly labels: readonly { readonly key: string; readonly values: Int32Array }[];
}

/** Bits of `NodeColumns.flags`. */
export const NodeFlag = {
  unschedulable: 1,
  notReady: 2,
  /** Its machine is down. */
  stopped: 4,
  tainted: 8,
  pressure: 16,
  /** Its kubelet does not act; its pods go on. */
  stalled: 32,
  /** Work takes clearly longer than on a machine of its own. */
  slow: 64,
  /** Its containers wait for their own limits for a tenth or more of the time that they work or wait. */
  throttled: 128,
} as const;

/** One row a pod that the API server has, in order of creation. */
export interface PodColumns {
  readonly count: number;
  readonly id: Int32Array;
  readonly name: Int32Array;
  readonly namespace: Int32Array;
  readonly workload: Int32Array;
  /** `key=value` of each label, with commas in between. */
  readonly labels: Int32Array;
  /** Row of its node in `Frame.nodes`; -1: none; -2: its node is gone. */
  readonly node: Int32Array;
  /** The lowest place that was free on its node when it was bound; -1: it has none any more. It keeps its place. */
  readonly slot: Int32Array;
  /** Index of `POD_PHASES`. */
  readonly phase: Uint8Array;
  /** See `PodFlag`. */
  readonly flags: Uint8Array;
  readonly restarts: Int32Array;
  /** Why it waits, does not get ready, or failed, in Kubernetes' words; 0: nothing is known. */
  readonly remark: Int32Array;
  /** Why a container of it waits: CrashLoopBackOff, ImagePullBackOff ...; 0: none does. */
  readonly waiting: Int32Array;
  /** How a container of it ended last, one that did not end well: OOMKilled, liveness, error ...; 0: none has. */
  readonly exit: Int32Array;
  readonly milliCpu: Float64Array;
  readonly memoryBytes: Float64Array;
  /** Pods that were held back between the last two samples of usage: their rows, and in percent what flags say, see `HeldColumns`. */
  readonly held: HeldColumns;
  readonly createdUs: Float64Array;
  /** -1: not yet. */
  readonly boundUs: Float64Array;
}

/** One row a pod that runs and got clearly less CPU than it wanted, ascending. */
export interface HeldColumns {
  /** Its row among the pods. */
  readonly row: Int32Array;
  /** Of the time in which it worked or waited for its quota, waited, in percent; 0: under a tenth. */
  readonly throttled: Uint8Array;
  /** Of the CPU that it wanted, missed, in percent. */
  readonly missed: Uint8Array;
}

/** Bits of `PodColumns.flags`. */
export const PodFlag = {
  ready: 1,
  deleting: 2,
  nominated: 4,
  gated: 8,
  /** A container waits to be tried again after failures: CrashLoopBackOff, ImagePullBackOff. */
  backOff: 16,
  /** Its containers waited for their own CPU limits, for a tenth or more of the time that they worked or waited; see `PodColumns.held`. */
  throttled: 32,
  /** It missed a tenth or more of the CPU that it wanted, for what else ran on its machine. */
  starved: 64,
} as const;

export const POD_PHASES = ["Pending", "Running", "Succeeded", "Failed"] as const;

/** The buffers to transfer with a frame. */
export function frameBuffers({ nodes, pods }: Frame): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const column of [
    ...Object.values(nodes),
    ...Object.values(pods),
    ...Object.values(pods.held),
    ...nodes.labels.map(({ values }) => values),
  ])
    if (ArrayBuffer.isView(column)) buffers.add(column.buffer as ArrayBuffer);
  return [...buffers];
}
