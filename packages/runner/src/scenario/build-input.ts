/** From a scenario with all its files read to what a simulation starts from; what cannot be is said with its place. */
import { randomStreams } from "@orrery/sim-core/engine";
import type { Node, Pod, PriorityClass } from "@orrery/sim-core/model";
import type { ApiObject, PodSource } from "@orrery/sim-core/store";
import type { BehaviorRule } from "@orrery/sim-core/workload";
import { DEFAULT_TIMINGS } from "../simulation/index.ts";
import type { BoundPod, InputNode, PodArrivals, SimulationInput, TimedChange, Timings } from "../simulation/index.ts";
import { controlledSource, isControlled } from "./controlled-workload.ts";
import { behaviorRules } from "./behavior-rules.ts";
import { imageBytes, inputImages } from "./image-sizes.ts";
import { mergeArrivals } from "./merge-arrivals.ts";
import { checkNodeMonitor, nodeControllers } from "./node-monitor.ts";
import { objectNotes } from "./object-notes.ts";
import { givenNode, poolNodes } from "./node-pool.ts";
import { defaultObjects, withNamespaces } from "./object-defaults.ts";
import { podSource } from "./pod-source.ts";
import { checkPools } from "./pool-check.ts";
import type { Complain } from "./pool-check.ts";
import type { PoolSurroundings } from "./pool-kubelet.ts";
import { pathText } from "./problem.ts";
import type { Path, ScenarioProblem } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import type { LocatedManifest, ResolvedScenario } from "./resolve-scenario.ts";
import { secondManifests, secondNode } from "./second-names.ts";
import type { LocatedNode } from "./second-names.ts";
import { DELAY_FIELDS } from "./scenario.ts";
import type { NodePool, Scenario } from "./scenario.ts";
import { staticPods } from "./static-pods.ts";
import { timelineChanges } from "./timeline.ts";
import type { KnownWorkload } from "./timeline-objects.ts";
import type { LoadedTrace } from "./trace-loader.ts";
import { workloadArrivals } from "./workload-arrivals.ts";
import type { YamlDocument } from "./yaml-source.ts";

/** A pod source and where it is written, for the warnings. */
export interface LocatedSource {
  readonly source: PodSource;
  readonly what: string;
  readonly warn: (message: string, accepted: string) => ScenarioProblem;
}

export interface BuiltInput {
  readonly input: SimulationInput;
  readonly sources: readonly LocatedSource[];
  /** Errors only; with one, `input` is not to be run. */
  readonly problems: readonly ScenarioProblem[];
}

/** The seed that a single run takes. */
export function scenarioSeed({ spec }: Scenario): string {
  return String(spec.seed ?? spec.seeds?.[0] ?? 1);
}

export function scenarioHorizonUs({ spec }: Scenario): number {
  return spec.horizon === undefined || spec.horizon === "idle" ? Infinity : requiredUs(spec.horizon);
}

/** Classes that the pods of the scenario may name. */
export function priorityClassesOf(resolved: ResolvedScenario): PriorityClass[] {
  return resolved.manifests
    .filter(({ manifest }) => manifest.kind === "PriorityClass")
    .map(({ manifest }) => manifest as unknown as PriorityClass);
}

export function ownNodes(resolved: ResolvedScenario): InputNode[] {
  const pools = resolved.parsed.scenario.spec.nodePools ?? [];
  const given = resolved.manifests.filter(({ manifest }) => manifest.kind === "Node");
  const ofPools = pools.flatMap((pool) => poolNodes(pool, 0, pool.count, surroundingsOf(resolved, pool)));
  return [...ofPools, ...given.map(({ manifest }) => givenNode(manifest as unknown as Node, ""))];
}

function surroundingsOf(resolved: ResolvedScenario, pool: NodePool): PoolSurroundings {
  const { nodePools = [], images } = resolved.parsed.scenario.spec;
  const { pods } = staticPods(resolved.staticPods[nodePools.indexOf(pool)]!, priorityClassesOf(resolved));
  return { imageBytes: imageBytes(images), staticPods: pods };
}

export function buildInput(resolved: ResolvedScenario, traces: readonly LoadedTrace[], seed: string): BuiltInput {
  return new InputBuilder(resolved, traces, seed).build();
}

