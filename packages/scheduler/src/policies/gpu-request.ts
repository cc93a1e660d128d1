/** What a pod asks of GPUs, read once per template. */
import type { PodInfo, PodTemplate } from "../framework/index.ts";
import { GPU_COUNT, GPU_MILLI, GPU_MODELS_ANNOTATION, WHOLE_GPU_MILLI } from "./gpu-resources.ts";

export class GpuRequest {
  /** Requested cores, in thousandths: the placement scores weigh it against the GPUs. */
  readonly cpuMilli: number;
  /** Devices; 0: the pod uses no GPU. */
  readonly count: number;
  /** Of each device, 1..1000; 0 when count is 0. */
  readonly milli: number;
  readonly models: ReadonlySet<string> | undefined;
  /** Set when the amounts make no sense: what was found and what is accepted. */
  readonly problem: string | undefined;

  constructor(cpuMilli: number, count: number, milli: number, models: ReadonlySet<string> | undefined, problem?: string) {
    this.cpuMilli = cpuMilli;
    this.count = count;
    this.milli = milli;
    this.models = models;
    this.problem = problem;
  }

  get totalMilli(): number {
    return this.count * this.milli;
  }

  /** One device, not the whole of it. */
  get shares(): boolean {
    return this.count === 1 && this.milli < WHOLE_GPU_MILLI;
  }
}

/** Requests by template; each plugin has its own, so that nothing outlives it. */
export class GpuRequests {
  private readonly byTemplate = new WeakMap<PodTemplate, GpuRequest>();

  of(pod: PodInfo): GpuRequest {
    let request = this.byTemplate.get(pod.template);
    if (request === undefined) {
      request = read(pod);
      this.byTemplate.set(pod.template, request);
    }
    return request;
  }
}

/** Models of `text` ("T4|P100"); undefined: any. */
export function parseGpuModels(text: string | undefined): ReadonlySet<string> | undefined {
  const models = (text ?? "")
    .split("|")
    .map((model) => model.trim())
    .filter((model) => model !== "");
  return models.length > 0 ? new Set(models) : undefined;
}

function read(pod: PodInfo): GpuRequest {
  const { scalar, milliCpu } = pod.template.request;
  const share = scalar.get(GPU_MILLI);
  const count = scalar.get(GPU_COUNT) ?? (share === undefined || share === 0 ? 0 : 1);
  const milli = count === 0 ? 0 : (share ?? WHOLE_GPU_MILLI);
  const models = parseGpuModels(pod.pod.metadata.annotations?.[GPU_MODELS_ANNOTATION]);
  return new GpuRequest(milliCpu, count, milli, models, problemOf(count, milli, share));
}

function problemOf(count: number, milli: number, share: number | undefined): string | undefined {
  if (count === 0 && share !== undefined && share > 0) return `${GPU_MILLI} is ${share} but ${GPU_COUNT} is 0`;
  if (count === 0 || (milli >= 1 && milli <= WHOLE_GPU_MILLI)) return undefined;
  return `${GPU_MILLI} is ${milli}, accepted is 1..${WHOLE_GPU_MILLI} of each device`;
}
