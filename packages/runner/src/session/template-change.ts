/**
 * Another pod template for a workload that runs: a new version, other requests and limits, other probe settings. Its controller rolls it
 * out.
 */
import type { Container, PodSpec, Probe } from "@orrery/sim-core/model";
import { objectKey } from "@orrery/sim-core/store";
import type { ApiObject } from "@orrery/sim-core/store";
import { pathText, podMistake } from "../scenario/index.ts";
import type { SimulationInput } from "../simulation/index.ts";

export interface WorkloadName {
  readonly kind: "Deployment" | "ReplicaSet";
  readonly namespace: string;
  readonly name: string;
}

export interface TemplateChange extends WorkloadName {
  /** Of the first container; left out: as it is. The amounts in Kubernetes' notation. */
  readonly image?: string;
  readonly cpuRequest?: string;
  readonly memoryRequest?: string;
  readonly cpuLimit?: string;
  readonly memoryLimit?: string;
  /** Of every probe that its containers have. */
  readonly probes?: { readonly periodSeconds?: number; readonly timeoutSeconds?: number; readonly failureThreshold?: number };
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly template: { readonly spec: PodSpec };
}

/** The workload as the input itself will have made it by then; undefined: it is not there. */
export function workloadAt(input: SimulationInput, atUs: number, { kind, namespace, name }: WorkloadName): ApiObject | undefined {
  const key = objectKey({ kind, metadata: { namespace, name } });
  let object = input.objects.find((each) => objectKey(each) === key);
  for (const { atUs: whenUs, change } of input.timeline) {
    if (whenUs > atUs) break;
    if (change.kind === "applyWorkload" && objectKey(change.object) === key) object = change.object;
    else if (change.kind === "removeObject" && objectKey(change.object) === key) object = undefined;
    else if (
      change.kind === "scaleWorkload" &&
      object !== undefined &&
      objectKey({ kind, metadata: change.target.metadata }) === key &&
      change.target.kind === kind
    )
      object = { ...object, spec: { ...(object["spec"] as WorkloadSpec), replicas: change.replicas } };
  }
  return object;
}

/**
 * @param change of a shape that has been checked
 * @returns the object with the new template, or the sentence that says why it cannot be
 */
export function withTemplateChange(object: ApiObject, change: TemplateChange): ApiObject | string {
  const spec = object["spec"] as WorkloadSpec;
  const pod = spec.template.spec;
  const containers = pod.containers.map((container, i) => withProbes(i === 0 ? withAmounts(container, change) : container, change));
  const changed = { ...pod, containers };
  const mistake = podMistake(changed);
  if (mistake !== undefined) return refusal(mistake);
  return { ...object, spec: { ...spec, template: { ...spec.template, spec: changed } } };
}

function withAmounts(container: Container, { image, cpuRequest, memoryRequest, cpuLimit, memoryLimit }: TemplateChange): Container {
  const given = (cpu: string | undefined, memory: string | undefined) => ({
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  });
  const { requests, limits } = container.resources ?? {};
  return {
    ...container,
    ...(image === undefined ? {} : { image }),
    resources: {
      ...container.resources,
      requests: { ...requests, ...given(cpuRequest, memoryRequest) },
      limits: { ...limits, ...given(cpuLimit, memoryLimit) },
    },
  };
}

function withProbes(container: Container, { probes }: TemplateChange): Container {
  if (probes === undefined) return container;
  const changed = (probe: Probe | undefined) => (probe === undefined ? undefined : { ...probe, ...probes });
  const found = {
    startupProbe: changed(container.startupProbe),
    livenessProbe: changed(container.livenessProbe),
    readinessProbe: changed(container.readinessProbe),
  };
  return { ...container, ...Object.fromEntries(Object.entries(found).filter(([, probe]) => probe !== undefined)) };
}

/** As the API server says it of the whole template: what is given may contradict what stays. */
function refusal({ path, message, found, accepted }: NonNullable<ReturnType<typeof podMistake>>): string {
  return `${pathText(["spec", "template", ...path])}: ${message}; found ${found}; accepted: ${accepted}`;
}