class InputBuilder {
  private readonly resolved: ResolvedScenario;
  private readonly scenario: Scenario;
  private readonly traces: readonly LoadedTrace[];
  private readonly seed: string;
  private readonly problems: ScenarioProblem[] = [];
  private readonly sources: LocatedSource[] = [];
  private readonly priorityClasses: readonly PriorityClass[];

  constructor(resolved: ResolvedScenario, traces: readonly LoadedTrace[], seed: string) {
    this.resolved = resolved;
    this.scenario = resolved.parsed.scenario;
    this.traces = traces;
    this.seed = seed;
    this.priorityClasses = priorityClassesOf(resolved);
  }

  build(): BuiltInput {
    const { resolved, scenario, traces, seed } = this;
    const { spec } = scenario;
    const complain: Complain = (path, message, found, accepted, atKey) => this.error(path, message, found, accepted, atKey);
    const { nodePools = [], timeline: entries = [], images: imageSizes } = spec;
    checkNodeMonitor(spec.controlPlane?.nodeMonitor ?? {}, complain);
    checkPools(nodePools, entries, new Set(Object.keys(imageSizes?.sizes ?? {})), complain);
    this.problems.push(...resolved.staticPods.flatMap((located) => staticPods(located, this.priorityClasses).problems));
    const nodes = this.problems.length > 0 ? [] : [...ownNodes(resolved), ...traces.flatMap((trace) => trace.nodes)];
    this.problems.push(...secondManifests(resolved.manifests));
    this.checkNodes(nodes);
    const streams = randomStreams(`${seed}/scenario`);
    const { boundPods, waiting } = this.barePods(new Set(nodes.map(({ node }) => node.metadata.name)));
    const workloads: KnownWorkload[] = [];
    const arrivals: PodArrivals[] = [...waiting, ...traces.flatMap((trace) => trace.arrivals)];
    this.addWorkloads(streams, workloads, arrivals);
    this.addControlled();
    const timeline = this.problems.length > 0 ? [] : this.timeline(nodes, workloads, streams);
    const objects = this.objects(workloads, timeline);
    const behaviors = [...this.behaviors(), ...traces.flatMap((trace) => trace.behaviors ?? [])];
    if ((spec.behaviors ?? []).length > 0 && scenarioHorizonUs(scenario) === Infinity)
      this.error(["spec", "behaviors"], "pods that live may never come to rest", "", "a horizon of the scenario", true);
    const images = inputImages(spec.images);
    if (images?.registryBytesPerSecond === 0)
      this.error(["spec", "images", "registry", "bandwidth"], "nothing would ever arrive", "0", "an amount over 0, or none for unlimited");
    const input: SimulationInput = {
      name: scenario.metadata.name,
      seed,
      horizonUs: scenarioHorizonUs(scenario),
      timings: scenarioTimings(scenario),
      scheduler: resolved.scheduler,
      tieBreak: spec.scheduler?.tieBreak ?? "heap",
      nodes,
      objects,
      boundPods,
      arrivals: mergeArrivals(arrivals),
      timeline,
      ...(this.hasControlled(timeline) ? { controllers: true } : {}),
      ...(spec.controlPlane?.nodeMonitor === undefined ? {} : { nodeControllers: nodeControllers(spec.controlPlane.nodeMonitor) }),
      ...(behaviors.length === 0 ? {} : { behaviors }),
      ...(images === undefined ? {} : { images }),
      explain: spec.explain ?? [],
      notModelled: [...new Set([...resolved.notModelled, ...traces.flatMap((trace) => trace.notModelled), ...objectNotes(objects)])],
    };
    return { input, sources: this.sources, problems: this.problems };
  }

  private checkNodes(nodes: readonly InputNode[]): void {
    if (this.problems.length > 0) return;
    if (
      nodes.length === 0 &&
      !(this.scenario.spec.timeline ?? []).some(({ addNodes, apply }) => addNodes !== undefined || apply?.kind === "Node")
    ) {
      this.error(["spec"], "there are no nodes", "", "node pools, Node manifests, or a trace with nodes");
    }
    const second = secondNode(this.located(nodes));
    if (second !== undefined) this.problems.push(second);
  }

