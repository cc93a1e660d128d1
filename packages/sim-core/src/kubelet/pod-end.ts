/** The end of a pod as its kubelet writes it: how its containers have ended, or a reason of its own; a deleted pod's object goes then. */
import type { Cause, PodEnd, PodRecord, Store } from "../store/index.ts";

/**
 * Source: pkg/kubelet/status/status_manager.go: a pod that is over and has been deleted is removed.
 *
 * @param end undefined: it has succeeded
 */
export function writePodEnd(store: Store, record: PodRecord, end: PodEnd | undefined): void {
  if (record.removed) return;
  store.finishPod(record.id, end === undefined, end);
  if (record.deletionRequestedUs >= 0) store.removePod(record.id);
}

/** A failure that Kubernetes has no word for. */
export function failureOf(because: Cause): PodEnd {
  return { reason: "", message: "", because };
}
