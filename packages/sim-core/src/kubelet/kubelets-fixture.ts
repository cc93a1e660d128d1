/** A few nodes with kubelets, pods bound by hand, and what happened as lines. */
import { constant, Engine, Phase, randomStreams } from "../engine/index.ts";
import {
  type Container,
  newMilliQuantity,
  newQuantity,
  type Node,
  type PodSpec,
  readResources,
  selectorFromMap,
  type Taint,
} from "../model/index.ts";
import {
  type Cause,
  type ContainerExit,
  type ContainerStart,
  containerStartOf,
  FACT_NAMES,
  FactKind,
  factPayload,
  type PodRecord,
  type PodSource,
  Store,
} from "../store/index.ts";
import { type BehaviorRule, type ContainerBehavior, IDLE } from "../workload/index.ts";
import { defaultKubeletSettings, type KubeletSettings, type StaticPod } from "./kubelet-settings.ts";
import type { KubeletTimings } from "./kubelet-timings.ts";
import type { ImageSettings } from "./image-service.ts";
import { Kubelets } from "./kubelets.ts";
import type { NodeAction } from "./node-action.ts";

export const S = 1_000_000;
export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

/** No delays of its own, so that the moments in a test are those of the rule that it is about. */
export const NO_DELAYS: KubeletTimings = { watchDelayUs: 0, podStartUs: 0, podStopUs: 0, relistUs: 0, containerStartUs: 0 };

export function behavior(more: Partial<ContainerBehavior>): ContainerBehavior {
  return { ...IDLE, ...more };
}

export const cpuWork = (seconds: number, threads: number) => ({ cpuUs: constant(seconds * S), threads });
export const after = (seconds: number) => ({ afterUs: constant(seconds * S) });
export const steady = (value: number) => ({ kind: "constant", value }) as const;

export interface FixtureOptions {
  readonly cores?: number;
  readonly memoryBytes?: number;
  readonly nodes?: number;
  readonly settings?: Partial<KubeletSettings>;
  readonly timings?: Partial<KubeletTimings>;
  readonly elide?: boolean;
  readonly seed?: string;
  readonly images?: ImageSettings;
  /** kubeReserved. */
  readonly reserved?: Record<string, string>;
}

export class ClusterFixture {
  readonly engine = new Engine();
  readonly store = new Store(this.engine);
  readonly rules: BehaviorRule[] = [];
  kubelets!: Kubelets;
  private readonly options: FixtureOptions;
  private readonly steps: (() => unknown)[] = [];
  private stepKind;

  constructor(options: FixtureOptions = {}) {
    this.options = options;
    this.stepKind = this.engine.registerKind("test step", Phase.arrival, (at) => void this.steps[at]!());
  }

  /** After all behaviours are known. */
  start(): this {
    const {
      cores = 4,
      memoryBytes = 8 * GIB,
      nodes = 1,
      settings = {},
      timings = {},
      elide = true,
      seed = "1",
      images,
      reserved = {},
    } = this.options;
    const hardware = { cores, memoryBytes, diskBytes: 100 * GIB, pids: 100_000 };
    this.kubelets = new Kubelets({
      engine: this.engine,
      store: this.store,
      timings: { ...NO_DELAYS, ...timings },
      streams: randomStreams(seed),
      settingsOf: () => ({ ...defaultKubeletSettings(hardware), kubeReserved: readResources(reserved), ...settings }),
      behaviors: this.rules,
      elide,
      ...(images === undefined ? {} : { images }),
    });
    for (let i = 0; i < nodes; i++) this.store.addNode(nodeObject(`n${i}`, cores, memoryBytes), "");
    this.engine.advance(0);
    return this;
  }

  /** Containers of pods with this label do that. */
  rule(app: string, what: Partial<ContainerBehavior>, container?: string): this {
    this.rules.push({ name: app, namespace: undefined, selector: selectorFromMap({ app }), container, behavior: behavior(what) });
    return this;
  }

  at(seconds: number, step: () => unknown): void {
    this.steps.push(step);
    this.engine.emit(this.stepKind, this.steps.length - 1, Math.round(seconds * S));
  }

