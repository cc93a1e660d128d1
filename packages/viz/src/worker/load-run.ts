/** From a request to an input that can be run; whatever is wrong comes back as data with its place. */
import { checkScenario } from "@orrery/runner/scenario";
import type { ScenarioPorts, ScenarioProblem } from "@orrery/runner/scenario";
import { inputWith } from "@orrery/runner/session";
import type { SimulationInput } from "@orrery/runner/simulation";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { Registry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";
import type { OpenRequest } from "./open-request.ts";

export interface LoadedRun {
  readonly input: SimulationInput;
  readonly registry: Registry;
  readonly warnings: readonly ScenarioProblem[];
}

export async function loadRun(request: OpenRequest): Promise<LoadedRun | { readonly problems: readonly ScenarioProblem[] }> {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, POLICY_PLUGINS);
  const ports: ScenarioPorts = { registry, readText: (path) => readText(path, request) };
  const options = request.seed === "" ? {} : { seed: request.seed };
  const { input, problems } = await checkScenario(request.text, request.fileName, ports, options);
  if (input === undefined) return { problems };
  const changed = inputWith(input, request.changes, registry);
  if ("problems" in changed) return { problems: changed.problems.map((message) => ofTheChanges(message, request.fileName)) };
  const explain = [...changed.input.explain, ...request.explain];
  return { input: { ...changed.input, explain }, registry, warnings: problems };
}

async function readText(path: string, { files, baseUrl }: OpenRequest): Promise<string> {
  const file = files.get(path) ?? files.get(path.slice(path.lastIndexOf("/") + 1));
  if (file !== undefined) return file.text();
  if (baseUrl === undefined) throw new Error("it did not come with the scenario; drop both together");
  const answer = await fetch(new URL(path, baseUrl));
  if (!answer.ok) throw new Error(`the site does not have it (${answer.status})`);
  return answer.text();
}

function ofTheChanges(message: string, file: string): ScenarioProblem {
  return { severity: "error", file, line: 0, column: 0, path: "", message: `what-if: ${message}`, found: "", accepted: "" };
}