  /** @param nodes in the order of {@link ownNodes}, those of the traces after them */
  private located(nodes: readonly InputNode[]): LocatedNode[] {
    const { document } = this.resolved.parsed;
    const given = this.resolved.manifests.filter(({ manifest }) => manifest.kind === "Node");
    const places: { readonly document: YamlDocument; readonly path: Path; readonly count: number }[] = [
      ...(this.scenario.spec.nodePools ?? []).map(({ count }, index) => ({ document, path: ["spec", "nodePools", index], count })),
      ...given.map((each) => ({ document: each.document, path: [...each.path, "metadata", "name"], count: 1 })),
      ...this.traces.map((trace, index) => ({ document, path: ["spec", "traces", index], count: trace.nodes.length })),
    ];
    const placeByNode = places.flatMap(({ count, ...place }) => Array.from({ length: count }, () => place));
    return nodes.map(({ node }, i) => ({ name: node.metadata.name, ...placeByNode[i]! }));
  }

  /** Pods of manifests: those with a nodeName run from the start, the others wait from the start. */
  private barePods(nodeNames: ReadonlySet<string>): { readonly boundPods: BoundPod[]; readonly waiting: PodArrivals[] } {
    const boundPods: BoundPod[] = [];
    const waiting: { readonly key: string; readonly source: PodSource }[] = [];
    for (const located of this.resolved.manifests.filter(({ manifest }) => manifest.kind === "Pod")) {
      const pod = located.manifest as unknown as Pod;
      if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") continue;
      const { name, namespace = "default" } = pod.metadata;
      const key = `${namespace}/${name}`;
      const say = (path: Path, message: string, found: string, accepted: string): void => {
        this.problems.push(located.document.problem("error", [...located.path, ...path], message, found, accepted));
      };
      const source = this.source(pod, name, namespace, located, []);
      if (source === undefined) continue;
      const { nodeName } = pod.spec;
      if (!nodeName) waiting.push({ key, source });
      else if (!nodeNames.has(nodeName))
        say(["spec", "nodeName"], "there is no such node", JSON.stringify(nodeName), "the name of a node of the scenario");
      else {
        const phase = pod.status?.phase === "Pending" ? "Pending" : "Running";
        boundPods.push({ key, source, nodeName, durationUs: Infinity, startedBeforeUs: boundPods.length, phase, terminating: false });
      }
    }
    const arrivals: PodArrivals = {
      sources: waiting.map(({ source }) => source),
      arrivalUs: new Float64Array(waiting.length),
      source: Int32Array.from(waiting, (_, row) => row),
      durationUs: new Float64Array(waiting.length).fill(Infinity),
      keyOf: (row) => waiting[row]!.key,
    };
    return { boundPods, waiting: [arrivals] };
  }

  /** The pods of Deployments and ReplicaSets are made by their control loops; here they are checked. */
  private addControlled(): void {
    for (const { manifest, document, path } of this.resolved.manifests) {
      const source = controlledSource(manifest, this.priorityClasses);
      if (source === undefined) continue;
      if ("message" in source) {
        this.problems.push(document.problem("error", [...path, ...source.path], source.message, source.found, source.accepted));
        continue;
      }
      const what = `the pods of ${manifest.kind} ${manifest.metadata.name}`;
      this.sources.push({ source, what, warn: (message, accepted) => document.problem("warning", path, message, "", accepted) });
    }
  }

  private hasControlled(timeline: readonly TimedChange[]): boolean {
    return (
      this.resolved.manifests.some(({ manifest }) => isControlled(manifest)) ||
      timeline.some(({ change }) => change.kind === "applyWorkload")
    );
  }

  private addWorkloads(streams: ReturnType<typeof randomStreams>, workloads: KnownWorkload[], arrivals: PodArrivals[]): void {
    const names = new Set<string>();
    for (const [index, workload] of (this.scenario.spec.workloads ?? []).entries()) {
      const path = ["spec", "workloads", index];
      if (names.has(workload.name))
        this.error([...path, "name"], "a second workload of this name", JSON.stringify(workload.name), "a name of its own");
      names.add(workload.name);
      const namespace = workload.namespace ?? workload.template.metadata?.namespace ?? "default";
      if (workload.template.spec.nodeName !== undefined) {
        this.error(
          [...path, "template", "spec", "nodeName"],
          "the pods of a workload are placed by the scheduler",
          "",
          "nodeSelector or affinity",
          true,
        );
      }
      const located = {
        manifest: { kind: "Pod", metadata: { name: workload.name } },
        document: this.resolved.parsed.document,
        path: [...path, "template"],
      };
      const source = this.source(workload.template, workload.name, namespace, located, path);
      if (source === undefined) continue;
      try {
        const rows = workloadArrivals(workload, namespace, source, streams, scenarioHorizonUs(this.scenario));
        workloads.push({ workload, namespace, source, arriving: rows.arrivalUs.length });
        arrivals.push(rows);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.error(path, error.message, "", "");
      }
    }
  }

