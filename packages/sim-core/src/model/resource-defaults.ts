/** Defaults of amounts: thousandths as the finest unit, and requests of the pod as a whole. */
import type { PodSpec, ResourceList } from "./objects.ts";
import { isPodLevelResourceName, podLimits, podRequests } from "./pod-resources.ts";
import { newMilliQuantity, parseQuantity } from "./quantity.ts";
import { isHugePageResourceName, isOvercommitAllowed } from "./resource-names.ts";

/**
 * The list with every amount rounded up to a whole thousandth; amounts that are whole ones keep their text.
 *
 * @throws QuantityError. Source: pkg/apis/core/v1/defaults.go, SetDefaults_ResourceList.
 */
export function roundedToMilli(list: ResourceList): ResourceList {
  const rounded: ResourceList = {};
  for (const [name, amount] of Object.entries(list)) {
    if (!MAY_BE_FINER.test(String(amount))) {
      rounded[name] = amount;
      continue;
    }
    const quantity = parseQuantity(amount);
    const milli = newMilliQuantity(quantity.milliValue(), quantity.format);
    rounded[name] = quantity.cmp(milli) < 0 ? milli.toString() : amount;
  }
  return rounded;
}

/**
 * Requests of the pod as a whole where only its limits are given: what the containers request in sum, else the limit.
 * Huge pages that containers limit become limits of the pod as well, unless the pod requests them itself.
 *
 * Source: pkg/apis/core/v1/defaults.go, defaultHugePagePodLimits and defaultPodRequests.
 */
export function defaultPodLevelResources(spec: PodSpec): PodSpec {
  const { resources } = spec;
  if (!resources) return spec;
  const pod = { metadata: { name: "" }, spec };
  const limits: ResourceList = roundedToMilli(resources.limits ?? {});
  const requests: ResourceList = roundedToMilli(resources.requests ?? {});
  if (Object.keys(limits).length > 0 || Object.keys(requests).length > 0) {
    for (const [name, limit] of podLimits(pod, CONTAINERS_ONLY)) {
      if (isHugePageResourceName(name) && !(name in requests) && !(name in limits)) limits[name] = limit.toString();
    }
  }
  if (Object.keys(limits).length > 0) {
    for (const [name, request] of podRequests(pod, CONTAINERS_ONLY)) {
      if (isPodLevelResourceName(name) && isOvercommitAllowed(name) && !(name in requests)) requests[name] = request.toString();
    }
    for (const [name, limit] of Object.entries(limits)) if (isPodLevelResourceName(name) && !(name in requests)) requests[name] = limit;
  }
  return {
    ...spec,
    resources: {
      ...resources,
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
      ...(Object.keys(requests).length === 0 ? {} : { requests }),
    },
  };
}

const CONTAINERS_ONLY = { skipPodLevelResources: true, excludeOverhead: true };

/** Only these notations can mean less than a thousandth, or are no quantity at all. */
const MAY_BE_FINER = /[^0-9m]|m./;
