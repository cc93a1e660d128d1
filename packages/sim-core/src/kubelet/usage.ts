/** What pods and nodes have used: integrals since the start, kept where the resources are shared, read by reports. */

/** Since the pod's containers first started; it stays after they have ended. */
export interface PodUse {
  /** CPU time that it got, microseconds. */
  readonly cpuUs: number;
  /** CPU time that it wanted: what it got, and what it would have got on a machine of its own without quota. */
  readonly wantedCpuUs: number;
  /** container_cpu_cfs_throttled_seconds_total, in microseconds. */
  readonly throttledUs: number;
  /** container_cpu_cfs_throttled_periods_total and the periods in which it ran, as far as quotas were in force. */
  readonly throttledPeriods: number;
  /** Working set: now, and at most. */
  readonly memoryBytes: number;
  readonly memoryPeakBytes: number;
  readonly diskBytes: number;
}

/** All of a node: pods and what runs beside them. */
export interface NodeUse {
  readonly cpuUs: number;
  readonly wantedCpuUs: number;
  readonly throttledUs: number;
  /** CPU time of what runs outside the pods. */
  readonly systemCpuUs: number;
  readonly memoryBytes: number;
  readonly memoryPeakBytes: number;
  readonly diskBytes: number;
}

export interface UsageReader {
  /** @param pod number of the pod; all zero for one that never ran */
  podUse(pod: number): PodUse;
  nodeUse(node: number): NodeUse;
  /** Visits every pod of a node that has a running process: its CPU time so far, of processes that are over too. */
  eachPodCpu(node: number, visit: PodCpuVisitor): void;
}

/** Integrals in microseconds, as in `PodUse`. */
export type PodCpuVisitor = (pod: number, cpuUs: number, wantedCpuUs: number, throttledUs: number) => void;

/** Samples in columns: one row a node and sample. CPU columns are integrals, so that the difference of two rows is exact. */
export class UsageLog {
  readonly timeUs: number[] = [];
  readonly node: number[] = [];
  readonly cpuUs: number[] = [];
  readonly wantedCpuUs: number[] = [];
  readonly throttledUs: number[] = [];
  readonly memoryBytes: number[] = [];
  readonly diskBytes: number[] = [];

  get length(): number {
    return this.timeUs.length;
  }

  add(timeUs: number, node: number, use: NodeUse): void {
    this.timeUs.push(timeUs);
    this.node.push(node);
    this.cpuUs.push(use.cpuUs);
    this.wantedCpuUs.push(use.wantedCpuUs);
    this.throttledUs.push(use.throttledUs);
    this.memoryBytes.push(use.memoryBytes);
    this.diskBytes.push(use.diskBytes);
  }
}
