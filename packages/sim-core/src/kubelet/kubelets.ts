/**
 * The kubelets of all nodes as one component: what they hear, who of them acts when, and what can happen to their machines.
 *
 * Ticks that find nothing to do are no events: leases, probes, looks of the eviction manager and relists are worked out. With
 * `elide: false` each of them is one; the history is the same.
 *
 * Source: pkg/kubelet.
 */
import { type Engine, NO_EVENT, type RandomStreams } from "../engine/index.ts";
import { FactKind } from "../store/index.ts";
import type { Heartbeats, NodePayload, NodeRecord, PodRecord, PodSource, Store } from "../store/index.ts";
import { BehaviorSet, type BehaviorRule } from "../workload/index.ts";
import { Agenda, Turn } from "./agenda.ts";
import { ImageService, type ImageSettings, type NodeImageService } from "./image-service.ts";
import type { PullResult } from "./image-puller.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { KubeletTimings } from "./kubelet-timings.ts";
import type { NodeAction } from "./node-action.ts";
import { NodeAgent } from "./node-agent.ts";
import { type PodProgram, podProgram } from "./pod-program.ts";
import type { NodeUse, PodCpuVisitor, PodUse, UsageReader } from "./usage.ts";

export interface KubeletsOptions {
  readonly engine: Engine;
  readonly store: Store;
  readonly timings: KubeletTimings;
  readonly streams: RandomStreams;
  /** The kubelet and machine of a node. */
  readonly settingsOf: (node: NodeRecord) => KubeletSettings;
  readonly behaviors?: readonly BehaviorRule[];
  /** Left out: images take no time to pull. */
  readonly images?: ImageSettings;
  /** false: every tick is an event. */
  readonly elide?: boolean;
}

const NOTHING_USED: PodUse = {
  cpuUs: 0,
  wantedCpuUs: 0,
  throttledUs: 0,
  throttledPeriods: 0,
  memoryBytes: 0,
  memoryPeakBytes: 0,
  diskBytes: 0,
};

const WATCHED: readonly FactKind[] = [
  FactKind.NodeAdded,
  FactKind.NodeRemoved,
  FactKind.PodBound,
  FactKind.PodDeletionRequested,
  FactKind.PodRemoved,
];

/** Stands for the registry among the nodes. */
const REGISTRY = 2 ** 31 - 1;
const NO_TURN = { handle: NO_EVENT, atUs: Infinity };
const NO_IMAGES: ImageSettings = { bytes: new Map(), registryBytesPerSecond: Infinity };

export class Kubelets implements Heartbeats, UsageReader {
  private readonly options: KubeletsOptions;
  private readonly agenda: Agenda;
  private readonly agents: (NodeAgent | undefined)[] = [];
  private readonly behaviors: BehaviorSet;
  private readonly images: ImageService;
  private readonly nodeImages: NodeImageService[] = [];
  private registryTurn = NO_TURN;
  private readonly programs = new Map<string, WeakMap<PodSource, PodProgram>>();
  /** Pods by node, as the kubelets have heard. */
  private readonly bound = new Map<number, Set<number>>();

  constructor(options: KubeletsOptions) {
    this.options = options;
    this.behaviors = new BehaviorSet(options.behaviors ?? []);
    const { store } = options;
    this.agenda = new Agenda(options.engine, {
      run: (turn, id) => this.run(turn, id),
      nodeOf: (turn, id) => (id === REGISTRY ? 0 : turn === Turn.pod ? store.state.pods[id]!.nodeId : id),
    });
    this.images = new ImageService(options.images ?? NO_IMAGES, {
      store,
      nowUs: () => options.engine.nowUs,
      registryAt: (atUs) => this.registryAt(atUs),
      pullEnded: (result) => this.pullEnded(result),
    });
    store.watch(options.timings.watchDelayUs, WATCHED, (fact) => this.handle(fact));
  }

  /** Takes over a pod that already runs (a snapshot). */
  adopt(pod: PodRecord): void {
    if (pod.phase !== "Running") return;
    this.boundTo(pod.nodeId).add(pod.id);
    this.agent(pod.nodeId).adopt(pod);
  }

  /** A fault or maintenance. @returns why it cannot be done, in the API server's words where it has any */
  act(nodeName: string, action: NodeAction): string | undefined {
    const id = this.options.store.state.nodeIds.get(nodeName);
    return id === undefined ? `nodes "${nodeName}" not found` : this.agent(id).act(action);
  }

