/** Tables in Orrery's own schema to nodes and pods. */
import type { Taint } from "@orrery/sim-core/model";
import type { CsvTable, Dictionary } from "../csv/index.ts";
import { TraceError } from "../report/index.ts";
import { LABEL_PREFIX, RESOURCE_PREFIX, SHAPE_COLUMNS } from "./orrery-columns.ts";
import { nodeNames } from "./node-names.ts";
import { quantityIn } from "./quantity-text.ts";
import { shapesOf } from "./shape-table.ts";
import { EMPTY_SHAPE } from "./trace.ts";
import type { PodShape, TraceNodes, TracePods } from "./trace.ts";

const DEFAULT_MAX_PODS = 110;

/** Throws TraceError when some GPU nodes share GPUs and others do not: one trace has one convention. */
export function nodesOf(table: CsvTable): TraceNodes {
  const rows = table.rows;
  const cells = (name: string): ((row: number) => string) => {
    const column = table.dictionaries.get(name);
    return column === undefined ? () => "" : (row) => column.values[column.codes[row]!]!;
  };
  const amounts = (name: string, unit: "units" | "milli"): Float64Array =>
    perValue(table.dictionaries.get(name), rows, (cell) => quantityIn(cell, unit) ?? 0);
  const gpuCount = Int32Array.from(perValue(table.dictionaries.get("gpu"), rows, Number));
  const keys = (prefix: string): string[] => table.header.filter((name) => name.startsWith(prefix) && name.length > prefix.length);
  const perNode = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const taints = cells("taints");
  const cordoned = cells("unschedulable");
  const model = cells("gpu_model");
  return {
    count: rows,
    name: nodeNames(table, "name"),
    milliCpu: amounts("cpu", "milli"),
    memoryBytes: amounts("memory", "units"),
    ephemeralBytes: amounts("ephemeral_storage", "units"),
    maxPods: Int32Array.from(perValue(table.dictionaries.get("pods"), rows, (cell) => (cell === "" ? DEFAULT_MAX_PODS : Number(cell)))),
    gpuCount,
    gpuModel: perNode(model),
    gpuSharing: sharing(cells("gpu_sharing"), gpuCount, table),
    labels: perNode((row) => filled(keys(LABEL_PREFIX).map((name) => [name.slice(LABEL_PREFIX.length), cells(name)(row)]))),
    taints: perNode((row) => parseTaints(taints(row))),
    unschedulable: perNode((row) => cordoned(row) === "true"),
    extended: perNode((row) => counts(keys(RESOURCE_PREFIX).map((name) => [name.slice(RESOURCE_PREFIX.length), cells(name)(row)]))),
    report: table.report,
  };
}

/**
 * Without `arrival_s` all pods arrive at 0; a blank one is from before the trace. Blank ends and durations follow from each other where
 * they
 * can: the end from arrival plus duration, the duration from the end less `scheduled_s` (less the arrival in files without that column).
 */
export function podsOf(table: CsvTable): TracePods {
  const rows = table.rows;
  const times = (name: string): Float64Array | undefined => table.numbers.get(name);
  const arrivalUs = times("arrival_s") ?? new Float64Array(rows);
  const scheduledUs = times("scheduled_s");
  const startUs = scheduledUs ?? arrivalUs;
  const endGiven = times("end_s");
  const durationGiven = times("duration_s");
  const unknown = Number.NaN;
  const endUs = arrivalUs.map((at, i) => pick(endGiven?.[i], at + (durationGiven?.[i] ?? unknown)));
  const durationUs = arrivalUs.map((_, i) => pick(durationGiven?.[i], (endGiven?.[i] ?? unknown) - startUs[i]!));
  const names = table.header.filter((name) => name.startsWith(LABEL_PREFIX) || name.startsWith(RESOURCE_PREFIX));
  const none: Dictionary = { codes: new Int32Array(rows), values: [""] };
  const columns = [...SHAPE_COLUMNS, ...names].map((name) => table.dictionaries.get(name) ?? none);
  const { shape, shapes } = shapesOf(rows, columns, (texts) => podShape(texts, names));
  const censored = table.dictionaries.get("end_censored");
  const batch = table.dictionaries.get("batch");
  return {
    count: rows,
    name: table.texts.get("name")!.strings(),
    shape,
    shapes,
    arrivalUs,
    ...(scheduledUs === undefined ? {} : { scheduledUs }),
    endUs,
    durationUs,
    ...(censored === undefined ? {} : { endCensored: Uint8Array.from(perValue(censored, rows, (cell) => (cell === "true" ? 1 : 0))) }),
    ...(batch === undefined ? {} : { batch: Int32Array.from(perValue(batch, rows, Number)) }),
    report: table.report,
  };
}