  /** Creates a pod and binds it at once. */
  pod(name: string, spec: Partial<PodSpec> & { app?: string }, node = 0, durationUs = Infinity): PodRecord {
    const { app = name, ...more } = spec;
    const source: PodSource = {
      metadata: { namespace: "default", labels: { app } },
      spec: { containers: [{ name: "main" }], restartPolicy: "Always", terminationGracePeriodSeconds: 30, ...more },
      workload: app,
    };
    const refused = this.store.createPod(`default/${name}`, this.store.addPodPayload({ source, durationUs }));
    if (refused !== undefined) throw new Error(refused);
    const id = this.store.state.podIds.get(`default/${name}`)!;
    this.store.bindPod(id, node);
    return this.store.state.pods[id]!;
  }

  /** Changes a node's taints, and adds to what it has. */
  changeNode(node: number, { taints, allocatable }: { taints?: readonly Taint[]; allocatable?: Record<string, string> }): void {
    const { node: object } = this.store.state.nodes[node]!;
    const spec = taints === undefined ? object.spec : { ...object.spec, taints: [...taints] };
    const status = { ...object.status, allocatable: { ...object.status?.allocatable, ...allocatable } };
    this.store.updateNode({ ...object, ...(spec === undefined ? {} : { spec }), status });
  }

  act(action: NodeAction, node = 0): string | undefined {
    return this.kubelets.act(`n${node}`, action);
  }

  run(untilSeconds: number): this {
    this.engine.advance(Math.round(untilSeconds * S));
    return this;
  }

  /** Every start of a container, in order. */
  starts(): (ContainerStart & { readonly atUs: number })[] {
    const { log } = this.store;
    const facts = Array.from({ length: log.length }, (_, at) => at).filter((at) => log.kind[at] === FactKind.ContainerStarted);
    return facts.map((at) => ({ ...containerStartOf(log.detail[at]!), atUs: log.timeUs[at]! }));
  }

  /** Every end of a container, in order. */
  exits(): (ContainerExit & { readonly atUs: number })[] {
    return this.payloads<ContainerExit>(FactKind.ContainerExited);
  }

  /** What facts of a kind say of why they happened. */
  causes(kind: FactKind): (Cause | undefined)[] {
    return this.payloads<{ readonly because?: Cause }>(kind).map(({ because }) => because);
  }

  private payloads<T>(kind: FactKind): (T & { readonly atUs: number })[] {
    const { log } = this.store;
    const facts = Array.from({ length: log.length }, (_, at) => at).filter((at) => log.kind[at] === kind);
    return facts.map((at) => ({ ...factPayload<T>(log, log.detail[at]!)!, atUs: log.timeUs[at]! }));
  }

  /** `12.5 ContainerExited a main OOMKilled`, of the kinds that tests ask about. */
  lines(...kinds: FactKind[]): string[] {
    const { log, state } = this.store;
    const lines: string[] = [];
    for (let at = 0; at < log.length; at++) {
      const kind = log.kind[at] as FactKind;
      if (!kinds.includes(kind)) continue;
      const subject = log.subject[at]!;
      const isNumber = kind === FactKind.ContainerStarted || kind === FactKind.PodStarted;
      const payload = isNumber ? undefined : factPayload<Record<string, unknown>>(log, log.detail[at]!);
      const name = FACT_NAMES[kind]!.startsWith("Node") ? state.nodeName(subject) : log.podKeys[subject]!.slice("default/".length);
      const more = ["reason", "exitCode", "probe", "failures", "ready", "what"]
        .map((key) => payload?.[key])
        .filter((each) => each !== undefined && each !== "");
      lines.push([log.timeUs[at]! / S, FACT_NAMES[kind], name, ...more].join(" "));
    }
    return lines;
  }
}

export function nodeObject(name: string, cores: number, memoryBytes: number): Node {
  const amounts = {
    cpu: newMilliQuantity(Math.round(cores * 1000)).toString(),
    memory: newQuantity(memoryBytes, "BinarySI").toString(),
    "ephemeral-storage": "100Gi",
    pods: "110",
  };
  return { metadata: { name, labels: { "kubernetes.io/hostname": name } }, status: { capacity: amounts, allocatable: amounts } };
}

/** A pod of the kubelet's own files. */
export function staticPod(name: string, labels: Record<string, string> = { app: name }, spec: Partial<PodSpec> = {}): StaticPod {
  const metadata = { namespace: "default", labels, annotations: { "kubernetes.io/config.source": "file" } };
  const containers = [{ name: "main" }];
  return {
    name,
    source: { metadata, spec: { containers, restartPolicy: "Always", terminationGracePeriodSeconds: 30, ...spec }, workload: name },
  };
}

export function container(name: string, more: Partial<Container> = {}): Container {
  return { name, ...more };
}
