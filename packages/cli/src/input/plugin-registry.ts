/** Every plugin that a scheduler's configuration may name. */
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { RegisteredPlugin, Registry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { POLICY_PLUGINS } from "@orrery/scheduler/policies";

/** @param more beside the plugins that come with Orrery */
export function newRegistry(more: readonly RegisteredPlugin[] = []): Registry {
  return kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, [...POLICY_PLUGINS, ...more]);
}
