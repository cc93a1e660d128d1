/** Any trace in Orrery's own schema, as CSV text or Parquet bytes: what the readers read back unchanged. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { csvField } from "../csv/index.ts";
import { LABEL_PREFIX, RESOURCE_PREFIX } from "./orrery-columns.ts";
import { bytesQuantity, milliQuantity } from "./manifest.ts";
import type { PodShape, TraceNodes, TracePods } from "./trace.ts";

/** One column to write; NaN and "" are blank. */
type OutColumn = { readonly name: string; readonly texts: readonly string[] } | { readonly name: string; readonly numbers: Float64Array };

export const nodesToCsv = (nodes: TraceNodes): string => toCsv(nodeColumns(nodes), nodes.count);
export const podsToCsv = (pods: TracePods): string => toCsv(podColumns(pods), pods.count);
export const nodesToParquet = (nodes: TraceNodes): Uint8Array => toParquet(nodeColumns(nodes));
export const podsToParquet = (pods: TracePods): Uint8Array => toParquet(podColumns(pods));

function nodeColumns(nodes: TraceNodes): OutColumn[] {
  const texts = (name: string, cell: (i: number) => string): OutColumn => ({
    name,
    texts: Array.from({ length: nodes.count }, (_, i) => cell(i)),
  });
  return [
    { name: "name", texts: nodes.name },
    texts("cpu", (i) => milliQuantity(nodes.milliCpu[i]!)),
    texts("memory", (i) => bytesQuantity(nodes.memoryBytes[i]!)),
    ...(nodes.ephemeralBytes === undefined ? [] : [texts("ephemeral_storage", (i) => bytesQuantity(nodes.ephemeralBytes![i]!))]),
    texts("pods", (i) => String(nodes.maxPods[i]!)),
    texts("gpu", (i) => String(nodes.gpuCount[i]!)),
    { name: "gpu_model", texts: nodes.gpuModel },
    texts("gpu_sharing", () => String(nodes.gpuSharing)),
    ...(nodes.taints === undefined
      ? []
      : [
          texts("taints", (i) =>
            nodes.taints![i]!.map((t) => `${t.key}${t.value === undefined ? "" : `=${t.value}`}:${t.effect}`).join(";"),
          ),
        ]),
    ...(nodes.unschedulable === undefined ? [] : [texts("unschedulable", (i) => String(nodes.unschedulable![i]!))]),
    ...keys(nodes.labels ?? []).map((key) => texts(LABEL_PREFIX + key, (i) => nodes.labels![i]![key] ?? "")),
    ...keys(nodes.extended ?? []).map((key) => texts(RESOURCE_PREFIX + key, (i) => String(nodes.extended![i]![key] ?? ""))),
  ];
}

function podColumns(pods: TracePods): OutColumn[] {
  const ofShape = (name: string, cell: (shape: PodShape) => string): OutColumn[] => {
    const cells = pods.shapes.map(cell);
    return cells.every((text) => text === "") ? [] : [{ name, texts: Array.from(pods.shape, (shape) => cells[shape]!) }];
  };
  const seconds = (name: string, timesUs: Float64Array): OutColumn => ({ name, numbers: timesUs.map((us) => us / 1e6) });
  const limit = (amount: number | undefined, write: (amount: number) => string): string => (amount === undefined ? "" : write(amount));
  return [
    { name: "name", texts: pods.name },
    ...ofShape("namespace", (s) => s.namespace),
    ...ofShape("app", (s) => s.app),
    ...ofShape("cpu", (s) => milliQuantity(s.milliCpu)),
    ...ofShape("memory", (s) => bytesQuantity(s.memoryBytes)),
    ...ofShape("ephemeral_storage", (s) => (s.ephemeralBytes === 0 ? "" : bytesQuantity(s.ephemeralBytes))),
    ...ofShape("cpu_limit", (s) => limit(s.limits.milliCpu, milliQuantity)),
    ...ofShape("memory_limit", (s) => limit(s.limits.memoryBytes, bytesQuantity)),
    ...ofShape("ephemeral_storage_limit", (s) => limit(s.limits.ephemeralBytes, bytesQuantity)),
    ...ofShape("gpu", (s) => (s.gpuCount === 0 ? "" : String(s.gpuCount))),
    ...ofShape("gpu_milli", (s) => (s.gpuMilli === 0 ? "" : String(s.gpuMilli))),
    ...ofShape("gpu_models", (s) => s.gpuModels.join("|")),
    ...ofShape("priority", (s) => String(s.priority ?? "")),
    ...ofShape("priority_class", (s) => s.priorityClassName ?? ""),
    ...ofShape("qos", (s) => s.qos),
    ...ofShape("max_per_node", (s) => String(s.maxPerNode ?? "")),
    ...ofShape("node_selector", (s) =>
      Object.entries(s.nodeSelector)
        .map(([key, value]) => `${key}=${value}`)
        .join(";"),
    ),
    ...keys(pods.shapes.map((s) => s.labels)).flatMap((key) => ofShape(LABEL_PREFIX + key, (s) => s.labels[key] ?? "")),
    ...keys(pods.shapes.map((s) => s.extended)).flatMap((key) => ofShape(RESOURCE_PREFIX + key, (s) => String(s.extended[key] ?? ""))),
    seconds("arrival_s", pods.arrivalUs),
    ...(pods.scheduledUs === undefined ? [] : [seconds("scheduled_s", pods.scheduledUs)]),
    seconds("end_s", pods.endUs),
    seconds("duration_s", pods.durationUs),
    ...(pods.endCensored === undefined
      ? []
      : [{ name: "end_censored", texts: Array.from(pods.endCensored, (flag) => String(flag === 1)) }]),
    ...(pods.batch === undefined ? [] : [{ name: "batch", texts: Array.from(pods.batch, String) }]),
  ];
}

function keys(maps: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map)))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function toCsv(columns: readonly OutColumn[], rows: number): string {
  const lines = [columns.map((column) => csvField(column.name)).join(",")];
  for (let i = 0; i < rows; i++) {
    lines.push(
      columns
        .map((column) =>
          "texts" in column ? csvField(column.texts[i]!) : Number.isNaN(column.numbers[i]!) ? "" : String(column.numbers[i]!),
        )
        .join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}

function toParquet(columns: readonly OutColumn[]): Uint8Array {
  const columnData = columns.map((column) =>
    "texts" in column
      ? { name: column.name, data: column.texts.map((text) => (text === "" ? null : text)), type: "STRING" as const, nullable: true }
      : {
          name: column.name,
          data: Array.from(column.numbers, (value) => (Number.isNaN(value) ? null : value)),
          type: "DOUBLE" as const,
          nullable: true,
        },
  );
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "orrery" }));
}
