/** The scheduler's configuration for replays: a KubeSchedulerConfiguration file, the name of a GPU policy, or what suits the trace. */
import { formatConfigError, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { GPU_POLICIES, GPU_RESOURCE_GROUP, policyProfile, typicalPods, WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";
import type { PodShape as PolicyShape } from "@orrery/scheduler/policies";
import { LineCounter, parseDocument } from "yaml";
import { UserError } from "../job/index.ts";
import { openFile, readText } from "./open-file.ts";
import type { FileOpener } from "./open-file.ts";
import type { TraceFiles } from "./trace-files.ts";

/** @param profile a file, or one of GPU_POLICIES; undefined: Kubernetes' defaults, with GPU sharing where the nodes have it */
export async function schedulerProfile(
  profile: string | undefined,
  registry: Registry,
  traces: TraceFiles,
  open: FileOpener = openFile,
): Promise<SchedulerConfiguration> {
  if (profile === undefined) return loaded(traces.gpuSharing ? SHARING : DEFAULTS, registry);
  const policy = GPU_POLICIES.find((name) => name === profile);
  if (policy !== undefined) return loaded(policyProfile(policy, policy === "FGD" ? typicalPods(shapesOf(traces)) : []), registry);
  return fromFile(profile, registry, open);
}

const HEADER = { apiVersion: "kubescheduler.config.k8s.io/v1", kind: "KubeSchedulerConfiguration" };
const DEFAULTS = HEADER;
const GPU_SHARE = { enabled: [{ name: "GpuShare" }] };
const SHARING = {
  ...HEADER,
  profiles: [
    {
      schedulerName: "default-scheduler",
      plugins: { preFilter: GPU_SHARE, filter: GPU_SHARE, reserve: GPU_SHARE },
      pluginConfig: [{ name: "NodeResourcesFit", args: { ignoredResourceGroups: [GPU_RESOURCE_GROUP] } }],
    },
  ],
};

function loaded(document: unknown, registry: Registry): SchedulerConfiguration {
  const result = loadSchedulerConfiguration(document, registry);
  if (!result.ok) throw new Error(result.errors.map(formatConfigError).join("; "));
  return result.configuration;
}

async function fromFile(file: string, registry: Registry, open: FileOpener): Promise<SchedulerConfiguration> {
  const text = await readText(file, open).catch((cause: unknown) => {
    if (cause instanceof UserError && !file.includes("/")) throw new UserError(`${cause.message}, or a policy: ${GPU_POLICIES.join(", ")}`);
    throw cause;
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new UserError(`${place(error.pos[0])}: not YAML: ${error.message}; accepted: a KubeSchedulerConfiguration in YAML or JSON`);
  const result = loadSchedulerConfiguration(document.toJS(), registry);
  if (result.ok) return result.configuration;
  throw new UserError(
    result.errors
      .map((each) => {
        const node = document.getIn([...each.segments], true) as { range?: [number, number, number] } | undefined;
        return `${node?.range === undefined ? file : place(node.range[0])}: ${formatConfigError(each)}`;
      })
      .join("\n"),
  );
}

function* shapesOf({ shapes }: TraceFiles): Iterable<PolicyShape> {
  for (const { shapes: known, shape } of shapes) {
    for (const number of shape) {
      const { milliCpu, gpuCount, gpuMilli, gpuModels } = known[number]!;
      yield { cpuMilli: milliCpu, gpuCount, gpuMilli: gpuCount === 0 ? 0 : gpuMilli || WHOLE_GPU_MILLI, gpuModels };
    }
  }
}
