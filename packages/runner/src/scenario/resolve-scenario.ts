/** Reads what a scenario names in other files: manifests, the scheduler's configuration, series of behaviours. */
import { defaultConfiguration, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { ConfigError, Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { readBehaviorSeries } from "./behavior-series.ts";
import type { SeriesByPath } from "./behavior-series.ts";
import { checkShape, isFields } from "./check-shape.ts";
import { MANIFEST } from "./manifest-shape.ts";
import { POD } from "./pod-shape.ts";
import type { Shape } from "./shape.ts";
import { nearestName } from "./nearest-name.ts";
import { unheededSentences } from "./parse-scenario.ts";
import type { ParsedScenario } from "./parse-scenario.ts";
import type { Path, ScenarioProblem } from "./problem.ts";
import type { Manifest } from "./timeline-entry.ts";
import type { TraceLoader } from "./trace-loader.ts";
import { withoutNulls } from "./without-nulls.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlDocument } from "./yaml-source.ts";

/** What the host does for a scenario. */
export interface ScenarioPorts {
  /** The text of a file (UTF-8; bytes that are none as U+FFFD). Rejects with a message that a user understands. */
  readonly readText: (path: string) => Promise<string>;
  /** Every plugin that a scheduler's configuration may name. */
  readonly registry: Registry;
  /** Left out: scenarios with traces are refused. */
  readonly loadTrace?: TraceLoader;
}

/** A Kubernetes object and where it is written. */
export interface LocatedManifest {
  readonly manifest: Manifest;
  readonly document: YamlDocument;
  readonly path: Path;
}

export interface ResolvedScenario {
  readonly parsed: ParsedScenario;
  readonly manifests: readonly LocatedManifest[];
  /** By number of the pool. */
  readonly staticPods: readonly (readonly LocatedManifest[])[];
  readonly scheduler: SchedulerConfiguration;
  readonly series: SeriesByPath;
  readonly notModelled: readonly string[];
  /** Errors only. */
  readonly problems: readonly ScenarioProblem[];
}

export async function resolveScenario(parsed: ParsedScenario, ports: ScenarioPorts): Promise<ResolvedScenario> {
  const problems: ScenarioProblem[] = [];
  const notModelled: string[] = [...parsed.notModelled];
  const read: ManifestReading = { parsed, ports, shape: MANIFEST, problems, notes: notModelled };
  const manifests = await readManifests(parsed.scenario.spec.manifests ?? [], ["spec", "manifests"], read);
  const staticPods: LocatedManifest[][] = [];
  for (const [index, { staticPods: items = [] }] of (parsed.scenario.spec.nodePools ?? []).entries())
    staticPods.push(await readManifests(items, ["spec", "nodePools", index, "staticPods"], { ...read, shape: STATIC_POD_IN_FILE }));
  const scheduler = await readScheduler(parsed, ports, problems);
  const textOf = (file: string, path: Path) => textAt(file, path, parsed, ports, problems);
  const beside = (file: string): string => besideFile(parsed.document.file, file);
  const series = await readBehaviorSeries(parsed.scenario.spec.behaviors ?? [], textOf, beside, problems);
  return { parsed, manifests, staticPods, scheduler, series, notModelled: [...notModelled, ...scheduler.notes], problems };
}

/** A path that stands in `file`, relative to where `file` itself is relative to. */
export function besideFile(file: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:[/\\]|[a-z]+:\/\/)/.test(path)) return path;
  const folder = /^(.*[/\\])[^/\\]*$/.exec(file)?.[1] ?? "";
  return folder + path.replace(/^\.\//, "");
}

interface ManifestReading {
  readonly parsed: ParsedScenario;
  readonly ports: ScenarioPorts;
  /** Of an object in a file; those in the scenario have been checked with it. */
  readonly shape: Shape;
  readonly problems: ScenarioProblem[];
  readonly notes: string[];
}

/** A static pod in a file of its own. */
const STATIC_POD_IN_FILE: Shape = { kind: "cases", field: "kind", of: { Pod: POD } };

async function readManifests(
  items: readonly (Manifest | { readonly file: string })[],
  base: Path,
  reading: ManifestReading,
): Promise<LocatedManifest[]> {
  const { parsed, ports, problems } = reading;
  const { document } = parsed;
  const found: LocatedManifest[] = [];
  for (const [index, item] of items.entries()) {
    const path = [...base, index];
    if ("kind" in item) {
      found.push({ manifest: item as Manifest, document, path });
      continue;
    }
    const text = await textAt(item.file as string, [...path, "file"], parsed, ports, problems);
    if (text !== undefined) found.push(...manifestsOf(text, besideFile(document.file, item.file as string), reading));
  }
  return found;
}

/** All objects of a file of several documents and lists, each checked. */
function manifestsOf(text: string, file: string, { shape, problems, notes }: ManifestReading): LocatedManifest[] {
  const read = readYaml(text, file);
  if ("errors" in read) {
    problems.push(...read.errors);
    return [];
  }
  const found: LocatedManifest[] = [];
  for (const document of read.documents) {
    for (const { value, path } of listItems(document.value, [])) {
      const { differences, unheeded } = checkShape(value, shape, path);
      problems.push(...differences.map((d) => document.problem("error", d.path, d.message, d.found, d.accepted, d.atKey)));
      notes.push(...unheededSentences(unheeded));
      if (differences.length === 0) found.push({ manifest: withoutNulls(value, shape) as Manifest, document, path });
    }
  }
  return found;
}

/** The items of `kind: List` and of lists by kind such as NodeList; any other object is itself. */
function listItems(value: unknown, path: Path): { readonly value: unknown; readonly path: Path }[] {
  if (!isFields(value) || typeof value["kind"] !== "string" || !value["kind"].endsWith("List") || !Array.isArray(value["items"]))
    return [{ value, path }];
  return value["items"].flatMap((item: unknown, index) => listItems(item, [...path, "items", index]));
}

async function readScheduler(parsed: ParsedScenario, ports: ScenarioPorts, problems: ScenarioProblem[]): Promise<SchedulerConfiguration> {
  const { scheduler = {} } = parsed.scenario.spec;
  const standard = defaultConfiguration(ports.registry);
  let document = parsed.document;
  let base: Path = ["spec", "scheduler", "configuration"];
  let configuration = scheduler.configuration;
  if (scheduler.file !== undefined) {
    const text = await textAt(scheduler.file, ["spec", "scheduler", "file"], parsed, ports, problems);
    const read = text === undefined ? undefined : readYaml(text, besideFile(document.file, scheduler.file));
    if (read !== undefined && "errors" in read) problems.push(...read.errors);
    if (read === undefined || "errors" in read) return standard;
    document = read.documents[0]!;
    configuration = document.value;
    base = [];
  }
  if (configuration === undefined || configuration === null) return standard;
  const loaded = loadSchedulerConfiguration(configuration, ports.registry);
  if (loaded.ok) return loaded.configuration;
  problems.push(...loaded.errors.map((error) => configurationProblem(error, document, base)));
  return standard;
}

function configurationProblem({ segments, message, found, accepted }: ConfigError, document: YamlDocument, base: Path): ScenarioProblem {
  const path = [...base, ...segments];
  if (!message.startsWith("unknown field")) {
    const value = found === undefined || typeof found === "object" ? "" : JSON.stringify(found);
    return document.problem("error", path, message, value, accepted);
  }
  const name = String(segments.at(-1));
  const near = nearestName(name, accepted.split(", "));
  return document.problem(
    "error",
    path,
    `unknown field "${name}"`,
    "",
    near === undefined ? accepted : `${near} (did you mean this?)`,
    true,
  );
}

async function textAt(
  file: string,
  path: Path,
  parsed: ParsedScenario,
  ports: ScenarioPorts,
  problems: ScenarioProblem[],
): Promise<string | undefined> {
  const place = besideFile(parsed.document.file, file);
  try {
    return await ports.readText(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(
      parsed.document.problem(
        "error",
        path,
        `cannot read ${place}: ${reason}`,
        "",
        "a readable file; its path is relative to the scenario",
      ),
    );
    return undefined;
  }
}
