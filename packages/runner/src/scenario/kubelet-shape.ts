/** How scenarios configure the kubelets of a pool: fields of KubeletConfiguration (kubelet.config.k8s.io/v1beta1), by its names. */
import { RESOURCE_LIST } from "./metadata-shape.ts";
import { duration, flag, integer, list, map, object, oneOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const AMOUNT_OR_SHARE: Shape = {
  kind: "either",
  of: [
    { kind: "string", pattern: /^(\d+(\.\d+)?%|[0-9.]+[A-Za-z]*)$/, accepted: "a quantity such as 100Mi, or a percentage such as 10%" },
    { kind: "quantity" },
  ],
};

export const EVICTION_HARD: Shape = map(
  AMOUNT_OR_SHARE,
  "Hard eviction thresholds by signal; all of the kubelet's defaults go when one is given.",
);
const PERCENT = (about: string): Shape => integer(0, about, 100);

export const KUBELET: ObjectShape = object(
  {
    maxPods: integer(0, "110 by default.", 2_147_483_647),
    kubeReserved: RESOURCE_LIST,
    systemReserved: RESOURCE_LIST,
    enforceNodeAllocatable: list(
      oneOf(["pods"], "Pods are kept within what the reserves leave; what runs outside pods is not confined to its reserve in this model."),
      undefined,
      1,
    ),
    evictionHard: EVICTION_HARD,
    evictionSoft: map(AMOUNT_OR_SHARE, "Each needs an entry in evictionSoftGracePeriod."),
    evictionSoftGracePeriod: map(duration()),
    evictionMinimumReclaim: map(AMOUNT_OR_SHARE),
    evictionPressureTransitionPeriod: duration("5m by default."),
    evictionMaxPodGracePeriod: integer(0, "Seconds that a soft eviction leaves a pod at most; 0 by default.", 2_147_483_647),
    mergeDefaultEvictionSettings: flag("Signals that evictionHard does not name keep their defaults."),
    serializeImagePulls: flag("true by default, but false where maxParallelImagePulls is over 1."),
    maxParallelImagePulls: integer(1, "Unlimited by default.", 2_147_483_647),
    imageGCHighThresholdPercent: PERCENT("Of the disk; 85 by default."),
    imageGCLowThresholdPercent: PERCENT("Of the disk; 80 by default."),
    imageMinimumGCAge: duration("2m by default."),
    imageMaximumGCAge: duration("0s, never, by default."),
    crashLoopBackOff: object({ maxContainerRestartPeriod: duration("From 1s to 300s; 300s by default.") }),
    cpuCFSQuota: flag("CPU limits are enforced; true by default."),
    cpuCFSQuotaPeriod: duration("From 1ms to 1s; 100ms by default."),
    singleProcessOOMKill: flag("An OOM kills one process of a container instead of all; false by default."),
    shutdownGracePeriod: duration("0s by default: the node just stops."),
    shutdownGracePeriodCriticalPods: duration("The part of it that is left to critical pods; 0s by default."),
  },
  { name: "kubelet", about: "Fields of KubeletConfiguration, with its defaults." },
);
