/** Reads trace files of any known format for scenarios and replays, and remembers what became of their rows. */
import { loadedTrace, refuseSecondNodes, usageTrace } from "@orrery/runner/scenario";
import type { LoadedTrace, TraceLoader, TraceRequest, UsageRequest } from "@orrery/runner/scenario";
import type { InputFile } from "@orrery/runner/report";
import { readNodes, readPods } from "@orrery/traces/detect";
import { nodeManifest, podManifest, readOpendcVms } from "@orrery/traces/formats";
import type { PodShape, ReadReport, TraceNodes, TracePods } from "@orrery/traces/formats";
import { sentence } from "@orrery/traces/report";
import { UserError } from "../job/index.ts";
import { openFile } from "./open-file.ts";
import type { FileOpener } from "./open-file.ts";

export class TraceFiles {
  /** In the order of reading. */
  readonly files: InputFile[] = [];
  /** All pods read, for what a scheduler's profile measures by. */
  readonly shapes: { readonly shapes: readonly PodShape[]; readonly shape: Int32Array }[] = [];
  /** Some nodes offer GPUs in thousandths. */
  gpuSharing = false;
  private readonly open: FileOpener;

  constructor(open: FileOpener = openFile) {
    this.open = open;
  }

  readonly load: TraceLoader = async (request) => {
    const parts: LoadedTrace[] = [];
    for (const file of request.nodes) {
      const nodes = await this.nodes(file, request);
      parts.push(
        loadedTrace<PodShape>({ nodes: { count: nodes.count, node: (row) => nodeManifest(nodes, row) }, pod: podManifest }, request),
      );
    }
    refuseSecondNodes(parts.map(({ nodes }, i) => ({ file: request.nodes[i]!, nodes })));
    const otherNodes = [...request.otherNodes, ...parts.flatMap((part) => part.nodes)];
    for (const file of request.pods) {
      if (request.usage !== undefined) {
        parts.push(await this.recordedVms(file, request, request.usage));
        continue;
      }
      const pods = await this.pods(file, request);
      parts.push(loadedTrace<PodShape>({ pods, pod: podManifest }, { ...request, otherNodes }));
    }
    return {
      nodes: parts.flatMap(({ nodes }) => nodes),
      arrivals: parts.flatMap(({ arrivals }) => arrivals),
      behaviors: parts.flatMap(({ behaviors = [] }) => behaviors),
      notModelled: [
        ...new Set([...this.reports.flatMap(({ notModelled }) => notModelled), ...parts.flatMap(({ notModelled }) => notModelled)]),
      ],
    };
  };

  private readonly reports: ReadReport[] = [];

  private async nodes(file: string, { strict }: TraceRequest): Promise<TraceNodes> {
    const { format, ...nodes } = await readNodes(await this.open(file), { file, strict });
    this.note(nodes.report, format);
    this.gpuSharing ||= nodes.gpuSharing && nodes.gpuCount.some((count) => count > 0);
    if (nodes.count === 0) throw new UserError(`${file}: no row of this file is a node that can be used; ${worst(nodes.report)}`);
    return nodes;
  }

  private async recordedVms(file: string, request: TraceRequest, usage: UsageRequest): Promise<LoadedTrace> {
    const files = { tasks: await this.open(file), fragments: await this.open(usage.file) };
    const vms = await readOpendcVms(files, { tasks: file, fragments: usage.file });
    for (const report of vms.reports) this.note(report, "opendc-vm");
    return usageTrace(vms, request, usage);
  }

  private async pods(file: string, { strict }: TraceRequest): Promise<TracePods> {
    const { format, ...pods } = await readPods(await this.open(file), { file, strict });
    this.note(pods.report, format);
    this.shapes.push(pods);
    if (pods.count === 0) throw new UserError(`${file}: no row of this file is a pod that can be used; ${worst(pods.report)}`);
    return pods;
  }

  /** Objects of a snapshot: there are no bad rows, a broken one is refused as a whole. */
  noteObjects(file: string, rows: number): void {
    this.files.push({ file, format: "kubernetes-objects", rows, badRows: 0, badByReason: [], firstBad: [], ignoredColumns: [] });
  }

  private note(report: ReadReport, format: string): void {
    const { file, rows, badRows, badByReason, firstBad, ignoredColumns } = report;
    this.reports.push(report);
    this.files.push({ file, format, rows, badRows, badByReason, firstBad: firstBad.map(sentence), ignoredColumns });
  }
}

function worst({ badRows, firstBad }: ReadReport): string {
  return badRows === 0 ? "it has a header and no rows" : `${badRows} rows are bad, the first: ${sentence(firstBad[0]!)}`;
}
