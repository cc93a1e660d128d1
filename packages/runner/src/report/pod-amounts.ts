/** What pods ask for and may use of CPU and memory; pods of one source share the answer. */
import { podLimits, podRequests } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { containersOf } from "@orrery/sim-core/store";

export interface PodAmounts {
  readonly requestCores: number;
  readonly requestBytes: number;
  /** undefined: a container has none, so that the pod as a whole is not bounded. */
  readonly limitCores: number | undefined;
  readonly limitBytes: number | undefined;
}

export function podAmountsReader(): (source: PodSource) => PodAmounts {
  const known = new WeakMap<PodSource, PodAmounts>();
  return (source) => {
    let amounts = known.get(source);
    if (amounts === undefined) known.set(source, (amounts = podAmounts(source)));
    return amounts;
  };
}

function podAmounts({ spec }: PodSource): PodAmounts {
  const pod = { metadata: { name: "" }, spec };
  const requests = podRequests(pod);
  const limits = podLimits(pod);
  const bounded = (name: string) =>
    spec.resources?.limits?.[name] !== undefined || containersOf(spec).every(({ resources }) => resources?.limits?.[name] !== undefined);
  return {
    requestCores: Number(requests.get("cpu")?.milliValue() ?? 0) / 1000,
    requestBytes: Number(requests.get("memory")?.value() ?? 0),
    limitCores: bounded("cpu") ? Number(limits.get("cpu")?.milliValue() ?? 0) / 1000 : undefined,
    limitBytes: bounded("memory") ? Number(limits.get("memory")?.value() ?? 0) : undefined,
  };
}
