/**
 * Alibaba cluster-trace-gpu-v2023 ("openb"): nodes and GPU-sharing pods, with or without times.
 * Source: github.com/alibaba/clusterdata, cluster-trace-gpu-v2023; Weng et al., USENIX ATC 2023.
 */
import { readCsv } from "../csv/index.ts";
import type { CsvPlan, CsvTable } from "../csv/index.ts";
import { decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { quoted } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { eachNodeOnce, nodeNameColumn, nodeNames } from "./node-names.ts";
import { amountColumn, countColumn, planForHeader, secondsColumn, textColumn } from "./plan-for-header.ts";
import { shapesOf } from "./shape-table.ts";
import { EMPTY_SHAPE } from "./trace.ts";
import type { PodShape, TraceNodes, TracePods } from "./trace.ts";

const MIB = 1024 * 1024;
/** The trace names no limit of pods per node; this is the kubelet's default. */
const DEFAULT_MAX_PODS = 110;

export const OPENB_NODE_COLUMNS = ["sn", "cpu_milli", "memory_mib", "gpu", "model"] as const;
export const OPENB_POD_COLUMNS = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"] as const;
const SHAPE_COLUMNS = ["cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "gpu_spec", "qos"] as const;

/** Reads `openb_node_list_*.csv`. Throws TraceError. */
export async function readOpenbNodes(source: ByteSource, options: ReadOptions = {}): Promise<TraceNodes> {
  const plan: CsvPlan = {
    columns: [
      nodeNameColumn("sn"),
      { kind: "number", name: "cpu_milli", blank: "bad", min: 0, accepted: "thousandths of a core, 0 or more" },
      { kind: "number", name: "memory_mib", blank: "bad", min: 0, accepted: "MiB, 0 or more" },
      { kind: "number", name: "gpu", blank: "bad", min: 0, max: 64, accepted: "GPUs, 0 to 64" },
      textColumn("model"),
    ],
    check: eachNodeOnce("sn"),
  };
  const file = await decompressed(source, options.file);
  const table = await readCsv(
    file,
    (header, problems) => planForHeader(header, problems, plan, OPENB_NODE_COLUMNS, "an openb node list"),
    options,
  );
  const model = table.dictionaries.get("model")!;
  return {
    count: table.rows,
    name: nodeNames(table, "sn"),
    milliCpu: table.numbers.get("cpu_milli")!,
    memoryBytes: table.numbers.get("memory_mib")!.map((mib) => mib * MIB),
    maxPods: new Int32Array(table.rows).fill(DEFAULT_MAX_PODS),
    gpuCount: Int32Array.from(table.numbers.get("gpu")!),
    gpuModel: Array.from(model.codes, (code) => model.values[code]!),
    gpuSharing: true,
    report: table.report,
  };
}

/**
 * Reads `openb_pod_list_*.csv`. Files without times (`multigpu*`) give NaN for all of them. Times are kept as recorded; pods still
 * running at the last recorded deletion are marked in `endCensored`. Pods never scheduled have an end but no duration.
 */
export async function readOpenbPods(source: ByteSource, options: ReadOptions = {}): Promise<TracePods> {
  const file = await decompressed(source, options.file);
  const table = await readCsv(
    file,
    (header, problems) => planForHeader(header, problems, podPlan(header), OPENB_POD_COLUMNS, "an openb pod list"),
    options,
  );
  const none = { codes: new Int32Array(table.rows), values: [""] };
  const { shape, shapes } = shapesOf(
    table.rows,
    SHAPE_COLUMNS.map((name) => table.dictionaries.get(name) ?? none),
    openbShape,
  );
  const unknown = (): Float64Array => new Float64Array(table.rows).fill(Number.NaN);
  const arrivalUs = table.numbers.get("creation_time") ?? unknown();
  const endUs = table.numbers.get("deletion_time") ?? unknown();
  const scheduledUs = table.numbers.get("scheduled_time") ?? unknown();
  return {
    count: table.rows,
    name: table.texts.get("name")!.strings(),
    shape,
    shapes,
    arrivalUs,
    scheduledUs,
    endUs,
    durationUs: endUs.map((end, i) => end - scheduledUs[i]!),
    endCensored: censored(table, endUs),
    report: table.report,
  };
}

function podPlan(header: readonly string[]): CsvPlan {
  const timed = header.includes("creation_time") && header.includes("deletion_time");
  return {
    columns: [
      { kind: "text", name: "name", blank: "bad", accepted: "the pod's name" },
      amountColumn("cpu_milli", "thousandths of a core"),
      amountColumn("memory_mib", "MiB"),
      countColumn("num_gpu", 64),
      countColumn("gpu_milli", 1000),
      textColumn("gpu_spec"),
      textColumn("qos"),
      textColumn("pod_phase"),
      secondsColumn("creation_time", "bad"),
      secondsColumn("deletion_time", "nan"),
      secondsColumn("scheduled_time", "nan"),
    ],
    check: (row, columns) => {
      const gpus = columns.dictionary("num_gpu");
      const milli = columns.dictionary("gpu_milli");
      const devices = gpus.values[gpus.codes[row]!]!;
      const count = devices === "0" ? 0 : Number(devices);
      const share = count === 0 ? 0 : Number(milli.values[milli.codes[row]!]);
      if (count > 1 && share !== 1000) {
        return {
          column: "gpu_milli",
          reason: "part of several GPUs",
          found: `num_gpu ${count} with gpu_milli ${share}`,
          accepted: "gpu_milli 1000 when num_gpu is above 1",
        };
      }
      if (count === 1 && share === 0)
        return { column: "gpu_milli", reason: "no part of a GPU", found: "num_gpu 1 with gpu_milli 0", accepted: "gpu_milli 1 to 1000" };
      if (!timed) return undefined;
      const created = columns.number("creation_time")[row]!;
      const deleted = columns.number("deletion_time")[row]!;
      if (!(deleted < created)) return undefined;
      return {
        column: "deletion_time",
        reason: "deleted before it was created",
        found: quoted(`${deleted / 1e6} after ${created / 1e6}`),
        accepted: "deletion_time from creation_time on",
      };
    },
  };
}

function openbShape(texts: readonly string[]): PodShape {
  const [cpu, memory, gpus, milli, spec, qos] = texts as [string, string, string, string, string, string];
  const gpuCount = Number(gpus);
  return {
    ...EMPTY_SHAPE,
    milliCpu: Number(cpu),
    memoryBytes: Number(memory) * MIB,
    gpuCount,
    gpuMilli: gpuCount === 0 ? 0 : Number(milli),
    gpuModels: spec.split("|").filter((model) => model !== ""),
    qos,
  };
}

function censored(table: CsvTable, endUs: Float64Array): Uint8Array {
  const phase = table.dictionaries.get("pod_phase");
  const flags = new Uint8Array(table.rows);
  if (phase === undefined) return flags;
  let last = Number.NEGATIVE_INFINITY;
  for (const end of endUs) if (end > last) last = end;
  for (let i = 0; i < flags.length; i++) if (endUs[i] === last && phase.values[phase.codes[i]!] === "Running") flags[i] = 1;
  return flags;
}
