/** From a request to an input that can be run; whatever is wrong comes back as data with its place. */
import { checkScenario } from "@orrery/runner/scenario";
import type { CheckedScenario, ScenarioPorts, ScenarioProblem } from "@orrery/runner/scenario";
import { inputWith } from "@orrery/runner/session";
import type { SimulationInput } from "@orrery/runner/simulation";
import { formatConfigError, kubernetesRegistry, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { RegisteredPlugin, Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";
import { loadFiles } from "./load-files.ts";
import type { OpenRequest } from "./open-request.ts";
import { OWN_POLICY, ownPolicy, PolicyError } from "./own-policy.ts";
import type { PolicyFunctions } from "./own-policy.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedRun {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly warnings: readonly ScenarioProblem[];
}

/** @param typed the functions of a typed policy; undefined: there is none */
export async function loadRun(
  request: OpenRequest,
  typed?: PolicyFunctions,
): Promise<LoadedRun | { readonly problems: readonly ScenarioProblem[] }> {
  const registry = newRegistry(typed === undefined ? [] : [ownPolicy(typed)]);
  const { input, problems } =
    request.text === "" && request.files.size > 0 ? await fromFiles(request, registry) : await checkRequest(request, registry);
  if (input === undefined) return { problems };
  const changed = inputWith(input, request.changes, registry);
  if ("problems" in changed) return { problems: changed.problems.map((message) => ofTheChanges(message, request.fileName)) };
  const explain = [...changed.input.explain, ...request.explain];
  const scheduler = typed === undefined ? changed.input.scheduler : withOwnPolicy(typed, registry);
  return { input: { ...changed.input, explain, scheduler }, registry, warnings: problems };
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
export async function checkRequest(request: OpenRequest, registry: Registry = newRegistry()): Promise<CheckedScenario> {
  const traces = new TraceBlobs((path) => fileOf(path, request));
  const ports: ScenarioPorts = { registry, readText: async (path) => (await fileOf(path, request)).text(), loadTrace: traces.load };
  const checked = await checkScenario(request.text, request.fileName, ports, request.seed === "" ? {} : { seed: request.seed });
  return { ...checked, problems: [...checked.problems, ...traces.warnings] };
}

async function fromFiles(request: OpenRequest, registry: Registry): Promise<CheckedScenario> {
  try {
    const { input, warnings } = await loadFiles(request, registry);
    return { input, problems: warnings };
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
