/** The facts about living pods and failing nodes, folded into a story for each. */
import { containerStartOf, FactKind, factPayload, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type {
  ClusterState,
  ContainerExit,
  FactLog,
  NodeFault,
  NodeOutage,
  NodePayload,
  PodDeletion,
  PodEnd,
  PodRecord,
  ProbeFailure,
} from "@orrery/sim-core/store";
import type { Node } from "@orrery/sim-core/model";
import { evictionOfDeletion, evictionOfEnd } from "./eviction-reason.ts";
import { NodeStory } from "./node-story.ts";
import { podAmountsReader } from "./pod-amounts.ts";
import type { PodAmounts } from "./pod-amounts.ts";
import { PodStory } from "./pod-story.ts";

export class LifeFold {
  /** By number of the pod; holes for pods that never had a node. */
  readonly pods: (PodStory | undefined)[] = [];
  /** By number of the node. */
  readonly nodes: NodeStory[] = [];
  readonly amountsOf: (pod: PodRecord) => PodAmounts;
  private readonly log: FactLog;
  private readonly state: ClusterState;
  private readonly machineDown = new Set<number>();
  private readonly nodeOf: number[] = [];

  constructor(log: FactLog, state: ClusterState, endUs: number) {
    this.log = log;
    this.state = state;
    const read = podAmountsReader();
    this.amountsOf = ({ source }) => read(source);
    for (let at = 0; at < log.length && log.timeUs[at]! <= endUs; at++) this.apply(at, log.timeUs[at]!);
    for (const node of this.nodes) node.finish(endUs);
  }

  private apply(at: number, timeUs: number): void {
    const { log } = this;
    const subject = log.subject[at]!;
    const detail = log.detail[at]!;
    switch (log.kind[at] as FactKind) {
      case FactKind.NodeAdded:
        this.nodes[subject] = new NodeStory(timeUs, (log.payloads[detail] as NodePayload).node);
        return;
      case FactKind.NodeUpdated:
        return this.nodes[subject]!.conditionsAre(log.payloads[detail] as Node, timeUs);
      case FactKind.NodeRemoved:
        this.machineDown.add(subject);
        return this.nodes[subject]!.removed(timeUs);
      case FactKind.NodeStopped:
        return this.stopNode(subject, factPayload<NodeOutage>(log, detail)!, timeUs);
      case FactKind.NodeStarted:
        this.machineDown.delete(subject);
        return this.nodes[subject]!.started(timeUs);
      case FactKind.NodeFaulted:
        return this.nodes[subject]!.faulted(factPayload<NodeFault>(log, detail)!, timeUs);
      case FactKind.PodBound:
        return this.bind(subject);
      case FactKind.PodStarted:
        if (detail === STARTED_READY) this.ready(subject, timeUs);
        return;
      case FactKind.PodReadinessChanged:
        if (readinessOf(log, detail)) this.ready(subject, timeUs);
        return;
      case FactKind.ContainerStarted: {
        const { container, restartCount } = containerStartOf(detail);
        if (restartCount > 0) this.story(subject)?.containerRestarted(container);
        return;
      }
      case FactKind.ContainerExited:
        this.story(subject)?.containerExited(factPayload<ContainerExit>(log, detail)!);
        return;
      case FactKind.ProbeFailed:
        this.story(subject)?.probeFailed(factPayload<ProbeFailure>(log, detail)!);
        return;
      case FactKind.PodDeletionRequested:
        return this.deletionAsked(subject, factPayload<PodDeletion>(log, detail));
      case FactKind.PodFailed:
        this.evicted(subject, evictionOfEnd(factPayload<PodEnd>(log, detail) ?? { reason: "", message: "" }));
        return this.release(subject, timeUs);
      case FactKind.PodSucceeded:
      case FactKind.PodRemoved:
        return this.release(subject, timeUs);
      default:
    }
  }

  private story(pod: number): PodStory | undefined {
    return this.pods[pod];
  }

  private stopNode(node: number, outage: NodeOutage, timeUs: number): void {
    if (outage.what === "machine") this.machineDown.add(node);
    this.nodes[node]!.stopped(outage, timeUs);
  }

  private bind(pod: number): void {
    // A pod is bound once: where it is at the end is where it was bound.
    const { nodeId } = this.state.pods[pod]!;
    this.nodeOf[pod] = nodeId;
    this.pods[pod] = new PodStory();
    this.hold(pod, 1);
  }

  private ready(pod: number, timeUs: number): void {
    const story = this.story(pod);
    if (story !== undefined && story.firstReadyUs < 0) story.firstReadyUs = timeUs;
  }

  private deletionAsked(pod: number, deletion: PodDeletion | undefined): void {
    this.evicted(pod, evictionOfDeletion(deletion?.because));
    this.loseIfDown(pod);
  }

  private evicted(pod: number, reason: string | undefined): void {
    const story = this.story(pod);
    if (reason !== undefined && story !== undefined) story.evictedBy ??= reason;
  }

  private release(pod: number, timeUs: number): void {
    const story = this.story(pod);
    if (story === undefined || story.releasedUs >= 0) return;
    this.loseIfDown(pod);
    story.releasedUs = timeUs;
    this.hold(pod, -1);
  }

  private loseIfDown(pod: number): void {
    const story = this.story(pod);
    if (story !== undefined && story.releasedUs < 0 && this.machineDown.has(this.nodeOf[pod]!)) story.lost = true;
  }

  private hold(pod: number, sign: 1 | -1): void {
    const { requestBytes, limitBytes } = this.amountsOf(this.state.pods[pod]!);
    this.nodes[this.nodeOf[pod]!]!.hold(sign, requestBytes, limitBytes);
  }
}
