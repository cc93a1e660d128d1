/** Orrery's own node and pod files, as CSV (also gzipped) or Parquet. See docs/trace-format.md. */
import { readCsv } from "../csv/index.ts";
import { decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { nodePlan, podPlan } from "./orrery-columns.ts";
import { nodesOf, podsOf } from "./orrery-tables.ts";
import { readParquetTable } from "./parquet-table.ts";
import type { TraceNodes, TracePods } from "./trace.ts";

/** Throws TraceError. */
export async function readOrreryNodesCsv(source: ByteSource, options: ReadOptions = {}): Promise<TraceNodes> {
  return nodesOf(await readCsv(await decompressed(source, options.file), nodePlan, options));
}

/** Throws TraceError. */
export async function readOrreryPodsCsv(source: ByteSource, options: ReadOptions = {}): Promise<TracePods> {
  return podsOf(await readCsv(await decompressed(source, options.file), podPlan, options));
}

/** Throws TraceError. */
export async function readOrreryNodesParquet(source: ByteSource, options: ReadOptions = {}): Promise<TraceNodes> {
  return nodesOf(await readParquetTable(source, nodePlan, options));
}

/** Throws TraceError. */
export async function readOrreryPodsParquet(source: ByteSource, options: ReadOptions = {}): Promise<TracePods> {
  return podsOf(await readParquetTable(source, podPlan, options));
}
