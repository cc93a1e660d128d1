/** How the arguments of Kubernetes' own plugins are read. Plugins that are not listed take none. */
import { decode } from "../decode.ts";
import type { Fields, Shape } from "../decode.ts";
import type { ReadArgs } from "../plugin-registry.ts";
import { BALANCED_ALLOCATION_SHAPE, readBalancedAllocationArgs } from "./balanced-allocation.ts";
import { DEFAULT_PREEMPTION_SHAPE, readDefaultPreemptionArgs } from "./default-preemption.ts";
import { DYNAMIC_RESOURCES_SHAPE, readDynamicResourcesArgs } from "./dynamic-resources.ts";
import { INTER_POD_AFFINITY_SHAPE, readInterPodAffinityArgs } from "./inter-pod-affinity.ts";
import { NODE_AFFINITY_SHAPE, readNodeAffinityArgs } from "./node-affinity.ts";
import { NODE_RESOURCES_FIT_SHAPE, readNodeResourcesFitArgs } from "./node-resources-fit.ts";
import { POD_TOPOLOGY_SPREAD_SHAPE, readPodTopologySpreadArgs } from "./pod-topology-spread.ts";
import { readVolumeBindingArgs, VOLUME_BINDING_SHAPE } from "./volume-binding.ts";

export const KUBERNETES_ARGS: ReadonlyMap<string, ReadArgs> = new Map([
  typed("DefaultPreemption", DEFAULT_PREEMPTION_SHAPE, readDefaultPreemptionArgs),
  typed("DynamicResources", DYNAMIC_RESOURCES_SHAPE, readDynamicResourcesArgs),
  typed("InterPodAffinity", INTER_POD_AFFINITY_SHAPE, readInterPodAffinityArgs),
  typed("NodeAffinity", NODE_AFFINITY_SHAPE, readNodeAffinityArgs),
  typed("NodeResourcesBalancedAllocation", BALANCED_ALLOCATION_SHAPE, readBalancedAllocationArgs),
  typed("NodeResourcesFit", NODE_RESOURCES_FIT_SHAPE, readNodeResourcesFitArgs),
  typed("PodTopologySpread", POD_TOPOLOGY_SPREAD_SHAPE, readPodTopologySpreadArgs),
  typed("VolumeBinding", VOLUME_BINDING_SHAPE, readVolumeBindingArgs),
]);

/** For plugins without arguments: whatever is given is reported. */
export const readNoArgs: ReadArgs = withTypeMeta("", { fields: {} }, () => ({}));

function typed(plugin: string, shape: Shape, read: ReadArgs): [string, ReadArgs] {
  return [plugin, withTypeMeta(`${plugin}Args`, shape, read)];
}

/** Arguments may name their own type, which must be the right one. Values of a wrong type end the reading. */
function withTypeMeta(kind: string, shape: Shape, read: ReadArgs): ReadArgs {
  return (args, path, errors) => {
    const before = errors.list.length;
    const { apiVersion, kind: given, ...rest } = args;
    if (kind !== "" && given !== undefined && given !== kind) {
      errors.add(path.child("kind"), `args were not of type ${kind}, got ${String(given)}`, given, kind);
    }
    if (kind !== "" && apiVersion !== undefined && apiVersion !== "kubescheduler.config.k8s.io/v1") {
      errors.add(
        path.child("apiVersion"),
        `no kind "${kind}" is registered for version "${String(apiVersion)}"`,
        apiVersion,
        "kubescheduler.config.k8s.io/v1",
      );
    }
    const decoded = decode(kind === "" ? args : rest, shape, path, errors) as Fields;
    return errors.list.length > before ? {} : read(decoded, path, errors);
  };
}
