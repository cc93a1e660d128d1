/** The facts of a run up to a moment, folded into what went wrong with some pods and nodes, each with the chain of its causes. */
import type { Node } from "@orrery/sim-core/model";
import { containersOf, containerStartOf, FactKind, factPayload, readinessOf } from "@orrery/sim-core/store";
import type {
  Cause,
  ClusterState,
  ContainerExit,
  ContainerWait,
  FactLog,
  NodeFault,
  NodeOutage,
  PodDeletion,
  PodEnd,
  PodReadinessChange,
  ProbeFailure,
} from "@orrery/sim-core/store";
import { containerName } from "../export/index.ts";
import { evictionOfDeletion, evictionOfEnd, exitWord, hardwareReader, podAmountsReader } from "../report/index.ts";
import type { RunHistory } from "../simulation/index.ts";
import { causeLinks, evictionLinks, exitLinks, link, outageLinks, type Place, probeLinks, slowLinks } from "./cause-links.ts";
import { NodePods } from "./node-pods.ts";
import { Successions } from "./successions.ts";
import type { Trouble } from "./trouble.ts";
import type { Effect, WhyLink } from "./why.ts";

/** Whose troubles are wanted, by number. */
export interface Wanted {
  readonly pod: (id: number) => boolean;
  readonly node: (id: number) => boolean;
}

/** What they do to a node is not the doing of its pods. */
const OUTSIDE: ReadonlySet<string> = new Set(["timeline", "user"]);
/** Of a deletion without a cause. */
const UNTOLD = link("unknown/Deleted", "deleted; nobody said why", null, {});
/** Conditions of which True is bad. */
const PRESSURES: ReadonlySet<string> = new Set(["MemoryPressure", "DiskPressure", "PIDPressure"]);
/** Reasons for which a container waits that are a trouble of their own; CrashLoopBackOff follows from exits, which are told. */
const WAITS: ReadonlySet<string> = new Set(["ErrImagePull", "ImagePullBackOff", "CreateContainerError", "RunContainerError"]);

export class TroubleFold {
  readonly troubles: Trouble[] = [];
  readonly successions: Successions;
  /** By number of the pod: the container that waits. */
  readonly waiting = new Map<number, ContainerWait>();
  /** By number of the node, since when. */
  readonly outages = new Map<number, { readonly outage: NodeOutage; readonly sinceUs: number }>();
  private readonly log: FactLog;
  private readonly state: ClusterState;
  private readonly wanted: Wanted;
  private readonly hardwareOf: ReturnType<typeof hardwareReader>;
  private readonly amountsOf = podAmountsReader();
  private readonly nodePods: NodePods;
  private readonly lastOutages = new Map<number, { readonly outage: NodeOutage; readonly sinceUs: number }>();
  /** By `pod/container`. */
  private readonly probes = new Map<string, ProbeFailure>();
  private readonly exits = new Map<string, Trouble>();
  /** Ends that are no trouble by themselves. */
  private readonly untold = new Set<Trouble>();
  /** By number of the pod. */
  private readonly lastExits = new Map<number, Trouble>();
  private readonly unreadyToldUs = new Map<number, number>();
  private readonly deleting = new Set<number>();
  private readonly badConditions = new Set<string>();

  /** @param state the cluster after the first `facts` facts */
  constructor(history: RunHistory, state: ClusterState, facts: number, wanted: Wanted) {
    this.log = history.store.log;
    this.state = state;
    this.wanted = wanted;
    this.hardwareOf = hardwareReader(history.input);
    this.successions = new Successions(this.log, state, facts);
    this.nodePods = new NodePods(state, this.successions);
    for (let at = 0; at < facts; at++) {
      this.apply(this.log.kind[at] as FactKind, this.log.subject[at]!, this.log.detail[at]!, this.log.timeUs[at]!);
      // A pod that is evicted is one of those that its node was short for.
      this.nodePods.apply(this.log, at);
    }
  }

  private apply(kind: FactKind, subject: number, detail: number, timeUs: number): void {
    switch (kind) {
      case FactKind.NodeStopped:
      case FactKind.NodeStarted:
      case FactKind.NodeFaulted:
      case FactKind.NodeUpdated:
        return this.applyToNode(kind, subject, detail, timeUs);
      case FactKind.PodDeletionRequested:
        if (this.wanted.pod(subject)) this.deleted(subject, factPayload<PodDeletion>(this.log, detail)?.because, timeUs);
        this.deleting.add(subject);
        return;
      case FactKind.ContainerStarted:
      case FactKind.ContainerExited:
      case FactKind.ContainerWaiting:
      case FactKind.ProbeFailed:
      case FactKind.PodReadinessChanged:
      case FactKind.PodFailed:
        if (this.wanted.pod(subject)) this.applyToPod(kind, subject, detail, timeUs);
        return;
      default:
    }
  }

