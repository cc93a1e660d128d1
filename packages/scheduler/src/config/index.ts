/** KubeSchedulerConfiguration: which plugins act where, in which order, with which weights and arguments. */
export { type ConfigError, ConfigErrors, FieldPath, formatConfigError } from "./config-error.ts";
export { SETTINGS_WITHOUT_EFFECT } from "./configuration-shape.ts";
export { decode, durationSeconds, type Fields, type Shape } from "./decode.ts";
export { DEFAULT_PLUGINS, GATED_PLUGINS, KUBERNETES_PLUGIN_POINTS } from "./default-plugins.ts";
export { EXTENSION_POINTS, type ExtensionPoint } from "./extension-points.ts";
export { kubernetesRegistry } from "./kubernetes-registry.ts";
export { defaultConfiguration, loadSchedulerConfiguration, type LoadResult } from "./load-configuration.ts";
export { pluginRegistry, type ReadArgs, type RegisteredPlugin, type Registry } from "./plugin-registry.ts";
export type * from "./scheduler-configuration.ts";
