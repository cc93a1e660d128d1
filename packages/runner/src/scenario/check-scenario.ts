/** Checks and loads scenarios: everything that is wrong at once, and what will hardly do what its author wants. */
import type { PriorityClass } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import type { InputNode, SimulationInput } from "../simulation/index.ts";
import { checkBehaviors } from "./behavior-check.ts";
import type { NamedSource } from "./behavior-check.ts";
import { buildInput, ownNodes, scenarioTimings, priorityClassesOf, scenarioHorizonUs, scenarioSeed } from "./build-input.ts";
import type { BuiltInput } from "./build-input.ts";
import { controlledSource } from "./controlled-workload.ts";
import { durationUs } from "./duration.ts";
import { neverFits } from "./fit-check.ts";
import { formatProblem, ScenarioError } from "./problem.ts";
import type { ScenarioProblem } from "./problem.ts";
import { parseScenario } from "./parse-scenario.ts";
import type { ParsedScenario } from "./parse-scenario.ts";
import { besideFile, resolveScenario } from "./resolve-scenario.ts";
import type { ResolvedScenario, ScenarioPorts } from "./resolve-scenario.ts";
import type { TraceSource } from "./scenario.ts";
import type { LoadedTrace, TraceRequest, UsageRequest } from "./trace-loader.ts";

export interface CheckedScenario {
  /** By file and place; errors and warnings. */
  readonly problems: readonly ScenarioProblem[];
  /** Absent with an error. */
  readonly input?: SimulationInput;
}

/** The whole way from a text to an input, with warnings. Never rejects for what a user wrote. */
export async function checkScenario(
  text: string,
  fileName: string,
  ports: ScenarioPorts,
  options: { readonly seed?: string | number } = {},
): Promise<CheckedScenario> {
  const parsed = parseScenario(text, fileName);
  if ("errors" in parsed) return { problems: parsed.errors };
  const resolved = await resolveScenario(parsed, ports);
  const { built, problems } = await build(resolved, ports, String(options.seed ?? scenarioSeed(parsed.scenario)));
  if (built === undefined || problems.length > 0) return { problems: inOrder(problems) };
  return { problems: inOrder(warnings(resolved, built)), input: built.input };
}

/** @throws ScenarioError with all errors; warnings are {@link checkScenario}'s matter. */
export async function loadScenario(
  parsed: ParsedScenario,
  ports: ScenarioPorts,
  options: { readonly seed?: string | number } = {},
): Promise<SimulationInput> {
  const resolved = await resolveScenario(parsed, ports);
  const { built, problems } = await build(resolved, ports, String(options.seed ?? scenarioSeed(parsed.scenario)));
  if (built === undefined || problems.length > 0) throw new ScenarioError(inOrder(problems));
  return built.input;
}

/** All problems as lines of text. */
export function formatProblems(problems: readonly ScenarioProblem[]): string {
  return problems.map(formatProblem).join("\n");
}

interface Attempted {
  readonly built?: BuiltInput;
  readonly problems: readonly ScenarioProblem[];
}

async function build(resolved: ResolvedScenario, ports: ScenarioPorts, seed: string): Promise<Attempted> {
  // Traces may be large: only a scenario that is right so far is worth reading them.
  if (resolved.problems.length > 0)
    return { problems: [...resolved.problems, ...buildInput(resolved, [], seed).problems.filter(isOwn(resolved))] };
  const problems: ScenarioProblem[] = [];
  const traces = await loadTraces(resolved, ports, seed, problems);
  if (problems.length > 0) return { problems };
  const built = buildInput(resolved, traces, seed);
  return { built, problems: built.problems };
}

/** With manifests missing, only what the scenario's pools say for themselves is certain. */
function isOwn(resolved: ResolvedScenario): (problem: ScenarioProblem) => boolean {
  return ({ file, path }) => file === resolved.parsed.document.file && path.startsWith("spec.nodePools");
}

async function loadTraces(
  resolved: ResolvedScenario,
  ports: ScenarioPorts,
  seed: string,
  problems: ScenarioProblem[],
): Promise<LoadedTrace[]> {
  const { document, scenario } = resolved.parsed;
  const loaded: LoadedTrace[] = [];
  for (const [index, trace] of (scenario.spec.traces ?? []).entries()) {
    const path = ["spec", "traces", index];
    if (trace.usage !== undefined && (trace.inflation !== undefined || typeof trace.pods !== "string")) {
      const wrong = trace.inflation !== undefined ? "usage cannot stand beside inflation" : "usage belongs to one file of machines";
      problems.push(document.problem("error", [...path, "usage"], wrong, "", "pods: tasks.parquet, timed", true));
      continue;
    }
    try {
      if (ports.loadTrace === undefined) throw new Error("traces cannot be read here");
      loaded.push(await ports.loadTrace(requestOf(trace, index, resolved, seed)));
    } catch (error) {
      problems.push(document.problem("error", path, error instanceof Error ? error.message : String(error)));
    }
  }
  return loaded;
}

