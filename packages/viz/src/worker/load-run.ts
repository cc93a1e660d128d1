/** From a request to an input that can be run; whatever is wrong comes back as data with its place. */
import { checkScenario, ScenarioError } from "@orrery/runner/scenario";
import type { CheckedScenario, ScenarioPorts, ScenarioProblem } from "@orrery/runner/scenario";
import { inputWith } from "@orrery/runner/session";
import type { SimulationInput } from "@orrery/runner/simulation";
import type { OwnPolicy } from "@orrery/runner/own-policy";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { RegisteredPlugin, Registry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";
import { TraceError } from "@orrery/traces/report";
import { fileOf } from "./file-of.ts";
import { loadFiles } from "./load-files.ts";
import type { InputKind, OpenRequest, RecordedRun } from "./open-request.ts";
import { ReadMeter } from "./read-meter.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedRun {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly kind: InputKind;
  readonly warnings: readonly ScenarioProblem[];
}

/** @param policy a typed one, beside what the run schedules by; undefined: there is none */
export async function loadRun(
  request: OpenRequest,
  policy?: OwnPolicy,
  meter: ReadMeter = new ReadMeter(request.files),
): Promise<LoadedRun | { readonly problems: readonly ScenarioProblem[] }> {
  const registry = newRegistry(policy === undefined ? [] : [policy.plugin]);
  const isScenario = request.text !== "" || (request.files.size === 0 && request.recorded === undefined);
  const {
    input,
    problems,
    kind = { kind: "scenario", isAlone: false },
  } = isScenario ? await checkRequest(request, registry, meter) : await fromFiles(request, registry, meter);
  if (input === undefined) return { problems };
  const changed = inputWith(asRecorded(input, request.recorded), [...(request.recorded?.changes ?? []), ...request.changes], registry);
  if ("problems" in changed) return { problems: changed.problems.map(ofTheChanges) };
  const explain = [...changed.input.explain, ...request.explain];
  const scheduler = policy?.addTo(changed.input.scheduler) ?? changed.input.scheduler;
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

/** What is wrong with the scenario of a request; its input where nothing is. Never rejects for what a person wrote. */
export async function checkRequest(
  request: OpenRequest,
  registry: Registry = newRegistry(),
  meter: ReadMeter = new ReadMeter(request.files),
): Promise<CheckedScenario & { readonly kind?: InputKind }> {
  const traces = new TraceBlobs((path) => fileOf(path, request), meter);
  const strict = request.recorded?.input.strict === true;
  let isAlone = true;
  const ports: ScenarioPorts = {
    registry,
    readText: async (path) => {
      isAlone = false;
      return (await fileOf(path, request)).text();
    },
    loadTrace: (trace) => {
      isAlone = false;
      return traces.load({ ...trace, strict: trace.strict || strict });
    },
  };
  const seed = request.seed || (request.recorded?.input.seed ?? "");
  const checked = await checkScenario(request.text, request.fileName, ports, seed === "" ? {} : { seed });
  return { ...checked, problems: [...checked.problems, ...traces.warnings], kind: { kind: "scenario", isAlone } };
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
    return { problems: problemsOf(error) };
  }
}

/** With the places that readers give. */
function problemsOf(error: unknown): readonly ScenarioProblem[] {
  if (error instanceof ScenarioError) return error.problems;
  if (error instanceof TraceError) {
    const { file, line, column, reason: message, found, accepted } = error;
    return [{ severity: "error", file, line, column, path: "", message, found, accepted }];
  }
  const message = error instanceof Error ? error.message : String(error);
  return [{ severity: "error", file: "", line: 0, column: 0, path: "", message, found: "", accepted: "" }];
}

function newRegistry(more: readonly RegisteredPlugin[] = []): Registry {
  return kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, [...POLICY_PLUGINS, ...more]);
}

/** The scenario's file is not to blame. */
function ofTheChanges(message: string): ScenarioProblem {
  return { severity: "error", file: "what-if", line: 0, column: 0, path: "", message, found: "", accepted: "" };
}
