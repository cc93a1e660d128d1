/** What happened to one pod up to a moment, fact by fact, and why it is where it is. */
import { byCodeUnits, podRequests } from "@orrery/sim-core/model";
import type { Toleration } from "@orrery/sim-core/model";
import { FACT_NAMES, FactKind, factPayload } from "@orrery/sim-core/store";
import type { Cause, FactLog, NodeRecord, PodSource } from "@orrery/sim-core/store";
import { explainPod } from "../explain/index.ts";
import type { Explanation } from "../explain/index.ts";
import type { Simulation } from "../simulation/index.ts";
import type { HistoryIndex } from "./history-index.ts";
import type { Moment } from "./moment.ts";

export interface StoryLine {
  readonly timeUs: number;
  /** The kind of the fact, such as PodBound. */
  readonly what: string;
  /** Kubernetes' word and a sentence, where there are some. */
  readonly reason: string;
  readonly message: string;
  readonly because?: Cause;
}

export interface PodStory extends Explanation {
  /** Oldest first. */
  readonly story: readonly StoryLine[];
  /** Seconds that the pod has waited for a node, or had waited. */
  readonly waitedUs: number;
  readonly labels: Readonly<Record<string, string>>;
  /** What it asks for, as Kubernetes writes it: `cpu: 500m`; in order of name. */
  readonly requests: Readonly<Record<string, string>>;
  /** What limits the nodes that it may go to: its nodeSelector, and the keys that it tolerates. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerates: readonly string[];
}

/** @returns undefined when no pod of that `namespace/name` had been created by then; of several, the last one */
export function podStory(simulation: Simulation, index: HistoryIndex, key: string, moment: Moment): PodStory | undefined {
  const { log } = simulation.store;
  const pod = simulation.state.pods.findLast((each) => each.key === key && each.createdUs <= moment.timeUs);
  if (pod === undefined) return undefined;
  const explanation = explainPod(simulation, key, pod.id)!;
  const story: StoryLine[] = [];
  let phase = "Pending";
  let nodeId = -1;
  let removed = false;
  for (const fact of factsOf(index, pod.id, moment.facts)) {
    const kind = log.kind[fact] as FactKind;
    if (kind === FactKind.PodBound) nodeId = pod.nodeId;
    if (kind === FactKind.PodStarted) phase = "Running";
    if (kind === FactKind.PodSucceeded) phase = "Succeeded";
    if (kind === FactKind.PodFailed) phase = "Failed";
    if (kind === FactKind.PodRemoved) removed = true;
    if (kind !== FactKind.PodUnschedulable) story.push(storyLine(log, fact, simulation.state.nodes));
  }
  const boundUs = nodeId < 0 ? null : explanation.boundUs;
  return {
    ...explanation,
    boundUs,
    node: nodeId < 0 ? null : explanation.node,
    phase,
    removed,
    attempts: explanation.attempts.filter(({ timeUs }) => timeUs <= moment.timeUs),
    story,
    waitedUs: (boundUs ?? moment.timeUs) - pod.createdUs,
    labels: pod.source.metadata.labels ?? {},
    requests: requestsOf(pod.source),
    nodeSelector: pod.source.spec.nodeSelector ?? {},
    tolerates: (pod.source.spec.tolerations ?? []).map(tolerationText),
  };
}

function requestsOf({ spec }: PodSource): Record<string, string> {
  const requests = [...podRequests({ metadata: { name: "" }, spec })].filter(([, amount]) => amount.sign > 0);
  return Object.fromEntries(requests.sort(([a], [b]) => byCodeUnits(a, b)).map(([name, amount]) => [name, amount.toString()]));
}

function tolerationText({ key = "", operator, value = "", effect = "" }: Toleration): string {
  if (key === "") return "everything";
  return `${key}${operator === "Exists" ? "" : `=${value}`}${effect === "" ? "" : `:${effect}`}`;
}

/** Facts about a pod among the first so many, oldest first. */
function factsOf(index: HistoryIndex, pod: number, facts: number): number[] {
  const own: number[] = [];
  for (let fact = index.lastOfPod(pod); fact >= 0; fact = index.previous[fact]!) if (fact < facts) own.push(fact);
  return own.reverse();
}

function storyLine(log: FactLog, fact: number, nodes: readonly NodeRecord[]): StoryLine {
  const kind = log.kind[fact] as FactKind;
  const detail = log.detail[fact]!;
  const line = { timeUs: log.timeUs[fact]!, what: FACT_NAMES[kind]!, reason: "", message: "" };
  switch (kind) {
    case FactKind.PodNominated:
      return { ...line, message: detail < 0 ? "no longer" : `to ${nodes[detail]!.node.metadata.name}` };
    case FactKind.PodBound:
    case FactKind.PodCreated:
    case FactKind.PodUpdated:
    case FactKind.PodStarted:
    case FactKind.PodRemoved:
    case FactKind.ContainerStarted:
      return line;
    case FactKind.PodReadinessChanged:
      if (detail < 0) return { ...line, reason: detail === -1 ? "Ready" : "NotReady" };
      break;
  }
  const payload = factPayload<{ readonly reason?: string; readonly message?: string; readonly ready?: boolean; readonly because?: Cause }>(
    log,
    detail,
  );
  if (payload === undefined) return line;
  const { reason, message, ready, because } = payload;
  return {
    ...line,
    reason: reason ?? (ready === undefined ? (because?.reason ?? "") : ready ? "Ready" : "NotReady"),
    message: message ?? because?.message ?? "",
    ...(because === undefined ? {} : { because }),
  };
}
