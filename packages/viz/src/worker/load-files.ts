/**
 * Files without a scenario around them: what kubectl printed is a snapshot, manifests too; everything else is a trace. Found by content.
 */
import { replayInput, snapshotInput } from "@orrery/runner/scenario";
import type { ScenarioProblem } from "@orrery/runner/scenario";
import type { SimulationInput } from "@orrery/runner/simulation";
import { formatConfigError, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { GPU_RESOURCE_GROUP } from "@orrery/scheduler/policies";
import { detectSource } from "@orrery/traces/detect";
import { readKubernetesObjects } from "@orrery/traces/formats";
import { blobSource } from "./blob-source.ts";
import type { OpenRequest, ReplayedFiles } from "./open-request.ts";
import { TraceBlobs } from "./trace-blobs.ts";

export interface LoadedFiles {
  readonly replayed: ReplayedFiles;
  readonly input: SimulationInput;
  readonly warnings: readonly ScenarioProblem[];
}

/** @throws Error with a message for people, with file, line and column where there are some */
export async function loadFiles({ files, seed, fileName }: OpenRequest, registry: Registry): Promise<LoadedFiles> {
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
  if (snapshots.length > 0) return snapshot(snapshots, files, { seed: seed || "1", name: fileName }, registry);
  if (nodes.length === 0 || pods.length === 0) {
    const lacks = nodes.length === 0 ? "nodes" : "pods";
    throw new Error(
      `${[...files.keys()].join(", ")}: a trace needs a file of nodes and one of pods, and there are no ${lacks}; drop both together`,
    );
  }
  const traces = new TraceBlobs((path) => Promise.resolve(files.get(path)!));
  const arrivals = { kind: "timed", timeScale: 1 } as const;
  const limits = { nodeLimit: Infinity, podLimit: Infinity, strict: false, priorityClasses: [], otherNodes: [], format: undefined };
  const trace = await traces.load({ name: "trace", nodes, pods, arrivals, seed: seed || "1", ...limits });
  const input = replayInput([trace], { name: fileName, seed: seed || "1", scheduler: schedulerOf(traces.gpuSharing, registry) });
  return { replayed: { kind: "trace", nodes, pods }, input, warnings: traces.warnings };
}

/** Orrery's own CSV with none but the columns that nodes and pods share: pods have times, nodes have none. */
async function plainCsvRole(blob: Blob): Promise<"nodes" | "pods" | undefined> {
  const [header = ""] = (await blob.slice(0, 4096).text()).split(/\r?\n/, 1);
  const columns = new Set(header.replace(/^\ufeff/, "").split(","));
  if (!columns.has("name") || !columns.has("cpu") || !columns.has("memory")) return undefined;
  return columns.has("arrival_s") || columns.has("duration_s") || columns.has("namespace") ? "pods" : "nodes";
}

async function snapshot(
  names: readonly string[],
  files: ReadonlyMap<string, Blob>,
  run: { readonly seed: string; readonly name: string },
  registry: Registry,
): Promise<LoadedFiles> {
  const byKind = new Map<
    string,
    Awaited<ReturnType<typeof readKubernetesObjects>>["byKind"] extends ReadonlyMap<string, readonly (infer T)[]> ? T[] : never
  >();
  const warnings: ScenarioProblem[] = [];
  for (const name of names) {
    const objects = await readKubernetesObjects(blobSource(files.get(name)!), { file: name });
    for (const [kind, list] of objects.byKind) byKind.set(kind, [...(byKind.get(kind) ?? []), ...list]);
    for (const { kind, count } of objects.unknown) {
      const message = `${count} objects of kind ${kind} change nothing`;
      warnings.push({ severity: "warning", file: name, line: 0, column: 0, path: "", message, found: "", accepted: "" });
    }
  }
  if ((byKind.get("Node") ?? []).length === 0) {
    const found = [...byKind].map(([kind, list]) => `${list.length} ${kind}`).join(", ") || "nothing";
    throw new Error(`${names.join(", ")}: there are no nodes; found ${found}; accepted: what "kubectl get nodes,pods -A -o json" prints`);
  }
  const replayed = { kind: "snapshot", files: names } as const;
  return { replayed, input: snapshotInput(byKind, { ...run, scheduler: schedulerOf(false, registry) }), warnings };
}

const GPU_SHARE = { enabled: [{ name: "GpuShare" }] };

/** Kubernetes' defaults; where nodes share their GPUs, with the plugin for it. */
function schedulerOf(gpuSharing: boolean, registry: Registry): SchedulerConfiguration {
  const profile = {
    schedulerName: "default-scheduler",
    plugins: { preFilter: GPU_SHARE, filter: GPU_SHARE, reserve: GPU_SHARE },
    pluginConfig: [{ name: "NodeResourcesFit", args: { ignoredResourceGroups: [GPU_RESOURCE_GROUP] } }],
  };
  const head = { apiVersion: "kubescheduler.config.k8s.io/v1", kind: "KubeSchedulerConfiguration" };
  const loaded = loadSchedulerConfiguration(gpuSharing ? { ...head, profiles: [profile] } : head, registry);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatConfigError).join("; "));
  return loaded.configuration;
}
