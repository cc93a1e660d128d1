/**
 * Files without a scenario around them: what kubectl printed is a snapshot, manifests too; everything else is a trace. Found by content.
 */
import { replayInput, replayScheduler, snapshotInput } from "@orrery/runner/scenario";
import type { ReplayProfile, ScenarioProblem } from "@orrery/runner/scenario";
import type { RecordedInput } from "@orrery/runner/recording";
import type { InputNode, SimulationInput } from "@orrery/runner/simulation";
import type { Registry } from "@orrery/scheduler/config";
import { detectSource } from "@orrery/traces/detect";
import { objectsTogether, readKubernetesObjects } from "@orrery/traces/formats";
import type { KubernetesObjects } from "@orrery/traces/formats";
import { blobSource } from "./blob-source.ts";
import { fileOf } from "./file-of.ts";
import type { InputKind, OpenRequest } from "./open-request.ts";
import type { ReadMeter } from "./read-meter.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedFiles {
  readonly input: SimulationInput;
  readonly kind: InputKind;
  readonly warnings: readonly ScenarioProblem[];
}

/** @throws Error with a message for people, with file, line and column where there are some */
export async function loadFiles(request: OpenRequest, registry: Registry, meter: ReadMeter): Promise<LoadedFiles> {
  const { recorded } = request;
  const kind = recorded === undefined ? await kindOf(request.files) : recordedKind(recorded.input);
  return kind.kind === "snapshot" ? snapshot(kind, request, registry, meter) : trace(kind, request, registry, meter);
}

type FilesKind = Exclude<InputKind, { readonly kind: "scenario" }>;

function recordedKind({ kind, nodes = [], pods = [], snapshots = [] }: RecordedInput): FilesKind {
  return kind === "snapshot" ? { kind, files: snapshots } : { kind: "trace", nodes, pods };
}

async function kindOf(files: ReadonlyMap<string, Blob>): Promise<FilesKind> {
  const nodes: string[] = [];
  const pods: string[] = [];
  const snapshots: string[] = [];
  for (const [name, blob] of files) {
    const role = await plainCsvRole(blob);
    if (role !== undefined) {
      (role === "pods" ? pods : nodes).push(name);
      continue;
    }
    const { format } = await detectSource(blobSource(blob), { file: name });
    if (format.id === "kubernetes-json" || format.id === "kubernetes-yaml") snapshots.push(name);
    else if (format.readNodes !== undefined) nodes.push(name);
    else if (format.readPods !== undefined) pods.push(name);
    else throw new Error(`${name}: ${format.title} cannot be run by itself`);
  }
  if (snapshots.length > 0) return { kind: "snapshot", files: snapshots };
  if (nodes.length === 0 || pods.length === 0) {
    const lacks = nodes.length === 0 ? "nodes" : "pods";
    throw new Error(
      `${[...files.keys()].join(", ")}: a trace needs a file of nodes and one of pods, and there are no ${lacks}; drop both together`,
    );
  }
  return { kind: "trace", nodes, pods };
}

async function trace(
  kind: Extract<InputKind, { kind: "trace" }>,
  request: OpenRequest,
  registry: Registry,
  meter: ReadMeter,
): Promise<LoadedFiles> {
  const { recorded, fileName } = request;
  const traces = new TraceBlobs((path) => fileOf(path, request), meter);
  const seed = seedOf(request);
  const loaded = await traces.load({
    name: "trace",
    nodes: kind.nodes,
    pods: kind.pods,
    arrivals: recorded?.input.arrivals ?? { kind: "timed", timeScale: 1 },
    strict: recorded?.input.strict === true,
    seed,
    nodeLimit: Infinity,
    podLimit: Infinity,
    priorityClasses: [],
    otherNodes: [],
    format: undefined,
  });
  const pools = {
    ...loaded,
    // As replays of the command line have it.
    nodes: recorded === undefined ? loaded.nodes : loaded.nodes.map((each) => ({ ...each, pool: poolOf(each, recorded.input.poolLabel) })),
  };
  const scheduler = replayScheduler(await profileOf(request), registry, traces);
  return { input: replayInput([pools], { name: fileName, seed, scheduler }), kind, warnings: traces.warnings };
}

function poolOf({ node }: InputNode, label = ""): string {
  return node.metadata.labels?.[label] ?? "";
}

function seedOf({ seed, recorded }: OpenRequest): string {
  return seed || (recorded?.input.seed ?? "1");
}

async function profileOf(request: OpenRequest): Promise<ReplayProfile> {
  const profile = request.recorded?.input.profile;
  if (profile === undefined || "policy" in profile) return profile;
  return { text: await (await fileOf(profile.file, request)).text(), file: profile.file };
}

/** Orrery's own CSV with none but the columns that nodes and pods share: pods have times, nodes have none. */
async function plainCsvRole(blob: Blob): Promise<"nodes" | "pods" | undefined> {
  const [header = ""] = (await blob.slice(0, 4096).text()).split(/\r?\n/, 1);
  const columns = new Set(header.replace(/^\ufeff/, "").split(","));
  if (!columns.has("name") || !columns.has("cpu") || !columns.has("memory")) return undefined;
  return columns.has("arrival_s") || columns.has("duration_s") || columns.has("namespace") ? "pods" : "nodes";
}

async function snapshot(
  kind: Extract<InputKind, { kind: "snapshot" }>,
  request: OpenRequest,
  registry: Registry,
  meter: ReadMeter,
): Promise<LoadedFiles> {
  const parts: { readonly file: string; readonly objects: KubernetesObjects }[] = [];
  const warnings: ScenarioProblem[] = [];
  for (const name of kind.files) {
    const objects = await readKubernetesObjects(meter.source(name, await fileOf(name, request)), { file: name });
    parts.push({ file: name, objects });
    for (const { kind: unknown, count } of objects.unknown) {
      const message = `${count} objects of kind ${unknown} change nothing`;
      warnings.push({ severity: "warning", file: name, line: 0, column: 0, path: "", message, found: "", accepted: "" });
    }
  }
  const byKind = objectsTogether(parts);
  if ((byKind.get("Node") ?? []).length === 0) {
    const found = [...byKind].map(([each, list]) => `${list.length} ${each}`).join(", ") || "nothing";
    throw new Error(
      `${kind.files.join(", ")}: there are no nodes; found ${found}; accepted: what "kubectl get nodes,pods -A -o json" prints`,
    );
  }
  const { reschedule = false, poolLabel } = request.recorded?.input ?? {};
  const input = snapshotInput(byKind, {
    name: request.fileName,
    seed: seedOf(request),
    scheduler: replayScheduler(await profileOf(request), registry, { gpuSharing: false, shapes: [] }),
    reschedule,
    ...(poolLabel === undefined ? {} : { poolLabel }),
  });
  return { input, kind, warnings };
}
