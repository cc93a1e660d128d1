/**
 * A profile's plugin sets: the defaults merged with the file's, then spread over the extension points.
 * Source: pkg/scheduler/apis/config/v1/default_plugins.go (mergePluginSet), pkg/scheduler/framework/runtime/framework.go
 * (expandMultiPointPlugins).
 */
import type { ExtensionPoint } from "./extension-points.ts";

export interface PluginRef {
  readonly name: string;
  /** 0 and absent both mean the default, 1. */
  readonly weight?: number;
}

export interface PluginSet {
  readonly enabled: readonly PluginRef[];
  readonly disabled: readonly PluginRef[];
}

/** By extension point, and `multiPoint`. */
export type PluginSets = ReadonlyMap<ExtensionPoint | "multiPoint", PluginSet>;

export const EMPTY_SET: PluginSet = { enabled: [], disabled: [] };

/**
 * Disabled defaults go ("*": all of them), enabled ones that are defaults replace them in place, the others follow. Enabling wins over
 * disabling.
 */
export function mergePluginSet(defaults: PluginSet, custom: PluginSet): PluginSet {
  const disabled = [...custom.disabled, ...defaults.disabled].map(({ name }) => ({ name }));
  const off = new Set(disabled.map((plugin) => plugin.name));
  // Of several entries with one name the last replaces the default; the others are appended, and found to be double later.
  const customAt = new Map(custom.enabled.map((plugin, index) => [plugin.name, index]));
  const replaced = new Set<number>();
  const enabled: PluginRef[] = [];
  for (const plugin of off.has("*") ? [] : defaults.enabled) {
    if (off.has(plugin.name)) continue;
    const index = customAt.get(plugin.name);
    if (index !== undefined) replaced.add(index);
    enabled.push(index === undefined ? plugin : custom.enabled[index]!);
  }
  for (const [index, plugin] of custom.enabled.entries()) if (!replaced.has(index)) enabled.push(plugin);
  return { enabled, disabled };
}

/** The plugins of one point in the order in which they act, and a name that is there twice, if any. */
export function expandPoint(
  point: ExtensionPoint,
  sets: PluginSets,
  implementsPoint: (plugin: string) => boolean,
): { readonly names: readonly string[]; readonly twice?: string } {
  const own = sets.get(point) ?? EMPTY_SET;
  const ownNames = own.enabled.map((plugin) => plugin.name);
  const twice = firstRepeated(ownNames);
  if (twice !== undefined) return { names: [], twice };
  const off = new Set(own.disabled.map((plugin) => plugin.name));
  if (off.has("*")) return { names: ownNames };

  const wanted = new Set(ownNames);
  const overridden = new Set<string>();
  const spread: string[] = [];
  for (const { name } of (sets.get("multiPoint") ?? EMPTY_SET).enabled) {
    if (!implementsPoint(name) || off.has(name)) continue;
    if (wanted.has(name)) overridden.add(name);
    else spread.push(name);
  }
  const again = firstRepeated(spread);
  if (again !== undefined) return { names: [], twice: again };
  // Those that the point configures anew come first, then what multiPoint brings, then what only the point names.
  const names = [...ownNames.filter((name) => overridden.has(name)), ...spread, ...ownNames.filter((name) => !overridden.has(name))];
  return { names };
}

/**
 * Weights of plugins that can score: what the score point says, else what multiPoint says; 0 and absent become 1. In the order of
 * checking.
 */
export function scoreWeights(sets: PluginSets, canScore: (plugin: string) => boolean): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { name, weight } of [...(sets.get("score") ?? EMPTY_SET).enabled, ...(sets.get("multiPoint") ?? EMPTY_SET).enabled]) {
    if (canScore(name) && !weights.has(name)) weights.set(name, weight || 1);
  }
  return weights;
}

/**
 * Whether Kubernetes' check against overflow refuses the weights. They are too small to overflow 64 bits, but the check itself does once
 * the sum has become negative: then no further plugin may follow. Source: framework.go (getValidScoreWeights).
 */
export function weightsOverflow(weights: Iterable<number>): boolean {
  let sum = 0;
  for (const weight of weights) {
    if (sum < 0) return true;
    sum += weight;
  }
  return false;
}

function firstRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
