/** Reads traces out of files that came with a request; what is wrong with their rows becomes a warning each. */
import { loadedTrace } from "@orrery/runner/scenario";
import type { LoadedTrace, ScenarioProblem, TraceRequest } from "@orrery/runner/scenario";
import { readNodes, readPods } from "@orrery/traces/detect";
import { nodeManifest, podManifest } from "@orrery/traces/formats";
import type { PodShape, ReadReport } from "@orrery/traces/formats";
import { blobSource } from "./blob-source.ts";

export class TraceBlobs {
  readonly warnings: ScenarioProblem[] = [];
  /** Some nodes offer GPUs in thousandths. */
  gpuSharing = false;
  private readonly open: (path: string) => Promise<Blob>;

  /** @param open rejects with a message for people */
  constructor(open: (path: string) => Promise<Blob>) {
    this.open = open;
  }

  readonly load = async (request: TraceRequest): Promise<LoadedTrace> => {
    const parts: LoadedTrace[] = [];
    for (const file of request.nodes) {
      const nodes = await readNodes(blobSource(await this.open(file)), { file, strict: request.strict });
      this.note(nodes.report);
      this.gpuSharing ||= nodes.gpuSharing && nodes.gpuCount.some((count) => count > 0);
      const rows = { count: nodes.count, node: (row: number) => nodeManifest(nodes, row) };
      parts.push(loadedTrace<PodShape>({ nodes: rows, pod: podManifest }, request));
    }
    const otherNodes = [...request.otherNodes, ...parts.flatMap(({ nodes }) => nodes)];
    for (const file of request.pods) {
      const pods = await readPods(blobSource(await this.open(file)), { file, strict: request.strict });
      this.note(pods.report);
      parts.push(loadedTrace<PodShape>({ pods, pod: podManifest }, { ...request, otherNodes }));
    }
    return {
      nodes: parts.flatMap(({ nodes }) => nodes),
      arrivals: parts.flatMap(({ arrivals }) => arrivals),
      notModelled: [...new Set(parts.flatMap(({ notModelled }) => notModelled))],
    };
  };

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
