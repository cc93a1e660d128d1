/** Kubernetes' default plugins as a registry. */
import type { PluginFactory } from "../framework/index.ts";
import { KUBERNETES_PLUGIN_POINTS } from "./default-plugins.ts";
import { pluginRegistry } from "./plugin-registry.ts";
import type { RegisteredPlugin, Registry } from "./plugin-registry.ts";

/**
 * @param factories of Kubernetes' plugins by name; the scheduler itself does what PrioritySort and DefaultBinder do
 * @param others policies that are not Kubernetes' own; they become known by name, and act where a profile enables them
 */
export function kubernetesRegistry(
  factories: ReadonlyMap<string, PluginFactory> = new Map(),
  others: Iterable<RegisteredPlugin> = [],
): Registry {
  const own = [...KUBERNETES_PLUGIN_POINTS].map(([name, points]): RegisteredPlugin => {
    const factory = factories.get(name);
    return factory === undefined ? { name, points } : { name, points, factory };
  });
  return pluginRegistry([...own, ...others]);
}
