/** The plugins that a configuration may name: Kubernetes' own, and policies that a caller adds. */
import type { PluginFactory } from "../framework/index.ts";
import type { ConfigErrors, FieldPath } from "./config-error.ts";
import type { Fields } from "./decode.ts";
import type { ExtensionPoint } from "./extension-points.ts";

/**
 * Turns the `args` of a `pluginConfig` ({} without one) into the arguments of the factory: defaults filled in, errors reported.
 * @param path of the args in the document
 */
export type ReadArgs = (args: Fields, path: FieldPath, errors: ConfigErrors) => Fields;

export interface RegisteredPlugin {
  readonly name: string;
  /** Where `multiPoint` enables it. */
  readonly points: readonly ExtensionPoint[];
  /** Absent for what the scheduler does itself: the order of the queue and the binding. */
  readonly factory?: PluginFactory;
  /** Absent: Kubernetes' reader for Kubernetes' plugins; others take no arguments. */
  readonly readArgs?: ReadArgs;
}

export type Registry = ReadonlyMap<string, RegisteredPlugin>;

/** A registry from a list; names must differ. */
export function pluginRegistry(plugins: Iterable<RegisteredPlugin>): Registry {
  const registry = new Map<string, RegisteredPlugin>();
  for (const plugin of plugins) {
    if (registry.has(plugin.name)) throw new Error(`plugin ${plugin.name} is registered twice`);
    registry.set(plugin.name, plugin);
  }
  return registry;
}
