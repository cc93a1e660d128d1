/** Runs the recorded cases of the family `statefulset`. */
import type { IntOrPercent, ReplicaPodPhase } from "@orrery/sim-core/controllers";
import { type StatefulSetSpec, type StatefulUpdateStrategy, stepStatefulSet } from "@orrery/sim-core/controllers/statefulset";
import type { FunctionTable, RecordedFunction } from "./recorded-case.ts";

export const statefulsetFunctions: FunctionTable = new Map<string, RecordedFunction>([["UpdateStatefulSet", updateStatefulSet]]);

interface RecordedSet {
  replicas: number;
  podManagementPolicy: StatefulSetSpec["podManagementPolicy"];
  minReadySeconds: number;
  updateStrategy: StatefulUpdateStrategy["type"];
  partition?: number;
  maxUnavailable?: IntOrPercent;
  startOrdinal?: number;
  gates: { MaxUnavailableStatefulSet: boolean };
  updating: boolean;
  now: number;
  pods: { ordinal: number; revision: "old" | "new"; phase: ReplicaPodPhase; readySince?: number; deleting?: boolean }[];
}

const SECOND_US = 1_000_000;

function updateStatefulSet(input: Record<string, unknown>): unknown {
  const recorded = input as unknown as RecordedSet;
  const set: StatefulSetSpec = {
    replicas: recorded.replicas,
    startOrdinal: recorded.startOrdinal ?? 0,
    podManagementPolicy: recorded.podManagementPolicy,
    minReadySeconds: recorded.minReadySeconds,
    updateStrategy: strategy(recorded),
    currentRevision: 0,
    updateRevision: recorded.updating ? 1 : 0,
  };
  const pods = recorded.pods.map(({ ordinal, revision, phase, readySince, deleting }) => ({
    ordinal,
    revision: revision === "new" ? 1 : 0,
    phase,
    readySinceUs: readySince === undefined ? undefined : readySince * SECOND_US,
    deleting: deleting === true,
  }));
  const step = stepStatefulSet(set, pods, recorded.now * SECOND_US);
  const actions = step.actions.map((action) =>
    action.kind === "create" ? `create ${action.ordinal} ${action.revision === 1 ? "new" : "old"}` : `delete ${action.ordinal}`,
  );
  if (set.podManagementPolicy === "Parallel") actions.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  return { actions, status: { ...step.status, currentIsUpdate: step.currentRevision === set.updateRevision } };
}

function strategy({ updateStrategy, partition, maxUnavailable, gates }: RecordedSet): StatefulUpdateStrategy {
  if (updateStrategy === "OnDelete") return { type: "OnDelete" };
  const rolling = { type: "RollingUpdate", partition: partition ?? 0 } as const;
  return gates.MaxUnavailableStatefulSet ? { ...rolling, maxUnavailable: maxUnavailable ?? 1 } : rolling;
}