function podShape(texts: readonly string[], names: readonly string[]): PodShape {
  const cell = new Map(SHAPE_COLUMNS.map((name, i) => [name as string, texts[i]!]));
  const text = (name: string): string => cell.get(name)!;
  const amount = (name: string, unit: "units" | "milli"): number => quantityIn(text(name), unit) ?? 0;
  const keyed = names.map((name, i) => [name, texts[SHAPE_COLUMNS.length + i]!] as const);
  const under = (prefix: string): (readonly [string, string])[] =>
    keyed.filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value] as const);
  const most = Number(text("max_per_node"));
  return {
    ...EMPTY_SHAPE,
    namespace: text("namespace") === "" ? "default" : text("namespace"),
    app: text("app"),
    milliCpu: amount("cpu", "milli"),
    memoryBytes: amount("memory", "units"),
    ephemeralBytes: amount("ephemeral_storage", "units"),
    gpuCount: Number(text("gpu")),
    gpuMilli: Number(text("gpu")) === 0 ? 0 : Number(text("gpu_milli")),
    gpuModels: text("gpu_models")
      .split("|")
      .filter((model) => model !== ""),
    extended: counts(under(RESOURCE_PREFIX)),
    limits: {
      ...(text("cpu_limit") === "" ? {} : { milliCpu: amount("cpu_limit", "milli") }),
      ...(text("memory_limit") === "" ? {} : { memoryBytes: amount("memory_limit", "units") }),
      ...(text("ephemeral_storage_limit") === "" ? {} : { ephemeralBytes: amount("ephemeral_storage_limit", "units") }),
    },
    labels: filled(under(LABEL_PREFIX)),
    nodeSelector: filled(
      text("node_selector")
        .split(";")
        .filter((pair) => pair !== "")
        .map((pair) => pair.split("=") as [string, string]),
    ),
    qos: text("qos"),
    ...(text("priority") === "" ? {} : { priority: Number(text("priority")) }),
    ...(text("priority_class") === "" ? {} : { priorityClassName: text("priority_class") }),
    ...(most > 0 ? { maxPerNode: most } : {}),
  };
}

function pick(given: number | undefined, otherwise: number): number {
  return given === undefined || Number.isNaN(given) ? otherwise : given;
}

function perValue(column: Dictionary | undefined, rows: number, value: (cell: string) => number): Float64Array {
  const byCode = (column?.values ?? [""]).map(value);
  return Float64Array.from({ length: rows }, (_, row) => byCode[column?.codes[row] ?? 0]!);
}

function filled(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

function counts(pairs: readonly (readonly [string, string])[]): Record<string, number> {
  return Object.fromEntries(pairs.map(([name, cell]) => [name, quantityIn(cell, "units") ?? 0] as const).filter(([, count]) => count > 0));
}

function parseTaints(cell: string): Taint[] {
  return cell
    .split(";")
    .filter((taint) => taint !== "")
    .map((taint) => {
      const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(taint)!;
      return { key: key!, ...(value === undefined ? {} : { value }), effect: effect! };
    });
}

function sharing(flag: (row: number) => string, gpuCount: Int32Array, table: CsvTable): boolean {
  const answers = new Set<boolean>();
  gpuCount.forEach((count, row) => {
    if (count > 0) answers.add(flag(row) === "true");
  });
  if (answers.size < 2) return answers.has(true);
  throw new TraceError({
    reason: "some GPU nodes share GPUs and others do not",
    file: table.report.file,
    line: 0,
    column: 0,
    found: "true and false in gpu_sharing",
    accepted: "one of the two for all nodes with GPUs",
  });
}
