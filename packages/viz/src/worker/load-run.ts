/** From a request to an input that can be run; whatever is wrong comes back as data with its place. */
import { checkScenario } from "@orrery/runner/scenario";
import type { CheckedScenario, ScenarioPorts, ScenarioProblem } from "@orrery/runner/scenario";
import { inputWith } from "@orrery/runner/session";
import type { SimulationInput } from "@orrery/runner/simulation";
import type { OwnPolicy } from "@orrery/runner/own-policy";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { RegisteredPlugin, Registry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";
import { loadFiles } from "./load-files.ts";
import type { OpenRequest, ReplayedFiles } from "./open-request.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedRun {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly warnings: readonly ScenarioProblem[];
  /** undefined: there was a scenario. */
  readonly replayed: ReplayedFiles | undefined;
}

/** @param policy a typed one, beside what the run schedules by; undefined: there is none */
export async function loadRun(
  request: OpenRequest,
  policy?: OwnPolicy,
): Promise<LoadedRun | { readonly problems: readonly ScenarioProblem[] }> {
  const registry = newRegistry(policy === undefined ? [] : [policy.plugin]);
  const {
    input,
    problems,
    replayed = undefined,
  }: CheckedScenario & { readonly replayed?: ReplayedFiles } = request.text === "" && request.files.size > 0
    ? await fromFiles(request, registry)
    : await checkRequest(request, registry);
  if (input === undefined) return { problems };
  const changed = inputWith(input, request.changes, registry);
  if ("problems" in changed) return { problems: changed.problems.map((message) => ofTheChanges(message, request.fileName)) };
  const explain = [...changed.input.explain, ...request.explain];
  const scheduler = policy?.addTo(changed.input.scheduler) ?? changed.input.scheduler;
  return { input: { ...changed.input, explain, scheduler }, registry, warnings: problems, replayed };
}

/** What is wrong with the scenario of a request; its input where nothing is. Never rejects for what a person wrote. */
export async function checkRequest(request: OpenRequest, registry: Registry = newRegistry()): Promise<CheckedScenario> {
  const traces = new TraceBlobs((path) => fileOf(path, request));
  const ports: ScenarioPorts = { registry, readText: async (path) => (await fileOf(path, request)).text(), loadTrace: traces.load };
  const checked = await checkScenario(request.text, request.fileName, ports, request.seed === "" ? {} : { seed: request.seed });
  return { ...checked, problems: [...checked.problems, ...traces.warnings] };
}

async function fromFiles(request: OpenRequest, registry: Registry): Promise<CheckedScenario & { readonly replayed?: ReplayedFiles }> {
  try {
    const { input, warnings, replayed } = await loadFiles(request, registry);
    return { input, problems: warnings, replayed };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problems: [{ severity: "error", file: "", line: 0, column: 0, path: "", message, found: "", accepted: "" }] };
  }
}

function newRegistry(more: readonly RegisteredPlugin[] = []): Registry {
  return kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, [...POLICY_PLUGINS, ...more]);
}

/** Kept from the beginning: a worker with a typed policy loses its `fetch`. */
const requestFile = fetch.bind(globalThis);

async function fileOf(path: string, { files, baseUrl }: OpenRequest): Promise<Blob> {
  const file = files.get(path) ?? files.get(path.slice(path.lastIndexOf("/") + 1));
  if (file !== undefined) return file;
  if (baseUrl === undefined) throw new Error("it did not come with the scenario; drop both together");
  const answer = await requestFile(new URL(path, baseUrl));
  if (!answer.ok) throw new Error(`the site does not have it (${answer.status})`);
  return answer.blob();
}

function ofTheChanges(message: string, file: string): ScenarioProblem {
  return { severity: "error", file, line: 0, column: 0, path: "", message: `what-if: ${message}`, found: "", accepted: "" };
}