  private applyToPod(kind: FactKind, pod: number, detail: number, timeUs: number): void {
    const { log } = this;
    switch (kind) {
      case FactKind.ContainerStarted:
        return this.started(pod, detail, timeUs);
      case FactKind.ContainerExited:
        return this.exited(pod, factPayload<ContainerExit>(log, detail)!, timeUs);
      case FactKind.ContainerWaiting:
        return this.waits(pod, factPayload<ContainerWait>(log, detail)!, timeUs);
      case FactKind.ProbeFailed:
        return this.probeFailed(pod, factPayload<ProbeFailure>(log, detail)!, timeUs);
      case FactKind.PodReadinessChanged:
        if (!readinessOf(log, detail)) this.unready(pod, factPayload<PodReadinessChange>(log, detail)?.because, timeUs);
        return;
      default:
        return this.failed(pod, factPayload<PodEnd>(log, detail) ?? { reason: "", message: "" }, timeUs);
    }
  }

  private started(pod: number, detail: number, timeUs: number): void {
    const { container, restartCount } = containerStartOf(detail);
    this.waiting.delete(pod);
    if (restartCount === 0) return;
    const exit = this.exits.get(`${pod}/${container}`);
    this.exits.delete(`${pod}/${container}`);
    if (exit !== undefined) this.endedAs("restarted", exit);
    else this.add("restarted", pod, timeUs, [link("exit/node", "nobody saw its container end", null, {}), ...this.lastOutageLinks(pod)]);
  }

  private exited(pod: number, exit: ContainerExit, timeUs: number): void {
    const key = `${pod}/${exit.container}`;
    const probe = this.probes.get(key);
    this.probes.delete(key);
    const word = exitWord(exit, probe?.probe);
    // An end that was asked for is told by the deletion; work that is done is no trouble unless it starts again.
    if (this.deleting.has(pod) && word !== "OOMKilled") return;
    const name = containerName({ state: this.state }, pod, exit.container);
    const links = exitLinks(exit, word, name, probe, this.placeOf(pod));
    if (word === "node") links.push(...this.lastOutageLinks(pod));
    if (links.some(({ kind }) => kind === "memory/node")) links.push(...this.nodePods.unlimitedLinks(this.nodeOf(pod)));
    const trouble: Trouble = { ...this.trouble("ended", pod, timeUs), links };
    // Nor is one that the kubelet asked for to end the pod: that is told by the pod's end.
    if (word === "completed" || exit.because?.reason === "Killing") this.untold.add(trouble);
    else this.troubles.push(trouble);
    this.exits.set(key, trouble);
    this.lastExits.set(pod, trouble);
  }

  /** What an end led to; one in order becomes a trouble by it. */
  private endedAs(effect: Effect, exit: Trouble): void {
    exit.effect = effect;
    if (this.untold.delete(exit)) this.troubles.push(exit);
  }

  private waits(pod: number, wait: ContainerWait, timeUs: number): void {
    this.waiting.set(pod, wait);
    if (!WAITS.has(wait.reason)) return;
    const first = link(`waiting/${wait.reason}`, wait.reason, null, {});
    this.add("waiting to start", pod, timeUs, [first, ...causeLinks(wait.because)]);
  }

  /** Liveness and startup probes are told by the restart that follows. */
  private probeFailed(pod: number, failure: ProbeFailure, timeUs: number): void {
    if (failure.probe !== "readiness") this.probes.set(`${pod}/${failure.container}`, failure);
    else if (this.isNewsOfReadiness(pod, timeUs)) this.add("not ready", pod, timeUs, probeLinks(failure, this.placeOf(pod)));
  }

  private unready(pod: number, because: Cause | undefined, timeUs: number): void {
    if (because === undefined || !this.isNewsOfReadiness(pod, timeUs)) return;
    const slow = slowLinks(because.evidence ?? {}, this.placeOf(pod));
    if (slow.length > 0) return this.add("not ready", pod, timeUs, [link("probe/readiness", "readiness failed", null, {}), ...slow]);
    const outage = this.outages.has(this.nodeOf(pod)) ? this.lastOutageLinks(pod) : [];
    const exit = outage.length === 0 && because.reason === "ContainersNotReady" ? this.endedNow(pod) : undefined;
    this.add("not ready", pod, timeUs, [...causeLinks(because), ...(exit?.links ?? outage)]);
  }

  /** The last end of a container that has not started again since. */
  private endedNow(pod: number): Trouble | undefined {
    const exit = this.lastExits.get(pod);
    return exit !== undefined && containersOf(this.state.pods[pod]!.source.spec).some((_, i) => this.exits.get(`${pod}/${i}`) === exit)
      ? exit
      : undefined;
  }

  /** A failed probe and the change that follows in the same instant are one. */
  private isNewsOfReadiness(pod: number, timeUs: number): boolean {
    if (this.unreadyToldUs.get(pod) === timeUs) return false;
    this.unreadyToldUs.set(pod, timeUs);
    return true;
  }