function requestOf(trace: TraceSource, index: number, resolved: ResolvedScenario, seed: string): TraceRequest {
  const { document } = resolved.parsed;
  const paths = (given: string | readonly string[] | undefined): string[] =>
    (given === undefined ? [] : typeof given === "string" ? [given] : given).map((path) => besideFile(document.file, path));
  return {
    name: trace.name ?? `trace-${index}`,
    nodes: paths(trace.nodes),
    pods: paths(trace.pods),
    format: trace.format,
    arrivals:
      trace.inflation === undefined ? { kind: "timed", timeScale: trace.timed?.timeScale ?? 1 } : { kind: "inflation", ...trace.inflation },
    ...(trace.usage === undefined ? {} : { usage: usageRequest(trace.usage, resolved) }),
    nodeLimit: trace.nodeLimit ?? Infinity,
    podLimit: trace.podLimit ?? Infinity,
    strict: trace.strict ?? false,
    seed,
    priorityClasses: priorityClassesOf(resolved),
    otherNodes: ownNodes(resolved),
  };
}

function usageRequest({ fragments, mhzPerCore }: NonNullable<TraceSource["usage"]>, { parsed }: ResolvedScenario): UsageRequest {
  return { file: besideFile(parsed.document.file, fragments), mhzPerCore, stopUs: scenarioTimings(parsed.scenario).podStopUs };
}

function warnings(resolved: ResolvedScenario, { input, sources }: BuiltInput): ScenarioProblem[] {
  const { document, scenario } = resolved.parsed;
  const found: ScenarioProblem[] = [];
  const joining = input.timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []));
  const nodes: InputNode[] = [...input.nodes, ...joining];
  const profiles = new Set(input.scheduler.profiles.map(({ schedulerName }) => schedulerName));
  for (const { source, what, warn } of sources) {
    const never = neverFits(source, nodes);
    if (never !== undefined) found.push(warn(`no node can ever hold ${what}: ${never}`, ""));
    const { schedulerName = "default-scheduler" } = source.spec;
    if (!profiles.has(schedulerName))
      found.push(warn(`no scheduler takes ${what}: spec.schedulerName is ${schedulerName}`, [...profiles].join(", ")));
  }
  const horizonUs = scenarioHorizonUs(scenario);
  for (const [index, entry] of (scenario.spec.timeline ?? []).entries()) {
    if ((durationUs(entry.at) ?? 0) <= horizonUs) continue;
    found.push(
      document.problem(
        "warning",
        ["spec", "timeline", index, "at"],
        "this is after the horizon and never happens",
        entry.at,
        `at most ${scenario.spec.horizon}`,
      ),
    );
  }
  found.push(
    ...unusedClasses(
      resolved,
      sources.map(({ source }) => source),
    ),
  );
  const all = allSources(input, sources, priorityClassesOf(resolved));
  const own = (input.behaviors ?? []).slice(0, (scenario.spec.behaviors ?? []).length);
  checkBehaviors(own, all, (path, message, accepted) => found.push(document.problem("warning", path, message, "", accepted)));
  found.push(...unusedImages(resolved, input, all));
  const pods = input.arrivals.length + input.boundPods.length + input.timeline.filter(({ change }) => change.kind === "createPod").length;
  if (pods === 0 && input.controllers !== true)
    found.push(document.problem("warning", ["spec"], "there are no pods", "", "workloads, Pod or Deployment manifests, or traces"));
  return found;
}

/** Everything that pods of the scenario are made from: placed by the scheduler, by kubelets, created by controllers or the timeline. */
function allSources(input: SimulationInput, located: readonly NamedSource[], priorityClasses: readonly PriorityClass[]): NamedSource[] {
  const found = new Map(located.map(({ source, what }) => [source, what]));
  const add = (source: PodSource, what: string): void => void (found.has(source) || found.set(source, what));
  for (const { sources } of input.arrivals) for (const source of sources) add(source, `the pods of ${source.workload}`);
  for (const { source } of input.boundPods) add(source, `the pod ${source.workload}`);
  for (const { kubelet } of input.nodes) for (const { name, source } of kubelet?.staticPods ?? []) add(source, `the static pod ${name}`);
  for (const { change } of input.timeline) {
    if (change.kind === "createPod") add(change.source, `the pods of ${change.source.workload}`);
    if (change.kind !== "applyWorkload") continue;
    const { kind, metadata } = change.object;
    const source = controlledSource(change.object, priorityClasses);
    if (source !== undefined && !("message" in source)) add(source, `the pods of ${kind} ${metadata.name}`);
  }
  return Array.from(found, ([source, what]) => ({ source, what }));
}

function unusedImages({ parsed }: ResolvedScenario, { nodes }: SimulationInput, sources: readonly NamedSource[]): ScenarioProblem[] {
  const { document, scenario } = parsed;
  const used = new Set(nodes.flatMap(({ kubelet }) => [...(kubelet?.presentImages.keys() ?? [])]));
  for (const { source } of sources)
    for (const { image } of [...(source.spec.initContainers ?? []), ...source.spec.containers]) used.add(image ?? "");
  return Object.keys(scenario.spec.images?.sizes ?? {})
    .filter((name) => !used.has(name))
    .map((name) => document.problem("warning", ["spec", "images", "sizes", name], `no container has the image ${name}`, "", "", true));
}

function unusedClasses(resolved: ResolvedScenario, sources: readonly PodSource[]): ScenarioProblem[] {
  if ((resolved.parsed.scenario.spec.traces ?? []).length > 0) return [];
  const used = new Set(sources.map(({ spec }) => spec.priorityClassName));
  return resolved.manifests
    .filter(({ manifest }) => manifest.kind === "PriorityClass" && manifest["globalDefault"] !== true && !used.has(manifest.metadata.name))
    .map(({ manifest, document, path }) => document.problem("warning", path, `no pod names the priority class ${manifest.metadata.name}`));
}

function inOrder(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  return [...problems].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
}
