/** The input of a simulation from whatever a job names: scenario, traces, snapshot. */
import type { SimulationInput } from "@orrery/runner/simulation";
import type { OwnPolicy } from "@orrery/runner/own-policy";
import { inputWith } from "@orrery/runner/session";
import type { WhatIf } from "@orrery/runner/session";
import type { InputFile } from "@orrery/runner/report";
import {
  checkScenario,
  formatProblem,
  loadScenario,
  parseScenario,
  replayInput,
  ScenarioError,
  snapshotInput,
} from "@orrery/runner/scenario";
import { fromBytes, objectsTogether, readKubernetesObjects } from "@orrery/traces/formats";
import type { KubernetesObjects } from "@orrery/traces/formats";
import type { Registry } from "@orrery/scheduler/config";
import type { Job, JobSource } from "../job/index.ts";
import { UserError } from "../job/index.ts";
import { InputFiles } from "./input-files.ts";
import type { ReadFile } from "./input-files.ts";
import { newRegistry } from "./plugin-registry.ts";
import { schedulerProfile } from "./scheduler-profile.ts";
import { TraceFiles } from "./trace-files.ts";

export interface LoadedInput {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly files: readonly InputFile[];
  /** Each with its place in the input. */
  readonly warnings: readonly string[];
  /** Everything that was read, for the recording. */
  readonly read: readonly ReadFile[];
}

/**
 * @param policy the job's own, ready to run
 * @throws UserError and the errors that `asUserError` knows
 */
export async function loadInput(job: Job, policy: OwnPolicy | undefined): Promise<LoadedInput> {
  const registry = newRegistry(policy === undefined ? [] : [policy.plugin]);
  const own = new InputFiles(job.copies);
  const traces = new TraceFiles(own.open);
  const base = changedInput(await inputOf(job, registry, traces, own), job.changes, registry);
  const input: SimulationInput = {
    ...base,
    scheduler: policy?.addTo(base.scheduler) ?? base.scheduler,
    horizonUs: job.untilUs ?? base.horizonUs,
    tieBreak: job.tieBreak ?? base.tieBreak,
    explain: [...base.explain, ...job.explain],
  };
  const warnings = job.source.kind === "scenario" ? await scenarioWarnings(job.source.file, registry, own) : [];
  return { input, registry, files: traces.files, warnings, read: [...own.read.values()] };
}

/** @throws UserError for what cannot be done to this input */
function changedInput(input: SimulationInput, changes: readonly WhatIf[], registry: Registry): SimulationInput {
  const changed = inputWith(input, changes, registry);
  if ("problems" in changed) throw new UserError(changed.problems.map((problem) => `--what-if: ${problem}`).join("\n"));
  return changed.input;
}

function inputOf(job: Job, registry: Registry, traces: TraceFiles, own: InputFiles): Promise<SimulationInput> {
  switch (job.source.kind) {
    case "scenario":
      return fromScenario(job.source.file, job, registry, traces, own);
    case "traces":
      return fromTraces(job.source, job, registry, traces, own);
    case "snapshot":
      return fromSnapshot(job.source, job, registry, traces, own);
  }
}

async function fromScenario(file: string, job: Job, registry: Registry, traces: TraceFiles, own: InputFiles): Promise<SimulationInput> {
  if (job.profile !== undefined) throw new UserError("--profile is for replays; a scenario names its scheduler in spec.scheduler");
  const parsed = parseScenario(await own.text(file), file);
  if ("errors" in parsed) throw new ScenarioError(parsed.errors);
  const loadTrace: TraceFiles["load"] = (request) => traces.load({ ...request, strict: request.strict || job.strict });
  return loadScenario(parsed, { readText: own.text, registry, loadTrace }, job.seed === undefined ? {} : { seed: job.seed });
}

/** Of scenarios without traces; those with traces would be read twice, and `orrery check` does. */
async function scenarioWarnings(file: string, registry: Registry, own: InputFiles): Promise<string[]> {
  const text = await own.text(file);
  const parsed = parseScenario(text, file);
  if ("errors" in parsed || (parsed.scenario.spec.traces ?? []).length > 0) return [];
  const { problems } = await checkScenario(text, file, { readText: own.text, registry });
  return problems.filter(({ severity }) => severity === "warning").map(formatProblem);
}

async function fromTraces(
  source: Extract<JobSource, { kind: "traces" }>,
  job: Job,
  registry: Registry,
  traces: TraceFiles,
  own: InputFiles,
): Promise<SimulationInput> {
  const seed = job.seed ?? DEFAULT_SEED;
  const trace = await traces.load({
    name: "trace",
    nodes: source.nodes,
    pods: source.pods,
    format: undefined,
    arrivals: source.arrivals,
    nodeLimit: Infinity,
    podLimit: Infinity,
    strict: job.strict,
    seed,
    priorityClasses: [],
    otherNodes: [],
  });
  const pools = {
    ...trace,
    nodes: trace.nodes.map((node) => ({ ...node, pool: node.node.metadata.labels?.[source.poolLabel ?? ""] ?? "" })),
  };
  return replayInput([pools], {
    name: source.pods.map(fileStem).join("+"),
    seed,
    scheduler: await schedulerProfile(job.profile, registry, traces, own.open),
  });
}

async function fromSnapshot(
  source: Extract<JobSource, { kind: "snapshot" }>,
  job: Job,
  registry: Registry,
  traces: TraceFiles,
  own: InputFiles,
): Promise<SimulationInput> {
  const { files, bytes, reschedule, poolLabel } = source;
  const parts: { readonly file: string; readonly objects: KubernetesObjects }[] = [];
  for (const file of files) {
    const name = file === "-" ? "standard input" : file;
    const objects = await readKubernetesObjects(bytes === undefined || file !== "-" ? await own.open(file) : fromBytes(bytes), {
      file: name,
    });
    const lists = [...objects.byKind.values()];
    traces.noteObjects(
      name,
      lists.reduce((sum, list) => sum + list.length, 0),
    );
    parts.push({ file: name, objects });
  }
  if (parts.every(({ objects }) => objects.nodes.length === 0)) {
    throw new UserError(
      `${files.map((file) => (file === "-" ? "standard input" : file)).join(", ")}: there are no nodes in this snapshot; found ${kindsText(parts)}; accepted: what "kubectl get nodes,pods -A -o json" prints`,
    );
  }
  const input = snapshotInput(objectsTogether(parts), {
    name: files.map((file) => (file === "-" ? "snapshot" : fileStem(file))).join("+"),
    seed: job.seed ?? DEFAULT_SEED,
    scheduler: await schedulerProfile(job.profile, registry, traces, own.open),
    reschedule,
    ...(poolLabel === undefined ? {} : { poolLabel }),
  });
  const said = (kind: string) => input.notModelled.some((note) => note.includes(`${kind} (`));
  const others = parts
    .flatMap(({ objects }) => objects.unknown)
    .filter(({ kind }) => !said(kind))
    .map(({ kind, count }) => `${kind} (${count})`);
  return others.length === 0
    ? input
    : { ...input, notModelled: [...input.notModelled, `${others.join(", ")}: objects of these kinds change nothing.`] };
}

const DEFAULT_SEED = "1";

function kindsText(parts: readonly { readonly objects: KubernetesObjects }[]): string {
  const all = parts.flatMap(({ objects: { known, unknown } }) => [...known, ...unknown]);
  return all.map(({ kind, count }) => `${count} ${kind}`).join(", ") || "nothing";
}

function fileStem(file: string): string {
  return file.replace(/^.*[/\\]/, "").replace(/\.[^.]+(\.gz)?$/, "");
}
