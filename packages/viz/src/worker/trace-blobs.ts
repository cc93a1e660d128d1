/** Reads traces out of files that came with a request; what is wrong with their rows becomes a warning each. */
import { loadedTrace, refuseSecondNodes, usageTrace } from "@orrery/runner/scenario";
import type { LoadedTrace, ScenarioProblem, TraceRequest, UsageRequest } from "@orrery/runner/scenario";
import { readNodes, readPods } from "@orrery/traces/detect";
import { nodeManifest, podManifest, readOpendcVms } from "@orrery/traces/formats";
import type { PodShape, ReadReport } from "@orrery/traces/formats";
import type { ByteSource } from "@orrery/traces/formats";
import type { ReadMeter } from "./read-meter.ts";

export class TraceBlobs {
  readonly warnings: ScenarioProblem[] = [];
  /** Some nodes offer GPUs in thousandths. */
  gpuSharing = false;
  /** All pods read, for what a scheduler's policy measures by. */
  readonly shapes: { readonly shapes: readonly PodShape[]; readonly shape: Int32Array }[] = [];
  private readonly blob: (path: string) => Promise<Blob>;
  private readonly meter: ReadMeter;

  /** @param blob rejects with a message for people */
  constructor(blob: (path: string) => Promise<Blob>, meter: ReadMeter) {
    this.blob = blob;
    this.meter = meter;
  }

  readonly load = async (request: TraceRequest): Promise<LoadedTrace> => {
    const parts: LoadedTrace[] = [];
    for (const file of request.nodes) {
      const nodes = await readNodes(await this.open(file), { file, strict: request.strict });
      this.note(nodes.report);
      this.gpuSharing ||= nodes.gpuSharing && nodes.gpuCount.some((count) => count > 0);
      const rows = { count: nodes.count, node: (row: number) => nodeManifest(nodes, row) };
      parts.push(loadedTrace<PodShape>({ nodes: rows, pod: podManifest }, request));
    }
    refuseSecondNodes(parts.map(({ nodes }, i) => ({ file: request.nodes[i]!, nodes })));
    const otherNodes = [...request.otherNodes, ...parts.flatMap(({ nodes }) => nodes)];
    for (const file of request.pods) {
      if (request.usage !== undefined) {
        parts.push(await this.recordedVms(file, request, request.usage));
        continue;
      }
      const pods = await readPods(await this.open(file), { file, strict: request.strict });
      this.note(pods.report);
      this.shapes.push(pods);
      parts.push(loadedTrace<PodShape>({ pods, pod: podManifest }, { ...request, otherNodes }));
    }
    return {
      nodes: parts.flatMap(({ nodes }) => nodes),
      arrivals: parts.flatMap(({ arrivals }) => arrivals),
      behaviors: parts.flatMap(({ behaviors = [] }) => behaviors),
      notModelled: [...new Set(parts.flatMap(({ notModelled }) => notModelled))],
    };
  };

  private async recordedVms(file: string, request: TraceRequest, usage: UsageRequest): Promise<LoadedTrace> {
    const files = { tasks: await this.open(file), fragments: await this.open(usage.file) };
    const vms = await readOpendcVms(files, { tasks: file, fragments: usage.file });
    for (const report of vms.reports) this.note(report);
    return usageTrace(vms, request, usage);
  }

  private async open(path: string): Promise<ByteSource> {
    return this.meter.source(path, await this.blob(path));
  }

  private note({ file, badRows, firstBad, ignoredColumns }: ReadReport): void {
    const warn = (problem: Partial<ScenarioProblem>) =>
      void this.warnings.push({
        severity: "warning",
        file,
        line: 0,
        column: 0,
        path: "",
        message: "",
        found: "",
        accepted: "",
        ...problem,
      });
    for (const { line, column, reason, found, accepted } of firstBad)
      warn({ line, column, message: `row left out: ${reason}`, found, accepted });
    if (badRows > firstBad.length) warn({ message: `and ${badRows - firstBad.length} bad rows more, left out` });
    if (ignoredColumns.length > 0) warn({ message: `these columns change nothing: ${ignoredColumns.join(", ")}` });
  }
}
