/** Runs the recorded cases of the family `daemonset`. */
import { type IntOrPercent, IntOrPercentError, type ReplicaPodPhase } from "@orrery/sim-core/controllers";
import {
  type DaemonNode,
  daemonPlacement,
  type DaemonPod,
  daemonPodsOnNode,
  daemonPodTolerations,
  daemonRollingUpdate,
  daemonUpdateLimits,
  FAILED_DAEMON_POD_BACKOFF,
} from "@orrery/sim-core/controllers/daemonset";
import { Backoff, labelMap, type PodSpec, type Taint } from "@orrery/sim-core/model";
import { type FunctionTable, orRefused, type RecordedFunction } from "./recorded-case.ts";

export const daemonsetFunctions: FunctionTable = new Map<string, RecordedFunction>([
  [
    "NodeShouldRunDaemonPod",
    (input) => {
      const node = input.node as { name: string; labels?: Record<string, string>; taints?: Taint[] };
      return daemonPlacement(input.podSpec as PodSpec)({ name: node.name, labels: labelMap(node.labels) }, node.taints ?? []);
    },
  ],
  ["AddOrUpdateDaemonPodTolerations", ({ hostNetwork }) => daemonPodTolerations([], hostNetwork === true)],
  [
    "updatedDesiredNodeCounts",
    (input) => orRefused([IntOrPercentError], () => ({ ...limits(input, input.nodes as number), desired: input.nodes })),
  ],
  ["podsShouldBeOnNode", podsOnNode],
  ["rollingUpdate", rollingUpdate],
]);

interface RecordedDaemonPod {
  name: string;
  node: string;
  new: boolean;
  phase: ReplicaPodPhase;
  readySince?: number;
  created: number;
  deleting?: boolean;
}

const SECOND_US = 1_000_000;

function readPod(recorded: RecordedDaemonPod): DaemonPod {
  return {
    name: recorded.name,
    phase: recorded.phase,
    isUpdated: recorded.new,
    isScheduled: recorded.node !== "",
    createdUs: recorded.created * SECOND_US,
    readySinceUs: recorded.readySince === undefined ? undefined : recorded.readySince * SECOND_US,
    deleting: recorded.deleting === true,
  };
}

function limits(input: Record<string, unknown>, nodes: number): { maxSurge: number; maxUnavailable: number } {
  const { maxSurge, maxUnavailable } = input as { maxSurge?: IntOrPercent; maxUnavailable?: IntOrPercent };
  return daemonUpdateLimits({ ...(maxSurge === undefined ? {} : { maxSurge }), maxUnavailable: maxUnavailable ?? 0 }, nodes);
}

function podsOnNode(input: Record<string, unknown>): unknown {
  const placement = { shouldRun: input.untoleratedTaint === undefined, shouldContinueRunning: input.untoleratedTaint !== "NoExecute" };
  const settings = { allowsSurge: input.maxSurge !== undefined, minReadySeconds: input.minReadySeconds as number };
  const pods = (input.pods as RecordedDaemonPod[]).map(readPod);
  const backoff = new Backoff(FAILED_DAEMON_POD_BACKOFF);
  const plan = daemonPodsOnNode(pods, placement, settings, backoff, "n0", (input.now as number) * SECOND_US);
  return { create: plan.create ? 1 : 0, delete: plan.delete.toSorted((left, right) => (left < right ? -1 : 1)) };
}

/** What is chosen whatever the order of the nodes: a node is worst off when it comes last, so each comes last once. */
function rollingUpdate(input: Record<string, unknown>): unknown {
  const pods = input.pods as RecordedDaemonPod[];
  const nodes = Array.from({ length: input.nodes as number }, (_, i): DaemonNode => {
    const name = `n${i}`;
    return { name, pods: pods.filter(({ node }) => node === name).map(readPod), shouldRun: true };
  });
  const updates = nodes.map((last) =>
    daemonRollingUpdate(
      [...nodes.filter((node) => node !== last), last],
      limits(input, nodes.length),
      input.minReadySeconds as number,
      (input.now as number) * SECOND_US,
    ),
  );
  const certain = (lists: readonly (readonly string[])[]): string[] =>
    (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name))).sort((left, right) => (left < right ? -1 : 1));
  return {
    deleteCount: updates[0]?.delete.length,
    deleteCertain: certain(updates.map((update) => update.delete)),
    createCount: updates[0]?.create.length,
    createCertain: certain(updates.map((update) => update.create)),
  };
}
