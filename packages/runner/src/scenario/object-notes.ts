/** What objects ask of controllers that are not modelled: one sentence for each kind of wish, printed with the report. */
import type { ApiObject } from "@orrery/sim-core/store";

export function objectNotes(objects: readonly ApiObject[]): string[] {
  const notes: string[] = [];
  const ofKind = (kind: string): ApiObject[] => objects.filter((object) => object.kind === kind);
  const budgets = ofKind("PodDisruptionBudget");
  if (budgets.length > 0) {
    const blind = budgets.filter(
      (budget) => (budget["status"] as { disruptionsAllowed?: number } | undefined)?.disruptionsAllowed === undefined,
    );
    const without = blind.length === 0 ? "" : `; ${blind.length} without it allow none`;
    notes.push(
      `PodDisruptionBudget (${budgets.length}): the disruption controller is not modelled, so status.disruptionsAllowed stays as it is written${without}.`,
    );
  }
  const immediate = new Set(
    ofKind("StorageClass")
      .filter((each) => each["volumeBindingMode"] !== "WaitForFirstConsumer")
      .map(({ metadata }) => metadata.name),
  );
  const waiting = ofKind("PersistentVolumeClaim").filter((claim) => {
    const spec = claim["spec"] as { storageClassName?: string; volumeName?: string } | undefined;
    return !claim.metadata.annotations?.[BIND_COMPLETED] && immediate.has(spec?.storageClassName ?? "");
  });
  if (waiting.length > 0) {
    notes.push(
      `PersistentVolumeClaim (${waiting.length}) of classes that bind immediately: the volume controller is not modelled, so they stay unbound and their pods wait.`,
    );
  }
  return notes;
}

const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
