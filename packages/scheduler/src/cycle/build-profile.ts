/** From a configured profile to plugins that run: each plugin is made once and works at every point where it is enabled. */
import type { ExtensionPoint, ProfileConfiguration, Registry } from "../config/index.ts";
import type { Handle, Plugin } from "../framework/index.ts";
import type { Profile } from "./profile.ts";

/**
 * @param registry the one the configuration was loaded with
 * @throws Error when a plugin of the profile has no factory
 */
export function buildProfile(configuration: ProfileConfiguration, registry: Registry, handle: Handle): Profile {
  const made = new Map<string, Plugin>();
  for (const [name, args] of configuration.plugins) {
    const factory = registry.get(name)?.factory;
    if (factory === undefined)
      throw new Error(`plugin ${name} of profile ${configuration.schedulerName} cannot be made: it is not in the registry`);
    made.set(name, factory(args, handle));
  }
  const at = (point: ExtensionPoint, method: keyof Plugin) =>
    configuration.points[point].map(({ name }) => made.get(name)!).filter((plugin) => plugin[method] !== undefined);
  return {
    schedulerName: configuration.schedulerName,
    percentageOfNodesToScore: configuration.percentageOfNodesToScore,
    preEnqueue: at("preEnqueue", "preEnqueue"),
    preFilter: at("preFilter", "preFilter"),
    filter: at("filter", "filter"),
    postFilter: at("postFilter", "postFilter"),
    preScore: at("preScore", "preScore"),
    score: configuration.points.score
      .map(({ name, weight }) => ({ plugin: made.get(name)!, weight }))
      .filter(({ plugin }) => plugin.score !== undefined),
    reserve: at("reserve", "reserve"),
    permit: at("permit", "permit"),
    preBind: at("preBind", "preBind"),
    all: [...made.values()],
  };
}
