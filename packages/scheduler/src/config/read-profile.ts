/**
 * One profile of a configuration. Source: pkg/scheduler/apis/config/v1/defaults.go, pkg/scheduler/framework/runtime/framework.go
 * (NewFramework).
 */
import type { ConfigErrors, FieldPath } from "./config-error.ts";
import { isFields } from "./decode.ts";
import type { Fields } from "./decode.ts";
import { DEFAULT_PLUGINS, GATED_PLUGINS, REMOVED_PLUGINS } from "./default-plugins.ts";
import { EXTENSION_POINTS, interfaceName, POD_GROUP_POINTS } from "./extension-points.ts";
import type { ExtensionPoint } from "./extension-points.ts";
import { KUBERNETES_ARGS, readNoArgs } from "./args/kubernetes-args.ts";
import type { Registry } from "./plugin-registry.ts";
import { EMPTY_SET, expandPoint, mergePluginSet, scoreWeights, weightsOverflow } from "./plugin-sets.ts";
import type { PluginRef, PluginSet, PluginSets } from "./plugin-sets.ts";
import type { PluginUse, ProfileConfiguration } from "./scheduler-configuration.ts";

/** What is left of a profile for the checks across profiles. */
export interface ReadProfile {
  readonly configuration: ProfileConfiguration;
  readonly queueSort: PluginSet;
}

type Points = Record<ExtensionPoint, readonly PluginUse[]>;

const SET_NAMES = [...EXTENSION_POINTS, "multiPoint"] as const;

/** @param profile decoded fields of the profile */
export function readProfile(
  profile: Fields,
  schedulerName: string,
  percentageOfNodesToScore: number,
  registry: Registry,
  path: FieldPath,
  errors: ConfigErrors,
  notes: string[],
): ReadProfile {
  const custom = isFields(profile["plugins"]) ? profile["plugins"] : {};
  for (const name of SET_NAMES) checkNames(name, pluginSet(custom[name]), registry, path.child("plugins", name), errors, notes);
  for (const point of POD_GROUP_POINTS) {
    if (pluginSet(custom[point]).enabled.length === 0) continue;
    errors.forbidden(path.child("plugins", point), custom[point], "scheduling of pod groups is not modelled");
  }
  const sets = mergedSets(custom);
  const args = readPluginConfig(profile["pluginConfig"], registry, path.child("pluginConfig"), errors);
  const plugins = pluginsWithArgs(sets, registry, args, path, errors);
  const points = expandPoints(sets, registry, plugins, path.child("plugins"), errors);
  checkCardinality(points, schedulerName, path.child("plugins"), errors);
  return {
    configuration: { schedulerName, percentageOfNodesToScore, points, plugins },
    queueSort: sets.get("queueSort") ?? EMPTY_SET,
  };
}

/** A place that names a plugin which is not there, or does not do what the place is for. */
function checkNames(
  setName: (typeof SET_NAMES)[number],
  set: PluginSet,
  registry: Registry,
  path: FieldPath,
  errors: ConfigErrors,
  notes: string[],
): void {
  for (const [index, { name }] of set.enabled.entries()) {
    const at = path.child("enabled", index, "name");
    const plugin = registry.get(name);
    if (plugin === undefined) {
      reportUnknown(name, `${setName === "multiPoint" ? "plugin" : interfaceName(setName)} "${name}" does not exist`, at, registry, errors);
    } else if (setName !== "multiPoint" && !plugin.points.includes(setName)) {
      errors.add(at, `plugin "${name}" does not extend ${interfaceName(setName)} plugin`, name, namesAt(setName, registry));
    }
  }
  for (const [index, { name }] of set.disabled.entries()) {
    if (name !== "*" && !registry.has(name))
      notes.push(`${path.child("disabled", index).toString()}: there is no plugin "${name}" to disable.`);
  }
}

function reportUnknown(name: string, message: string, at: FieldPath, registry: Registry, errors: ConfigErrors): void {
  if (REMOVED_PLUGINS.includes(name)) {
    const version = '"kubescheduler.config.k8s.io/v1"';
    errors.invalid(at, name, `was invalid in version ${version} (KubeSchedulerConfiguration is version ${version})`, known(registry));
  } else if (GATED_PLUGINS.includes(name)) {
    errors.forbidden(at, name, `${name} is not modelled`);
  } else {
    errors.add(at, message, name, known(registry));
  }
}

function mergedSets(custom: Fields): PluginSets {
  const sets = new Map<ExtensionPoint | "multiPoint", PluginSet>();
  for (const name of SET_NAMES) {
    const defaults = name === "multiPoint" ? { enabled: DEFAULT_PLUGINS, disabled: [] } : EMPTY_SET;
    sets.set(name, mergePluginSet(defaults, pluginSet(custom[name])));
  }
  return sets;
}

