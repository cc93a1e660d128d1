/** The scheduler's configuration for replays: a KubeSchedulerConfiguration, the name of a GPU policy, or what suits the trace. */
import { formatConfigError, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { GPU_POLICIES, GPU_RESOURCE_GROUP, policyProfile, typicalPods, WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";
import type { PodShape as PolicyShape } from "@orrery/scheduler/policies";
import { LineCounter, parseDocument } from "yaml";

/** A KubeSchedulerConfiguration, or the name of a policy; undefined: Kubernetes' defaults, with GPU sharing where nodes have it. */
export type ReplayProfile = { readonly text: string; readonly file: string } | { readonly policy: string } | undefined;

/** What was read of the traces. */
export interface ReplayedTraces {
  /** Some nodes offer GPUs in thousandths. */
  readonly gpuSharing: boolean;
  /** All pods, for what FGD measures by. */
  readonly shapes: readonly { readonly shapes: readonly TraceShape[]; readonly shape: Int32Array }[];
}

/** What pods of a trace ask for; @orrery/traces' PodShape fits. */
export interface TraceShape {
  readonly milliCpu: number;
  readonly gpuCount: number;
  /** Of each GPU, in thousandths; 0: whole ones. */
  readonly gpuMilli: number;
  readonly gpuModels: readonly string[];
}

/** A configuration that cannot be used; the message has file, line and column. */
export class ProfileError extends Error {
  override readonly name = "ProfileError";
}

/** @throws ProfileError */
export function replayScheduler(profile: ReplayProfile, registry: Registry, traces: ReplayedTraces): SchedulerConfiguration {
  if (profile === undefined) return loaded(traces.gpuSharing ? SHARING : HEADER, registry);
  if ("text" in profile) return fromText(profile.text, profile.file, registry);
  const policy = GPU_POLICIES.find((name) => name === profile.policy);
  if (policy === undefined) throw new ProfileError(`there is no policy ${profile.policy}; accepted: ${GPU_POLICIES.join(", ")}`);
  return loaded(policyProfile(policy, policy === "FGD" ? typicalPods(shapesOf(traces)) : []), registry);
}

const HEADER = { apiVersion: "kubescheduler.config.k8s.io/v1", kind: "KubeSchedulerConfiguration" };
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

function fromText(text: string, file: string, registry: Registry): SchedulerConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new ProfileError(`${place(error.pos[0])}: not YAML: ${error.message}; accepted: a KubeSchedulerConfiguration in YAML or JSON`);
  const result = loadSchedulerConfiguration(document.toJS(), registry);
  if (result.ok) return result.configuration;
  throw new ProfileError(
    result.errors
      .map((each) => {
        const node = document.getIn([...each.segments], true) as { range?: [number, number, number] } | undefined;
        return `${node?.range === undefined ? file : place(node.range[0])}: ${formatConfigError(each)}`;
      })
      .join("\n"),
  );
}

function* shapesOf({ shapes }: ReplayedTraces): Iterable<PolicyShape> {
  for (const { shapes: known, shape } of shapes) {
    for (const number of shape) {
      const { milliCpu, gpuCount, gpuMilli, gpuModels } = known[number]!;
      yield { cpuMilli: milliCpu, gpuCount, gpuMilli: gpuCount === 0 ? 0 : gpuMilli || WHOLE_GPU_MILLI, gpuModels };
    }
  }
}
