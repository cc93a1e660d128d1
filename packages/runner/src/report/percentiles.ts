/** Percentiles of waiting times, by nearest rank: every figure is a time that some pod really waited. */

export interface WaitingTimes {
  /** Pods that were created during the run and got a node. */
  readonly pods: number;
  /** From creation to binding; all are 0 when `pods` is. */
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** Sorts `waits` in place. */
export function waitingTimes(waits: Float64Array): WaitingTimes {
  waits.sort();
  const at = (share: number) => waits[Math.max(0, Math.ceil(share * waits.length) - 1)] ?? 0;
  const sum = waits.reduce((total, wait) => total + wait, 0);
  return {
    pods: waits.length,
    meanUs: waits.length === 0 ? 0 : Math.round(sum / waits.length),
    p50Us: at(0.5),
    p90Us: at(0.9),
    p99Us: at(0.99),
    maxUs: at(1),
  };
}
