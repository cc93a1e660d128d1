/**
 * The order of what happens at one instant. Each event kind has a phase; at equal time a lower phase runs first.
 *
 * The order follows cause and effect through a cluster, so that nobody decides on a state that the same instant is still
 * going to change: the world breaks, then work arrives; nodes move on and report; controllers react to the objects;
 * watches deliver what was written; the scheduler decides last, on the most recent view; meters read a settled state.
 */
export const Phase = {
  /** Faults and repairs: what is broken at t is broken for all of t. */
  fault: 0,
  /** The outside: arrivals of a trace, user commands, the scenario's timeline. */
  arrival: 1,
  /** Kernel, kubelet, network: containers end, start and become ready; leases are renewed. */
  kubelet: 2,
  /** Controllers: deployments, jobs, node lifecycle, autoscalers, garbage collection. */
  controller: 3,
  /** Watch deliveries: written objects reach the caches of their readers. */
  watch: 4,
  /** Scheduling cycles, binding cycles, flushes of the scheduling queue. */
  scheduler: 5,
  /** Samples of metrics, invariant checks, keyframes. */
  metric: 6,
  /** The end of the run and of its windows: after everything else of that instant. */
  end: 7,
} as const;

export type Phase = (typeof Phase)[keyof typeof Phase];

export const PHASES = 8;
