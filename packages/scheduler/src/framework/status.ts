/** What a plugin answers: a status is a value with reasons, never an exception. Source: kube-scheduler/framework/interface.go. */

export type StatusCode = "Success" | "Error" | "Unschedulable" | "UnschedulableAndUnresolvable" | "Wait" | "Skip" | "Pending";

/**
 * A non-success answer. Success is written `undefined` everywhere, so that the hot path allocates nothing; a plugin that
 * refuses many nodes for the same reasons should answer with one shared Status object.
 */
export interface Status {
  readonly code: StatusCode;
  /** The plugin that answered; filled by the framework when a plugin leaves it out. */
  readonly plugin: string;
  /** Kubernetes' own sentences, e.g. "Insufficient cpu". */
  readonly reasons: readonly string[];
}

export function unschedulable(plugin: string, ...reasons: string[]): Status {
  return { code: "Unschedulable", plugin, reasons };
}

export function unresolvable(plugin: string, ...reasons: string[]): Status {
  return { code: "UnschedulableAndUnresolvable", plugin, reasons };
}

/** The cycle itself went wrong (Go: `framework.AsStatus(err)`); the pod is not placed and comes back through the error back-off. */
export function errorStatus(plugin: string, message: string): Status {
  return { code: "Error", plugin, reasons: [message] };
}

/** Takes the plugin out of the rest of this cycle (PreFilter: its Filter; PreScore: its Score). */
export const SKIP: Status = { code: "Skip", plugin: "", reasons: [] };

/** Refusals after which the pod stays unschedulable until something changes (Go: `Status.IsRejected`). */
export function isRejected(status: Status): boolean {
  return status.code === "Unschedulable" || status.code === "UnschedulableAndUnresolvable" || status.code === "Pending";
}
