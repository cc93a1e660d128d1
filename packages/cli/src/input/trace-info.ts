/** What a trace file or a snapshot holds, in a few lines. */
import { detectSource } from "@orrery/traces/detect";
import { readKubernetesObjects } from "@orrery/traces/formats";
import type { ByteSource, TraceNodes, TracePods } from "@orrery/traces/formats";
import { amount, count, durationText } from "../print/index.ts";
import { openFile } from "./open-file.ts";

export interface TraceInfo {
  readonly kind: "orrery/trace-info";
  readonly version: 1;
  readonly file: string;
  readonly format: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
}

/** @throws TraceError, UserError */
export async function traceInfo(file: string): Promise<TraceInfo> {
  const { format, why, source } = await detectSource(await openFile(file), { file });
  const lines: [string, string][] = [
    ["format", format.title],
    ["recognised", why],
  ];
  if (format.id.startsWith("kubernetes-")) lines.push(...(await objectLines(source, file)));
  else if (format.readNodes !== undefined && format.readPods === undefined)
    lines.push(...nodeLines(await format.readNodes(source, { file })));
  else if (format.readPods !== undefined && format.readNodes === undefined)
    lines.push(...podLines(await format.readPods(source, { file })));
  return { kind: "orrery/trace-info", version: 1, file, format: format.id, lines };
}

async function objectLines(source: ByteSource, file: string): Promise<[string, string][]> {
  const { known, unknown } = await readKubernetesObjects(source, { file });
  const text = (kinds: typeof known) => kinds.map(({ kind, count: n }) => `${n} ${kind}`).join(", ");
  return [["objects", text(known) || "none"], ...(unknown.length > 0 ? ([["not modelled", text(unknown)]] as [string, string][]) : [])];
}

function nodeLines({ count: nodes, milliCpu, memoryBytes, gpuCount, gpuModel, gpuSharing, report }: TraceNodes): [string, string][] {
  const models = [...new Set(gpuModel)].filter((model) => model !== "");
  const gpus = sum(gpuCount);
  return [
    ["nodes", count(nodes)],
    ["cpu", `${amount(sum(milliCpu) / 1000, "cores")} cores`],
    ["memory", amount(sum(memoryBytes), "bytes")],
    [
      "GPUs",
      gpus === 0 ? "none" : `${count(gpus)}${models.length > 0 ? ` (${models.join(", ")})` : ""}${gpuSharing ? ", may be shared" : ""}`,
    ],
    ["bad rows", count(report.badRows)],
  ];
}

function podLines({ count: pods, shape, shapes, arrivalUs, durationUs, report }: TracePods): [string, string][] {
  const known = arrivalUs.filter((us) => !Number.isNaN(us));
  const first = known.reduce((a, b) => Math.min(a, b), Infinity);
  const last = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = (value: (shape: TracePods["shapes"][number]) => number) => shape.reduce((all, number) => all + value(shapes[number]!), 0);
  const gpus = total(({ gpuCount, gpuMilli }) => (gpuCount * (gpuMilli || 1000)) / 1000);
  return [
    ["pods", `${count(pods)} of ${count(shapes.length)} shapes`],
    [
      "asking for",
      `${amount(total(({ milliCpu }) => milliCpu) / 1000, "cores")} cores, ${amount(
        total(({ memoryBytes }) => memoryBytes),
        "bytes",
      )}${gpus > 0 ? `, ${amount(Math.round(gpus), "devices")} GPUs` : ""} together`,
    ],
    [
      "arrivals",
      known.length === 0
        ? "no times"
        : `from ${durationText(first)} to ${durationText(last)}${known.length < pods ? `, ${count(pods - known.length)} before the start` : ""}`,
    ],
    ["with an end", count(durationUs.filter((us) => !Number.isNaN(us)).length)],
    ["bad rows", count(report.badRows)],
  ];
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