/** The arguments that the document gives, read, by plugin. */
function readPluginConfig(configs: unknown, registry: Registry, path: FieldPath, errors: ConfigErrors): ReadonlyMap<string, Fields> {
  const read = new Map<string, Fields>();
  for (const [index, config] of ((configs ?? []) as { name?: string; args?: unknown }[]).entries()) {
    const at = path.child(index);
    const name = config.name ?? "";
    if (read.has(name)) errors.duplicate(at, name, "one entry for each plugin");
    if (!registry.has(name)) reportUnknown(name, `there is no plugin "${name}" to configure`, at.child("name"), registry, errors);
    const args = config.args ?? {};
    if (isFields(args)) read.set(name, registry.has(name) ? readerOf(name, registry)(args, at.child("args"), errors) : {});
    else errors.add(at.child("args"), "cannot take this as arguments", args, "an object");
  }
  return read;
}

function pluginsWithArgs(
  sets: PluginSets,
  registry: Registry,
  given: ReadonlyMap<string, Fields>,
  path: FieldPath,
  errors: ConfigErrors,
): ReadonlyMap<string, Fields> {
  const plugins = new Map<string, Fields>();
  const multiPoint = sets.get("multiPoint") ?? EMPTY_SET;
  const byPoint = EXTENSION_POINTS.flatMap((point) => (sets.get(point) ?? EMPTY_SET).enabled);
  for (const { name } of [...multiPoint.enabled, ...byPoint]) {
    if (plugins.has(name)) continue;
    if (registry.has(name)) plugins.set(name, given.get(name) ?? readerOf(name, registry)({}, path.child("pluginConfig"), errors));
    else if (isDefault(name))
      errors.add(path.child("plugins", "multiPoint"), `default plugin "${name}" is not in the registry`, name, known(registry));
  }
  return plugins;
}

function expandPoints(
  sets: PluginSets,
  registry: Registry,
  plugins: ReadonlyMap<string, Fields>,
  path: FieldPath,
  errors: ConfigErrors,
): Points {
  const acts = (name: string, point: ExtensionPoint): boolean => registry.get(name)?.points.includes(point) ?? false;
  const weights = scoreWeights(sets, (name) => acts(name, "score"));
  if (weightsOverflow(weights.values())) {
    errors.add(
      path.child("score"),
      "score plugins: total score of Score plugins could overflow",
      Object.fromEntries(weights),
      "weights of at least 1",
    );
  }
  const expand = (point: ExtensionPoint): readonly PluginUse[] => {
    const { names, twice } = expandPoint(point, sets, (name) => acts(name, point));
    if (twice !== undefined)
      errors.add(path.child(point), `plugin "${twice}" already registered as "${interfaceName(point)}"`, twice, "each plugin once");
    return names.map((name) => ({ name, weight: point === "score" ? (weights.get(name) ?? 1) : 0, args: plugins.get(name) ?? {} }));
  };
  return Object.fromEntries(EXTENSION_POINTS.map((point) => [point, expand(point)])) as Points;
}

function checkCardinality(points: Points, schedulerName: string, path: FieldPath, errors: ConfigErrors): void {
  const sorters = points.queueSort.length;
  if (sorters !== 1) {
    const message = `only one queue sort plugin required for profile with scheduler name "${schedulerName}", but got ${sorters}`;
    errors.add(path.child("queueSort"), message, sorters, "exactly one plugin, such as PrioritySort");
  }
  if (points.bind.length === 0) {
    const message = `at least one bind plugin is needed for profile with scheduler name "${schedulerName}"`;
    errors.add(path.child("bind"), message, 0, "DefaultBinder");
  }
}

function readerOf(name: string, registry: Registry): NonNullable<ReturnType<typeof KUBERNETES_ARGS.get>> {
  return registry.get(name)?.readArgs ?? KUBERNETES_ARGS.get(name) ?? readNoArgs;
}

function pluginSet(value: unknown): PluginSet {
  if (!isFields(value)) return EMPTY_SET;
  const list = (items: unknown): PluginRef[] =>
    ((items ?? []) as Partial<PluginRef>[]).map(({ name = "", weight }) => (weight === undefined ? { name } : { name, weight }));
  return { enabled: list(value["enabled"]), disabled: list(value["disabled"]) };
}

function isDefault(name: string): boolean {
  return DEFAULT_PLUGINS.some((plugin) => plugin.name === name);
}

function known(registry: Registry): string {
  return [...registry.keys()].join(", ");
}

function namesAt(point: ExtensionPoint, registry: Registry): string {
  return [...registry.values()]
    .filter((plugin) => plugin.points.includes(point))
    .map((plugin) => plugin.name)
    .join(", ");
}
