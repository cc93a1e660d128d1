/** The real scheduling cycle with a GPU policy, for pods that are placed at once or never. */
import { ClusterCache, TemplateCache } from "@orrery/scheduler/cache";
import { formatConfigError, kubernetesRegistry, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import { buildProfile, SchedulingAlgorithm } from "@orrery/scheduler/cycle";
import type { Profile } from "@orrery/scheduler/cycle";
import type { Handle, Lister, Listers, NodeInfo } from "@orrery/scheduler/framework";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { experimentProfile, POLICY_PLUGINS } from "@orrery/scheduler/policies";
import type { GpuPolicy, TypicalPod } from "@orrery/scheduler/policies";
import type { Node, Pod } from "@orrery/sim-core/model";

export interface PlacementOptions {
  /** In the order in which equals win. */
  readonly nodes: readonly Node[];
  readonly policy: GpuPolicy;
  readonly typical: readonly TypicalPod[];
  /** A draw in [0, 1) from a stream. */
  readonly random: (stream: string) => number;
}

export class FgdPlacement {
  private readonly cache = new ClusterCache();
  private readonly templates = new TemplateCache();
  private readonly profile: Profile;
  private readonly algorithm: SchedulingAlgorithm;

  constructor(options: PlacementOptions) {
    for (const node of options.nodes) this.cache.setNode(node);
    const services = { nowUs: () => 0, random: options.random };
    this.profile = compose(options, { ...services, snapshot: this.cache, listers: NOTHING_ELSE });
    this.algorithm = new SchedulingAlgorithm(this.cache, { size: 0, podsOn: () => [] }, services, "first");
  }

  get nodes(): readonly NodeInfo[] {
    return this.cache.nodes;
  }

  /** @returns the node the pod got, or undefined: it fits nowhere now. @throws Error when a plugin fails */
  place(pod: Pod): NodeInfo | undefined {
    const info = this.templates.podInfo(pod);
    const attempt = this.algorithm.schedule(info, this.profile);
    if (attempt.outcome === "error") throw new Error(`${info.key}: ${attempt.message}`);
    const { node } = attempt;
    if (node === undefined) return undefined;
    info.nodeName = node.name;
    this.cache.setPod(info);
    for (const plugin of this.profile.reserve) {
      const status = plugin.reserve!(attempt.states?.stateOf(plugin), info, node);
      if (status !== undefined) throw new Error(`${info.key}: ${plugin.name} refused at Reserve: ${status.reasons.join(", ")}`);
    }
    return node;
  }
}

function compose({ policy, typical }: PlacementOptions, handle: Handle): Profile {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES, POLICY_PLUGINS);
  const loaded = loadSchedulerConfiguration(experimentProfile(policy, typical), registry);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatConfigError).join("; "));
  return buildProfile(loaded.configuration.profiles[0]!, registry, handle);
}

const NONE: Lister<never> = { version: 0, get: () => undefined, values: () => [] };

/** The experiment knows nodes and pods only. */
const NOTHING_ELSE: Listers = {
  pods: NONE,
  namespaces: NONE,
  services: NONE,
  replicaSets: NONE,
  replicationControllers: NONE,
  statefulSets: NONE,
  persistentVolumeClaims: NONE,
  persistentVolumes: NONE,
  storageClasses: NONE,
  csiNodes: NONE,
  csiDrivers: NONE,
  csiStorageCapacities: NONE,
  volumeAttachments: NONE,
  podDisruptionBudgets: NONE,
};
