/**
 * The control groups of a node as kubelet and runtime make them, over the fluid of its CPUs:
 *
 *     / - system                        what runs outside pods
 *       - kubepods - (Guaranteed pod) - container
 *                  - burstable - pod - container
 *                  - besteffort - pod - container
 *
 * Weights compare only between siblings, so each level has its own formula. A pod's quota is no tighter than those of its containers
 * together, unless the pod has limits of its own; a pod of one container is one group.
 *
 * Source: pkg/kubelet/cm/{qos_container_manager_linux,pod_container_manager_linux,node_container_manager_linux}.go.
 */
import { CpuFluid, ROOT_GROUP } from "../kernel/index.ts";
import { milliCpuToShares } from "./cpu-shares.ts";
import { kubeletCpuWeight, runtimeCpuWeight } from "./cpu-weight.ts";
import type { ContainerProgram, PodProgram } from "./pod-program.ts";
import { BEST_EFFORT_GROUP_SHARES } from "./qos-cgroups.ts";

/** systemd's default for a slice. */
const SYSTEM_WEIGHT = 100;

export interface NodeCpuOptions {
  readonly cores: number;
  /** What the group of all pods is weighted by: the node's cpu less both reserves, in millicores. */
  readonly kubepodsMilliCpu: number;
  /** What the system outside pods wants all the time. */
  readonly systemCores: number;
  readonly periodUs: number;
}

export class NodeCpu {
  readonly fluid: CpuFluid;
  readonly systemGroup: number;
  private readonly kubepods: number;
  private readonly burstable: number;
  private readonly bestEffort: number;
  private readonly periodUs: number;
  private burstableShares = 2;
  private readonly podGroups = new Map<number, { readonly group: number; containers: number }>();

  constructor({ cores, kubepodsMilliCpu, systemCores, periodUs }: NodeCpuOptions, nowUs: number) {
    this.fluid = new CpuFluid(cores, nowUs);
    this.periodUs = periodUs;
    this.systemGroup = this.fluid.addGroup(ROOT_GROUP, { weight: SYSTEM_WEIGHT });
    this.fluid.setDemand(this.systemGroup, systemCores);
    this.kubepods = this.fluid.addGroup(ROOT_GROUP, { weight: kubeletCpuWeight(milliCpuToShares(kubepodsMilliCpu)) });
    this.burstable = this.fluid.addGroup(this.kubepods, { weight: kubeletCpuWeight(this.burstableShares) });
    this.bestEffort = this.fluid.addGroup(this.kubepods, { weight: kubeletCpuWeight(BEST_EFFORT_GROUP_SHARES) });
  }

  /** @returns the group that the container's threads run in */
  addContainer(podId: number, pod: PodProgram, container: ContainerProgram): number {
    const { fluid } = this;
    const quota = container.cpu.cpuQuotaUs > 0 ? { quotaUs: container.cpu.cpuQuotaUs, periodUs: this.periodUs } : undefined;
    const podWeight = kubeletCpuWeight(pod.cpuShares);
    if (pod.containers.length === 1 && pod.cpuQuotaUs === 0) {
      return fluid.addGroup(this.classGroup(pod), { weight: podWeight, ...(quota === undefined ? {} : { quota }) });
    }
    let known = this.podGroups.get(podId);
    if (known === undefined) {
      const own = pod.cpuQuotaUs > 0 ? { quota: { quotaUs: pod.cpuQuotaUs, periodUs: this.periodUs } } : {};
      known = { group: fluid.addGroup(this.classGroup(pod), { weight: podWeight, ...own }), containers: 0 };
      this.podGroups.set(podId, known);
    }
    known.containers += 1;
    const weight = runtimeCpuWeight(container.cpu.cpuShares);
    return fluid.addGroup(known.group, { weight, ...(quota === undefined ? {} : { quota }) });
  }

  removeContainer(podId: number, group: number): void {
    this.fluid.removeGroup(group);
    const known = this.podGroups.get(podId);
    if (known === undefined) return;
    known.containers -= 1;
    if (known.containers > 0) return;
    this.fluid.removeGroup(known.group);
    this.podGroups.delete(podId);
  }

  /** The group of all Burstable pods is weighted by what these request together, whether they run or not. */
  setBurstableMilliCpu(milliCpu: number): void {
    const shares = milliCpuToShares(milliCpu);
    if (shares === this.burstableShares) return;
    this.burstableShares = shares;
    this.fluid.setWeight(this.burstable, kubeletCpuWeight(shares));
  }

  private classGroup({ qos }: PodProgram): number {
    if (qos === "Guaranteed") return this.kubepods;
    return qos === "Burstable" ? this.burstable : this.bestEffort;
  }
}