  leaseRenewedUs(node: number, nowUs: number): number | undefined {
    return this.agents[node]?.lease.renewedUs(nowUs);
  }

  podUse(pod: number): PodUse {
    const record = this.options.store.state.pods[pod];
    const agent = record === undefined || record.nodeId < 0 ? undefined : this.agents[record.nodeId];
    return agent === undefined ? NOTHING_USED : agent.resources.podUse(pod, this.options.engine.nowUs);
  }

  nodeUse(node: number): NodeUse {
    return this.agent(node).resources.nodeUse(this.options.engine.nowUs);
  }

  eachPodCpu(node: number, visit: PodCpuVisitor): void {
    this.agent(node).resources.eachPodCpu(this.options.engine.nowUs, visit);
  }

  private registryAt(atUs: number): void {
    if (atUs === this.registryTurn.atUs) return;
    this.agenda.cancel(this.registryTurn.handle);
    this.registryTurn = atUs < Infinity ? { handle: this.agenda.at(Turn.node, REGISTRY, atUs), atUs } : NO_TURN;
  }

  private pullEnded({ request, failure }: PullResult): void {
    const { node, pod, container, image } = request;
    const { nowUs } = this.options.engine;
    if (failure === undefined) this.nodeImages[node]!.pulled(pod, image, nowUs);
    this.agents[node]!.workers.get(pod)?.pullEnded(container, failure, nowUs);
  }

  private run(turn: Turn, id: number): void {
    if (id === REGISTRY) {
      this.registryTurn = NO_TURN;
      this.images.advance(this.options.engine.nowUs);
      return;
    }
    if (turn !== Turn.pod) {
      this.agents[id]?.run(turn, -1);
      return;
    }
    const { nodeId } = this.options.store.state.pods[id]!;
    if (nodeId >= 0) this.agents[nodeId]?.run(turn, id);
  }

  private handle(fact: number): void {
    const { log, state } = this.options.store;
    const subject = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    if (kind === FactKind.NodeAdded) {
      const { node } = log.payloads[log.detail[fact]!] as NodePayload;
      if (state.nodeIds.get(node.metadata.name) === subject) this.agent(subject).startStaticPods();
      return;
    }
    if (kind === FactKind.NodeRemoved) {
      this.agents[subject]?.remove();
      return;
    }
    const pod = state.pods[subject]!;
    if (pod.nodeId < 0) return;
    if (kind === FactKind.PodRemoved) {
      this.boundTo(pod.nodeId).delete(subject);
      this.agents[pod.nodeId]?.podRemoved(pod);
      return;
    }
    if (pod.removed || state.nodes[pod.nodeId]!.removed) return;
    if (kind === FactKind.PodBound) {
      this.boundTo(pod.nodeId).add(subject);
      this.agent(pod.nodeId).hear(pod);
    } else this.agent(pod.nodeId).deletionRequested(pod);
  }

  private boundTo(node: number): Set<number> {
    let pods = this.bound.get(node);
    if (pods === undefined) this.bound.set(node, (pods = new Set()));
    return pods;
  }

  private agent(node: number): NodeAgent {
    let agent = this.agents[node];
    if (agent !== undefined) return agent;
    const { engine, store, timings, streams, settingsOf, elide = true } = this.options;
    const record = store.state.nodes[node]!;
    const settings = settingsOf(record);
    agent = new NodeAgent(record, {
      store,
      agenda: this.agenda,
      streams,
      timings,
      settings,
      elide,
      nowUs: () => engine.nowUs,
      programOf: (pod) => this.program(pod.source, settings),
      boundPods: () => this.boundTo(node),
      images: ({ resources }) => {
        const images = this.images.ofNode(node, settings, resources, engine.nowUs);
        this.nodeImages[node] = images;
        return images;
      },
    });
    this.agents[node] = agent;
    return agent;
  }

  /** Programs depend on little of the node, so nodes share them. */
  private program(source: PodSource, { cpuCFSQuota, cpuCFSQuotaPeriodUs }: KubeletSettings): PodProgram {
    const key = `${cpuCFSQuota} ${cpuCFSQuotaPeriodUs}`;
    let known = this.programs.get(key);
    if (known === undefined) this.programs.set(key, (known = new WeakMap()));
    let program = known.get(source);
    if (program === undefined) {
      program = podProgram(source, {
        behaviors: this.behaviors,
        cpuCFSQuota,
        cpuCFSQuotaPeriodUs,
        isPulled: (image) => this.images.isPulled(image),
      });
      known.set(source, program);
    }
    return program;
  }
}
