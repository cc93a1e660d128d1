/** The scenarios that come with Orrery, for the tests over all of them. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";

export const SCENARIOS = new URL("../../../../scenarios/", import.meta.url).pathname;

/** Their names: manifests that they read lie beside them. */
export const bundledNames: readonly string[] = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith(".yaml") && /^kind: Scenario$/m.test(readFileSync(SCENARIOS + file, "utf8")))
  .map((file) => file.slice(0, -".yaml".length));

export const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, POLICY_PLUGINS);
export const ports = { readText: (path: string) => readFile(path, "utf8"), registry };

export function bundledFile(name: string): string {
  return `${SCENARIOS}${name}.yaml`;
}

export function bundledText(name: string): string {
  return readFileSync(bundledFile(name), "utf8");
}