  private source(
    manifest: { readonly metadata?: Partial<Pod["metadata"]>; readonly spec: Pod["spec"] },
    workload: string,
    namespace: string,
    located: LocatedManifest,
    at: Path,
  ): PodSource | undefined {
    const made = podSource(manifest, workload, namespace, this.priorityClasses);
    const { document, path } = located;
    if ("message" in made) {
      this.problems.push(document.problem("error", [...path, ...made.path], made.message, made.found, made.accepted));
      return undefined;
    }
    const what = at.length > 0 ? `the pods of workload ${workload}` : `the pod ${namespace}/${workload}`;
    const where = at.length > 0 ? at : path;
    this.sources.push({ source: made, what, warn: (message, accepted) => document.problem("warning", where, message, "", accepted) });
    return made;
  }

  private timeline(
    nodes: readonly InputNode[],
    workloads: readonly KnownWorkload[],
    streams: ReturnType<typeof randomStreams>,
  ): TimedChange[] {
    return timelineChanges(this.scenario.spec.timeline ?? [], this.scenario.spec.faults ?? [], {
      nodes,
      pools: this.scenario.spec.nodePools ?? [],
      surroundingsOf: (pool) => surroundingsOf(this.resolved, pool),
      workloads,
      priorityClasses: this.priorityClasses,
      streams,
      manifests: this.resolved.manifests.map(({ manifest }) => manifest).filter(({ kind }) => kind !== "Node" && kind !== "Pod"),
      horizonUs: scenarioHorizonUs(this.scenario),
      complain: (path, message, accepted) => this.error(path, message, "", accepted),
    });
  }

  private behaviors(): BehaviorRule[] {
    return behaviorRules(this.scenario.spec.behaviors ?? [], {
      podStopUs: scenarioTimings(this.scenario).podStopUs,
      seriesAt: (path) => this.resolved.series.get(pathText(path)),
      complain: (path, message, found, accepted) => this.error(path, message, found, accepted),
    });
  }

  private objects(workloads: readonly KnownWorkload[], timeline: readonly TimedChange[]): ApiObject[] {
    const others = this.resolved.manifests.map(({ manifest }) => manifest).filter(({ kind }) => kind !== "Node" && kind !== "Pod");
    const staticSources = this.resolved.staticPods.flatMap((located) => staticPods(located, this.priorityClasses).pods);
    const used = [
      "default",
      ...staticSources.map(({ source }) => source.metadata.namespace!),
      ...this.sources.map(({ source }) => source.metadata.namespace!),
      ...workloads.map(({ namespace }) => namespace),
      ...this.traces.flatMap((trace) =>
        trace.arrivals.flatMap(({ sources }) => sources.map(({ metadata }) => metadata.namespace ?? "default")),
      ),
      ...timeline.flatMap(({ change }) => (change.kind === "createPod" ? [change.source.metadata.namespace ?? "default"] : [])),
      ...timeline.flatMap(({ change }) => (change.kind === "applyWorkload" ? [change.object.metadata.namespace ?? "default"] : [])),
    ];
    return withNamespaces(defaultObjects(others as ApiObject[]), used);
  }

  private error(path: Path, message: string, found: string, accepted: string, atKey = false): void {
    this.problems.push(this.resolved.parsed.document.problem("error", path, message, found, accepted, atKey));
  }
}

export function scenarioTimings({ spec }: Scenario): Timings {
  const { nodeMonitor: _, ...delays } = spec.controlPlane ?? {};
  const given = Object.entries(delays).map(([name, text]) => [DELAY_FIELDS.get(name as never), requiredUs(text)]);
  return { ...DEFAULT_TIMINGS, ...Object.fromEntries(given) };
}
