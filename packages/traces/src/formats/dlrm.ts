/**
 * Alibaba cluster-trace-gpu-v2025: inference instances of recommendation services, CPU nodes' and GPU nodes' halves apart.
 * Blank creation means before the trace starts, blank deletion after it ends: both stay NaN.
 * Source: github.com/alibaba/clusterdata, cluster-trace-gpu-v2025; Yang et al., NSDI 2025.
 */
import { readCsv } from "../csv/index.ts";
import type { CsvPlan } from "../csv/index.ts";
import { decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { amountColumn, countColumn, planForHeader, secondsColumn } from "./plan-for-header.ts";
import { shapesOf } from "./shape-table.ts";
import { EMPTY_SHAPE } from "./trace.ts";
import type { PodShape, TracePods } from "./trace.ts";

const GIB = 2 ** 30;

/** Share of a network card in percent, as an extended resource. */
export const RDMA_PERCENT = "orrery.io/rdma-percent";
/** Pod label: CN or HN. */
export const DLRM_ROLE = "orrery.io/role";

export const DLRM_COLUMNS = [
  "instance_sn",
  "role",
  "app_name",
  "cpu_request",
  "cpu_limit",
  "gpu_request",
  "gpu_limit",
  "rdma_request",
  "rdma_limit",
  "memory_request",
  "memory_limit",
  "disk_request",
  "disk_limit",
  "max_instance_per_node",
  "creation_time",
  "scheduled_time",
  "deletion_time",
] as const;

const SHAPE_COLUMNS = [
  "role",
  "app_name",
  "cpu_request",
  "cpu_limit",
  "gpu_request",
  "rdma_request",
  "memory_request",
  "memory_limit",
  "disk_request",
  "disk_limit",
  "max_instance_per_node",
] as const;

const PLAN: CsvPlan = {
  columns: [
    { kind: "text", name: "instance_sn", blank: "bad", accepted: "the instance's name" },
    { kind: "dictionary", name: "role", accept: (text) => text === "CN" || text === "HN", accepted: "CN or HN" },
    { kind: "dictionary", name: "app_name", accept: (text) => text !== "", accepted: "the service's name" },
    amountColumn("cpu_request", "cores"),
    amountColumn("cpu_limit", "cores"),
    countColumn("gpu_request", 64),
    countColumn("gpu_limit", 64),
    countColumn("rdma_request"),
    countColumn("rdma_limit"),
    amountColumn("memory_request", "GiB"),
    amountColumn("memory_limit", "GiB"),
    amountColumn("disk_request", "GiB"),
    amountColumn("disk_limit", "GiB"),
    {
      kind: "dictionary",
      name: "max_instance_per_node",
      accept: (text) => /^(-1|[1-9]\d{0,5})$/.test(text),
      accepted: "-1 for none, or a whole number from 1",
    },
    secondsColumn("creation_time", "nan"),
    secondsColumn("scheduled_time", "nan"),
    secondsColumn("deletion_time", "nan"),
  ],
  check: (row, columns) => {
    const created = columns.number("creation_time")[row]!;
    const deleted = columns.number("deletion_time")[row]!;
    if (!(deleted < created)) return undefined;
    return {
      column: "deletion_time",
      reason: "deleted before it was created",
      found: `${deleted / 1e6} after ${created / 1e6}`,
      accepted: "deletion_time from creation_time on",
    };
  },
};

/** Reads `disaggregated_DLRM_trace.csv`. The trace has no node list. Throws TraceError. */
export async function readDlrmPods(source: ByteSource, options: ReadOptions = {}): Promise<TracePods> {
  const file = await decompressed(source, options.file);
  const table = await readCsv(file, (header, problems) => planForHeader(header, problems, PLAN, DLRM_COLUMNS, "the DLRM trace"), options);
  const { shape, shapes } = shapesOf(
    table.rows,
    SHAPE_COLUMNS.map((name) => table.dictionaries.get(name)!),
    dlrmShape,
  );
  const endUs = table.numbers.get("deletion_time")!;
  const scheduledUs = table.numbers.get("scheduled_time")!;
  let limited = 0;
  for (let i = 0; i < table.rows; i++) if ((shapes[shape[i]!]!.maxPerNode ?? 1) > 1) limited++;
  const notModelled =
    limited === 0 ? [] : [`max_instance_per_node above 1 (${limited} pods): kept as the annotation orrery.io/max-per-node`];
  return {
    count: table.rows,
    name: table.texts.get("instance_sn")!.strings(),
    shape,
    shapes,
    arrivalUs: table.numbers.get("creation_time")!,
    scheduledUs,
    endUs,
    durationUs: endUs.map((end, i) => end - scheduledUs[i]!),
    endCensored: Uint8Array.from(endUs, (end) => (Number.isNaN(end) ? 1 : 0)),
    report: { ...table.report, notModelled },
  };
}

function dlrmShape(texts: readonly string[]): PodShape {
  const [role, app, cpu, cpuLimit, gpu, rdma, memory, memoryLimit, disk, diskLimit, most] = texts as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const limit = Number(most);
  return {
    ...EMPTY_SHAPE,
    app,
    milliCpu: Math.round(Number(cpu) * 1000),
    memoryBytes: Math.round(Number(memory) * GIB),
    ephemeralBytes: Math.round(Number(disk) * GIB),
    gpuCount: Number(gpu),
    extended: Number(rdma) > 0 ? { [RDMA_PERCENT]: Number(rdma) } : {},
    limits: {
      milliCpu: Math.round(Number(cpuLimit) * 1000),
      memoryBytes: Math.round(Number(memoryLimit) * GIB),
      ephemeralBytes: Math.round(Number(diskLimit) * GIB),
    },
    labels: { [DLRM_ROLE]: role },
    ...(limit > 0 ? { maxPerNode: limit } : {}),
  };
}
