/** Why a pod, the pods of a workload, or a node fare as they do, at the end of the run so far or at an earlier moment. */
import type { ClusterState } from "@orrery/sim-core/store";
import type { RunHistory } from "../simulation/index.ts";
import { pendingTroubles } from "./pending-troubles.ts";
import { chainsOf } from "./trouble.ts";
import { TroubleFold } from "./trouble-fold.ts";
import type { Wanted } from "./trouble-fold.ts";
import { nodeState, podState, workloadState } from "./why-states.ts";
import { WHY_VERSION } from "./why.ts";
import type { NodeState, PodState, Why, WhySubject, WorkloadState } from "./why.ts";

/** @param key `namespace/name`; of several pods of one name, the last. @returns undefined: there had been none by then */
export function whyPod(history: RunHistory, key: string, atUs?: number): Why<PodState> | undefined {
  const moment = momentOf(history, atUs);
  const pod = moment.state.pods.findLast((each) => each.key === key);
  if (pod === undefined) return undefined;
  const isIt = (id: number) => id === pod.id;
  const fold = foldOf(history, moment, { pod: isIt, node: () => false });
  const troubles = [...pendingTroubles(history, moment.state, moment.atUs, isIt), ...fold.troubles];
  const state = podState(history, moment.state, pod, fold, moment.atUs);
  return { ...about(history, { kind: "pod", name: key }, moment), state, chains: chainsOf(troubles, "latest") };
}

/** @param name what reports group pods by. @returns undefined: none of its pods had been created by then */
export function whyWorkload(history: RunHistory, name: string, atUs?: number): Why<WorkloadState> | undefined {
  const moment = momentOf(history, atUs);
  const pods = moment.state.pods.filter(({ source }) => source.workload === name);
  if (pods.length === 0) return undefined;
  const ids = new Set(pods.map(({ id }) => id));
  const isOne = (id: number) => ids.has(id);
  const fold = foldOf(history, moment, { pod: isOne, node: () => false });
  const troubles = [...pendingTroubles(history, moment.state, moment.atUs, isOne), ...fold.troubles];
  const state = workloadState(pods);
  return { ...about(history, { kind: "workload", name }, moment), state, chains: chainsOf(troubles, "frequent") };
}

/** @returns undefined: no node of that name had joined by then */
export function whyNode(history: RunHistory, name: string, atUs?: number): Why<NodeState> | undefined {
  const moment = momentOf(history, atUs);
  const node = moment.state.nodes.findLast((each) => each.node.metadata.name === name);
  if (node === undefined) return undefined;
  const { pods } = moment.state;
  const fold = foldOf(history, moment, { pod: (id) => pods[id]!.nodeId === node.id, node: (id) => id === node.id });
  const own = fold.troubles.filter(({ pod }) => pod === "");
  const ofPods = fold.troubles.filter(({ pod }) => pod !== "");
  const state = nodeState(history, moment.state, node.id, fold, moment.atUs);
  const chains = [...chainsOf(own, "latest"), ...chainsOf(ofPods, "frequent")];
  return { ...about(history, { kind: "node", name }, moment), state, chains };
}

interface Moment {
  readonly atUs: number;
  readonly facts: number;
  readonly state: ClusterState;
}

/** @throws RangeError for a moment that lies ahead */
function momentOf(history: RunHistory, atUs: number | undefined): Moment {
  const { store, nowUs } = history;
  if (atUs === undefined || atUs === nowUs) return { atUs: nowUs, facts: store.log.length, state: history.state };
  return { atUs, facts: store.log.countUntil(atUs), state: history.stateAt(atUs) };
}

function foldOf(history: RunHistory, { state, facts }: Moment, wanted: Wanted): TroubleFold {
  return new TroubleFold(history, state, facts, wanted);
}

function about({ digest }: RunHistory, subject: WhySubject, { atUs }: Moment) {
  return { kind: "orrery/why", version: WHY_VERSION, subject, atUs, digest } as const;
}