  private failed(pod: number, end: PodEnd, timeUs: number): void {
    const { because, reason, message } = end;
    if (evictionOfEnd(end) !== undefined) {
      const links = evictionLinks(because, this.placeOf(pod));
      if (String(because?.evidence?.["signal"]).startsWith("memory")) links.push(...this.nodePods.unlimitedLinks(this.nodeOf(pod)));
      return this.add("evicted", pod, timeUs, links);
    }
    const exit = this.lastExits.get(pod);
    if (because === undefined && exit !== undefined) return this.endedAs("failed", exit);
    const told = reason === "" ? [] : [link(`status/${reason}`, message === "" ? reason : `${reason}: ${message}`, null, {})];
    this.add("failed", pod, timeUs, [...told, ...causeLinks(because)]);
  }

  private deleted(pod: number, because: Cause | undefined, timeUs: number): void {
    if (this.deleting.has(pod)) return;
    const effect: Effect = evictionOfDeletion(because) === undefined ? "deleted" : "evicted";
    const outage = this.outages.has(this.nodeOf(pod)) ? this.lastOutageLinks(pod) : [];
    this.add(effect, pod, timeUs, [...(because === undefined ? [UNTOLD] : causeLinks(because)), ...outage]);
  }

  private applyToNode(kind: FactKind, node: number, detail: number, timeUs: number): void {
    const name = this.state.nodeName(node);
    if (kind === FactKind.NodeStopped) {
      const outage = factPayload<NodeOutage>(this.log, detail)!;
      this.outages.set(node, { outage, sinceUs: timeUs });
      this.lastOutages.set(node, { outage, sinceUs: timeUs });
      const [, ...causes] = outageLinks(outage, timeUs, name);
      const isFromOutside = OUTSIDE.has(outage.because.by);
      const more = isFromOutside ? [] : [...this.nodePods.unlimitedLinks(node), ...this.nodePods.inheritedLinks(node, this.lastOutages)];
      if (this.wanted.node(node)) this.addOfNode("down", name, timeUs, [...causes, ...more]);
    } else if (kind === FactKind.NodeStarted) this.outages.delete(node);
    else if (!this.wanted.node(node)) return;
    else if (kind === FactKind.NodeFaulted) {
      const { reason, because } = factPayload<NodeFault>(this.log, detail)!;
      this.addOfNode("faulted", name, timeUs, [link(`fault/${reason}`, reason, null, {}), ...causeLinks(because)]);
    } else this.conditionsAre(node, name, this.log.payloads[detail] as Node, timeUs);
  }

  private conditionsAre(node: number, name: string, { status }: Node, timeUs: number): void {
    for (const { type, status: value, reason, message } of status?.conditions ?? []) {
      const isReady = type === "Ready";
      if (!isReady && !PRESSURES.has(type)) continue;
      const key = `${node} ${type}`;
      const isBad = isReady ? value !== "True" : value === "True";
      if (isBad && !this.badConditions.has(key)) {
        const told = link(`condition/${reason ?? type}`, message ?? reason ?? `${type} is ${value}`, null, { [type]: value });
        const outage = isReady ? this.outages.get(node) : undefined;
        const causes = outage === undefined ? [] : outageLinks(outage.outage, outage.sinceUs, name);
        this.addOfNode(isReady ? "NotReady" : "under pressure", name, timeUs, [told, ...causes]);
      }
      if (isBad) this.badConditions.add(key);
      else this.badConditions.delete(key);
    }
  }

  private add(effect: Effect, pod: number, atUs: number, links: readonly WhyLink[]): void {
    this.troubles.push({ ...this.trouble(effect, pod, atUs), links });
  }

  private addOfNode(effect: Effect, node: string, atUs: number, links: readonly WhyLink[]): void {
    this.troubles.push({ effect, atUs, pod: "", node, links });
  }

  private trouble(effect: Effect, pod: number, atUs: number): Omit<Trouble, "links"> {
    return { effect, atUs, pod: this.log.podKeys[pod]!, node: this.state.nodeName(this.nodeOf(pod)) };
  }

  private lastOutageLinks(pod: number): WhyLink[] {
    const node = this.nodeOf(pod);
    const last = this.lastOutages.get(node);
    return last === undefined ? [] : outageLinks(last.outage, last.sinceUs, this.state.nodeName(node));
  }

  private placeOf(pod: number): Place {
    const { nodeId, source } = this.state.pods[pod]!;
    const { limitCores } = this.amountsOf(source);
    if (nodeId < 0) return { node: "", oversellRatio: null, limitCores };
    const { node } = this.state.nodes[nodeId]!;
    const { cores, allocatableCores } = this.hardwareOf(node);
    return { node: node.metadata.name, oversellRatio: cores > 0 ? allocatableCores / cores : null, limitCores };
  }

  private nodeOf(pod: number): number {
    return this.state.pods[pod]!.nodeId;
  }
}
