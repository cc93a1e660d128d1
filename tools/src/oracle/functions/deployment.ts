/** Runs the recorded cases of the family `deployment`. */
import { type IntOrPercent, IntOrPercentError } from "@orrery/sim-core/controllers";
import {
  byRevision,
  calculateDeploymentStatus,
  type DeploymentStatus,
  type DeploymentStrategy,
  findActiveOrLatest,
  findNewReplicaSet,
  findOldReplicaSets,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
  maxRevision,
  maxSurge,
  maxUnavailable,
  minAvailable,
  newReplicaSetSize,
  parseReplicasAnnotation,
  reconcileNewReplicaSet,
  reconcileOldReplicaSets,
  replicaSetShare,
  resolveFenceposts,
  type RolloutDeployment,
  type RolloutReplicaSet,
  scaleProportionally,
  writtenSizes,
} from "@orrery/sim-core/controllers/deployment";
import { type FunctionTable, orRefused, type RecordedFunction } from "./recorded-case.ts";

export const deploymentFunctions: FunctionTable = new Map<string, RecordedFunction>([
  [
    "ResolveFenceposts",
    (input) =>
      orRefused([IntOrPercentError], () =>
        resolveFenceposts((input.maxSurge ?? 0) as IntOrPercent, (input.maxUnavailable ?? 0) as IntOrPercent, input.replicas as number),
      ),
  ],
  [
    "DeploymentLimits",
    (input) => {
      const deployment = readDeployment(input);
      return { maxSurge: maxSurge(deployment), maxUnavailable: maxUnavailable(deployment), minAvailable: minAvailable(deployment) };
    },
  ],
  [
    "NewRSNewReplicas",
    (input) => {
      const { created, old } = readReplicaSets(input);
      const total = [...old, created!].reduce((sum, { replicas }) => sum + replicas, 0);
      return newReplicaSetSize(readDeployment(input), created!.replicas, total);
    },
  ],
  ["rollingStep", rolling],
  ["calculateStatus", status],
  [
    "GetReplicaSetProportion",
    (input) => {
      const { deployment, rs, toAdd, added } = input as {
        deployment: RecordedDeployment;
        rs: RecordedReplicaSet;
        toAdd: number;
        added: number;
      };
      return replicaSetShare(readDeployment(input), deployment.statusReplicas, readReplicaSet(rs), toAdd, added);
    },
  ],
  [
    "scale",
    (input) => {
      const { created, old, all } = readReplicaSets(input);
      const { statusReplicas } = input.deployment as RecordedDeployment;
      return Object.fromEntries(writtenSizes(all, scaleProportionally(readDeployment(input), statusReplicas, created, old)));
    },
  ],
  ["FindOldReplicaSets", find],
  ["DeploymentComplete", (input) => isDeploymentComplete(progressDeployment(input), readStatus(input.newStatus as RecordedStatus))],
  [
    "DeploymentProgressing",
    (input) => isDeploymentProgressing(readStatus(input.status as RecordedStatus), readStatus(input.newStatus as RecordedStatus)),
  ],
  ["DeploymentTimedOut", timedOut],
]);

interface RecordedDeployment {
  replicas: number;
  strategy: string;
  maxSurge?: IntOrPercent;
  maxUnavailable?: IntOrPercent;
  statusReplicas: number;
}

interface RecordedReplicaSet {
  name: string;
  created: number;
  replicas: number;
  statusReplicas?: number;
  ready?: number;
  available?: number;
  desiredAnnotation?: string;
  maxAnnotation?: string;
  template?: string;
  revision?: number;
}

interface RecordedStatus {
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  observedGeneration: number;
}

function readDeployment(input: Record<string, unknown>): RolloutDeployment {
  const recorded = input.deployment as RecordedDeployment;
  const strategy: DeploymentStrategy =
    recorded.strategy === "Recreate"
      ? { type: "Recreate" }
      : { type: "RollingUpdate", maxSurge: recorded.maxSurge ?? 0, maxUnavailable: recorded.maxUnavailable ?? 0 };
  return { replicas: recorded.replicas, strategy, template: 0, generation: 0, progressDeadlineSeconds: undefined };
}

