/** From a request to an input that can be run; whatever is wrong comes back as data with its place. */
import { checkScenario } from "@orrery/runner/scenario";
import type { CheckedScenario, ScenarioPorts, ScenarioProblem } from "@orrery/runner/scenario";
import { inputWith } from "@orrery/runner/session";
import type { SimulationInput } from "@orrery/runner/simulation";
import { formatConfigError, kubernetesRegistry, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { RegisteredPlugin, Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";
import { fileOf } from "./file-of.ts";
import { loadFiles } from "./load-files.ts";
import type { InputKind, OpenRequest, RecordedRun } from "./open-request.ts";
import { OWN_POLICY, ownPolicy, PolicyError } from "./own-policy.ts";
import type { PolicyFunctions } from "./own-policy.ts";
import { ReadMeter } from "./read-meter.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedRun {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly kind: InputKind;
  readonly warnings: readonly ScenarioProblem[];
}

/** @param typed the functions of a typed policy; undefined: there is none */
export async function loadRun(
  request: OpenRequest,
  typed?: PolicyFunctions,
  meter: ReadMeter = new ReadMeter(request.files),
): Promise<LoadedRun | { readonly problems: readonly ScenarioProblem[] }> {
  const registry = newRegistry(typed === undefined ? [] : [ownPolicy(typed)]);
  const isScenario = request.text !== "" || (request.files.size === 0 && request.recorded === undefined);
  const {
    input,
    problems,
    kind = { kind: "scenario" },
  } = isScenario ? await checkRequest(request, registry, meter) : await fromFiles(request, registry, meter);
  if (input === undefined) return { problems };
  const changed = inputWith(asRecorded(input, request.recorded), request.changes, registry);
  if ("problems" in changed) return { problems: changed.problems.map((message) => ofTheChanges(message, request.fileName)) };
  const explain = [...changed.input.explain, ...request.explain];
  const scheduler = typed === undefined ? changed.input.scheduler : withOwnPolicy(typed, registry);
  return { input: { ...changed.input, explain, scheduler }, registry, kind, warnings: problems };
}

/** With the options that the run of a recording was given. */
function asRecorded(input: SimulationInput, recorded: RecordedRun | undefined): SimulationInput {
  if (recorded === undefined) return input;
  const { untilUs, tieBreak, explain = [] } = recorded.input;
  return {
    ...input,
    horizonUs: untilUs ?? input.horizonUs,
    tieBreak: tieBreak ?? input.tieBreak,
    explain: [...input.explain, ...explain],
  };
}

/** The default profile with the typed policy beside Kubernetes' own plugins. */
function withOwnPolicy({ filter, score, weight }: PolicyFunctions, registry: Registry): SchedulerConfiguration {
  const plugins = {
    ...(filter === undefined ? {} : { filter: { enabled: [{ name: OWN_POLICY }] } }),
    ...(score === undefined ? {} : { score: { enabled: [{ name: OWN_POLICY, weight: typeof weight === "number" ? weight : 10 }] } }),
  };
  const document = {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    profiles: [{ schedulerName: "default-scheduler", plugins }],
  };
  const loaded = loadSchedulerConfiguration(document, registry);
  if (!loaded.ok) throw new PolicyError(loaded.errors.map(formatConfigError).join("; "));
  return loaded.configuration;
}

/** What is wrong with the scenario of a request; its input where nothing is. Never rejects for what a person wrote. */
export async function checkRequest(
  request: OpenRequest,
  registry: Registry = newRegistry(),
  meter: ReadMeter = new ReadMeter(request.files),
): Promise<CheckedScenario & { readonly kind?: InputKind }> {
  const traces = new TraceBlobs((path) => fileOf(path, request), meter);
  const strict = request.recorded?.input.strict === true;
  const ports: ScenarioPorts = {
    registry,
    readText: async (path) => (await fileOf(path, request)).text(),
    loadTrace: (trace) => traces.load({ ...trace, strict: trace.strict || strict }),
  };
  const seed = request.seed || (request.recorded?.input.seed ?? "");
  const checked = await checkScenario(request.text, request.fileName, ports, seed === "" ? {} : { seed });
  return { ...checked, problems: [...checked.problems, ...traces.warnings] };
}

async function fromFiles(
  request: OpenRequest,
  registry: Registry,
  meter: ReadMeter,
): Promise<CheckedScenario & { readonly kind?: InputKind }> {
  try {
    const { input, kind, warnings } = await loadFiles(request, registry, meter);
    return { input, kind, problems: warnings };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problems: [{ severity: "error", file: "", line: 0, column: 0, path: "", message, found: "", accepted: "" }] };
  }
}

function newRegistry(more: readonly RegisteredPlugin[] = []): Registry {
  return kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, [...POLICY_PLUGINS, ...more]);
}

function ofTheChanges(message: string, file: string): ScenarioProblem {
  return { severity: "error", file, line: 0, column: 0, path: "", message: `what-if: ${message}`, found: "", accepted: "" };
}
