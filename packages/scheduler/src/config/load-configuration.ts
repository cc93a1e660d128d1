/**
 * Reads a KubeSchedulerConfiguration v1 as kube-scheduler v1.36.2 does: strict decoding, defaulting, validation with Kubernetes' own
 * texts.
 * Source: pkg/scheduler/apis/config/{v1/defaults.go,validation/validation.go}.
 *
 * Not modelled: extenders, plugins of gates that are off by default; both are refused. Stricter than Kubernetes: `pluginConfig` for a
 * plugin that does not exist or takes no arguments is an error, because it could only be a mistake.
 */
import { ConfigErrors, FieldPath } from "./config-error.ts";
import type { ConfigError } from "./config-error.ts";
import { CONFIGURATION_SHAPE, SETTINGS_WITHOUT_EFFECT } from "./configuration-shape.ts";
import { decode, isFields } from "./decode.ts";
import type { Fields } from "./decode.ts";
import type { Registry } from "./plugin-registry.ts";
import { validateProcessSettings } from "./process-settings.ts";
import { readProfile } from "./read-profile.ts";
import type { ReadProfile } from "./read-profile.ts";
import type { SchedulerConfiguration } from "./scheduler-configuration.ts";

const API_VERSION = "kubescheduler.config.k8s.io/v1";
const KIND = "KubeSchedulerConfiguration";

export type LoadResult =
  | { readonly ok: true; readonly configuration: SchedulerConfiguration }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/**
 * @param document plain data, parsed from YAML or JSON by the caller, who can find the line of an error by its `segments`
 * @param registry every plugin that the document may name; the defaults must be among them
 */
export function loadSchedulerConfiguration(document: unknown, registry: Registry): LoadResult {
  const errors = new ConfigErrors();
  const decoded = decodeDocument(document, errors);
  const configuration = errors.list.length > 0 ? undefined : readConfiguration(decoded, registry, errors);
  return configuration === undefined || errors.list.length > 0 ? { ok: false, errors: errors.list } : { ok: true, configuration };
}

/** What kube-scheduler does without a configuration file. @throws Error when the registry lacks a default plugin */
export function defaultConfiguration(registry: Registry): SchedulerConfiguration {
  const loaded = loadSchedulerConfiguration({ apiVersion: API_VERSION, kind: KIND }, registry);
  if (!loaded.ok) throw new Error(loaded.errors.map((error) => error.message).join("; "));
  return loaded.configuration;
}

function decodeDocument(document: unknown, errors: ConfigErrors): Fields {
  const root = new FieldPath();
  if (!isFields(document)) {
    errors.add(root, "this is no object", document, `an object with apiVersion: ${API_VERSION} and kind: ${KIND}`);
    return {};
  }
  const { apiVersion, kind } = document;
  if (kind === undefined) errors.add(root, "Object 'Kind' is missing", undefined, `kind: ${KIND}`);
  else if (apiVersion === undefined) errors.add(root, "Object 'apiVersion' is missing", undefined, `apiVersion: ${API_VERSION}`);
  else if (apiVersion !== API_VERSION || kind !== KIND) {
    errors.add(
      root,
      `no kind "${String(kind)}" is registered for version "${String(apiVersion)}"`,
      { apiVersion, kind },
      `${KIND} of ${API_VERSION}`,
    );
  }
  if (errors.list.length > 0) return {};
  return decode(document, CONFIGURATION_SHAPE, root, errors) as Fields;
}

function readConfiguration(document: Fields, registry: Registry, errors: ConfigErrors): SchedulerConfiguration {
  const root = new FieldPath();
  const notes = SETTINGS_WITHOUT_EFFECT.filter((name) => document[name] !== undefined).map(
    (name) => `${name}: accepted, without effect in a simulation.`,
  );
  validateProcessSettings(document, root, errors);
  const percentage = (document["percentageOfNodesToScore"] ?? 0) as number;
  const profiles = readProfiles(document["profiles"], percentage, registry, root.child("profiles"), errors, notes);
  checkPercentage(percentage, root, errors);

  const podInitialBackoffSeconds = (document["podInitialBackoffSeconds"] ?? 1) as number;
  const podMaxBackoffSeconds = (document["podMaxBackoffSeconds"] ?? 10) as number;
  if (podInitialBackoffSeconds <= 0) {
    errors.invalid(root.child("podInitialBackoffSeconds"), podInitialBackoffSeconds, "must be greater than 0", "an integer of at least 1");
  }
  if (podMaxBackoffSeconds < podInitialBackoffSeconds) {
    const detail = "must be greater than or equal to PodInitialBackoffSeconds";
    errors.invalid(root.child("podMaxBackoffSeconds"), podMaxBackoffSeconds, detail, `an integer of at least ${podInitialBackoffSeconds}`);
  }
  const extenders = (document["extenders"] ?? []) as unknown[];
  if (extenders.length > 0)
    errors.forbidden(root.child("extenders"), extenders, "extenders are not modelled: a simulation cannot call out to them");
  const parallelism = (document["parallelism"] ?? 16) as number;
  return { profiles: profiles.map((profile) => profile.configuration), podInitialBackoffSeconds, podMaxBackoffSeconds, parallelism, notes };
}

function readProfiles(
  value: unknown,
  percentage: number,
  registry: Registry,
  path: FieldPath,
  errors: ConfigErrors,
  notes: string[],
): ReadProfile[] {
  const given = (value ?? []) as Fields[];
  const profiles = given.length === 0 ? [{}] : given;
  const seen = new Map<string, number>();
  const read: ReadProfile[] = [];
  for (const [index, profile] of profiles.entries()) {
    const at = path.child(index);
    // A single profile need not be named.
    const name = (profile["schedulerName"] ?? (profiles.length === 1 ? "default-scheduler" : "")) as string;
    if (name === "") errors.required(at.child("schedulerName"), "", "a name that pods give in spec.schedulerName");
    checkPercentage(profile["percentageOfNodesToScore"], at, errors);
    read.push(readProfile(profile, name, (profile["percentageOfNodesToScore"] ?? percentage) as number, registry, at, errors, notes));
    const before = seen.get(name);
    if (before !== undefined) {
      errors.add(
        at.child("schedulerName"),
        `Duplicate value: "${path.child(before, "schedulerName").toString()}"`,
        name,
        "a name of its own for each profile",
      );
    }
    seen.set(name, index);
  }
  checkCommonQueueSort(read, path, errors);
  return read;
}

function checkPercentage(value: unknown, parent: FieldPath, errors: ConfigErrors): void {
  if (typeof value !== "number" || (value >= 0 && value <= 100)) return;
  errors.invalid(parent.child("percentageOfNodesToScore"), value, "not in valid range [0-100]", "an integer from 0 to 100; 0 is adaptive");
}

/** All profiles share one queue. */
function checkCommonQueueSort(profiles: readonly ReadProfile[], path: FieldPath, errors: ConfigErrors): void {
  const text = (profile: ReadProfile): string => JSON.stringify(profile.queueSort);
  for (const [index, profile] of profiles.entries()) {
    if (text(profile) === text(profiles[0]!)) continue;
    errors.invalid(
      path.child(index, "plugins", "queueSort"),
      profile.queueSort,
      "must be the same for all profiles",
      "the set of the first profile",
    );
  }
}