function readReplicaSets(input: Record<string, unknown>): {
  created: RolloutReplicaSet | undefined;
  old: RolloutReplicaSet[];
  all: RolloutReplicaSet[];
} {
  const created = input.new === undefined ? undefined : readReplicaSet(input.new as RecordedReplicaSet);
  const old = ((input.old ?? []) as RecordedReplicaSet[]).map((recorded) => readReplicaSet(recorded));
  return { created, old, all: created === undefined ? old : [...old, created] };
}

function readReplicaSet(recorded: RecordedReplicaSet, template = 0): RolloutReplicaSet {
  return {
    name: recorded.name,
    createdUs: recorded.created * 1_000_000,
    template,
    replicas: recorded.replicas,
    statusReplicas: recorded.statusReplicas ?? 0,
    readyReplicas: recorded.ready ?? 0,
    availableReplicas: recorded.available ?? 0,
    terminatingReplicas: 0,
    desiredReplicas: parseReplicasAnnotation(recorded.desiredAnnotation),
    maxReplicas: parseReplicasAnnotation(recorded.maxAnnotation),
    revision: recorded.revision ?? 0,
    revisionHistory: "",
    isObserved: true,
    deleting: false,
  };
}

/** The recording hands over all old ReplicaSets, also those of size 0, to the second half of the step. */
function rolling(input: Record<string, unknown>): unknown {
  const deployment = readDeployment(input);
  const { created, old, all } = readReplicaSets(input);
  const grown = reconcileNewReplicaSet(deployment, created!, all);
  const step = grown === undefined ? reconcileOldReplicaSets(deployment, created!, old) : { phase: "new", writes: [grown] };
  return { phase: step.phase, replicas: Object.fromEntries(writtenSizes(all, step.writes)) };
}

function status(input: Record<string, unknown>): unknown {
  const { created, all } = readReplicaSets(input);
  const found = calculateDeploymentStatus(readDeployment(input), created, all, [], 0);
  return {
    replicas: found.replicas,
    updated: found.updatedReplicas,
    ready: found.readyReplicas,
    available: found.availableReplicas,
    unavailable: found.unavailableReplicas,
    availableCondition: found.conditions.find(({ type }) => type === "Available")?.status ?? "",
  };
}

function find(input: Record<string, unknown>): unknown {
  const recorded = input.replicaSets as RecordedReplicaSet[];
  const templates = [input.deploymentTemplate, ...recorded.map(({ template }) => template)];
  const deployment = { template: 0 };
  const replicaSets = recorded.map((each) => readReplicaSet(each, templates.indexOf(each.template)));
  const created = findNewReplicaSet(deployment, replicaSets);
  const old = findOldReplicaSets(deployment, replicaSets);
  const names = (list: readonly RolloutReplicaSet[]): unknown => list.map(({ name }) => name);
  return {
    withPods: names(old.active),
    all: names(old.all),
    maxRevision: maxRevision(replicaSets),
    new: created?.name,
    activeOrLatest: findActiveOrLatest(created, old.all)?.name,
    byRevision: names(replicaSets.toSorted(byRevision)),
  };
}

function progressDeployment(input: Record<string, unknown>): Pick<RolloutDeployment, "replicas" | "generation"> {
  return { replicas: input.replicas as number, generation: input.generation as number };
}

function readStatus(recorded: RecordedStatus): DeploymentStatus {
  return {
    observedGeneration: recorded.observedGeneration,
    replicas: recorded.replicas,
    updatedReplicas: recorded.updated,
    readyReplicas: recorded.ready,
    availableReplicas: recorded.available,
    unavailableReplicas: 0,
    terminatingReplicas: 0,
    conditions: [],
  };
}

function timedOut(input: Record<string, unknown>): unknown {
  const progressing = input.progressing as { reason: string; lastUpdateTime: number } | undefined;
  const lastUpdateUs = (progressing?.lastUpdateTime ?? 0) * 1_000_000;
  return isDeploymentTimedOut(
    { progressDeadlineSeconds: input.progressDeadlineSeconds as number },
    progressing === undefined
      ? []
      : [{ type: "Progressing", status: "True", reason: progressing.reason, lastUpdateUs, lastTransitionUs: lastUpdateUs }],
    (input.now as number) * 1_000_000 + ((input.extraNanos ?? 0) as number) / 1000,
  );
}
