/**
 * GpuShare: a pod gets a share of one GPU or whole GPUs, of the models it accepts; Reserve chooses the devices and records them in the pod.
 * Not modelled: links between devices, GPU memory apart from the share.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023; Open-Gpu-Share of hkust-adsl/kubernetes-scheduler-simulator.
 */
import { Action, SKIP, unresolvable, unschedulable } from "../framework/index.ts";
import type { Cycle, EventRegistration, NodeInfo, Plugin, PluginFactory, PodInfo, PreFilterResult, Status } from "../framework/index.ts";
import { DeviceChooser } from "./device-rule.ts";
import { Fragmentation } from "./fragmentation.ts";
import { FragmentationGradient } from "./fragmentation-gradient.ts";
import { GpuNodes } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import type { GpuShareArgs } from "./policy-args.ts";

const NAME = "GpuShare";
const TOO_FEW = unresolvable(NAME, "node(s) had too few GPUs");
const OTHER_MODEL = unresolvable(NAME, "node(s) had GPUs of another model");
const OCCUPIED = unschedulable(NAME, "Insufficient free GPUs");
const OCCUPIED_SHARE = unschedulable(NAME, "Insufficient share of one GPU");

export class GpuShare implements Plugin<GpuRequest> {
  readonly name = NAME;
  readonly filterReads = "node";
  private readonly requests = new GpuRequests();
  private readonly nodes = new GpuNodes(this.requests);
  private readonly chooser: DeviceChooser;

  constructor(chooser: DeviceChooser) {
    this.chooser = chooser;
  }

  eventsToRegister(): EventRegistration[] {
    return [
      { event: { resource: "AssignedPod", action: Action.Delete } },
      { event: { resource: "Node", action: Action.Add | Action.UpdateNodeAllocatable | Action.UpdateNodeLabel } },
    ];
  }

  preFilter(cycle: Cycle): PreFilterResult<GpuRequest> {
    const request = this.requests.of(cycle.pod);
    if (request.problem !== undefined) return { status: unresolvable(NAME, request.problem) };
    return request.count === 0 ? { status: SKIP } : { state: request };
  }

  filter(request: GpuRequest, _pod: PodInfo, node: NodeInfo): Status | undefined {
    const state = this.nodes.of(node);
    if (state.devices < request.count) return TOO_FEW;
    if (request.models !== undefined && !request.models.has(state.model)) return OTHER_MODEL;
    if (!state.fits(request.count, request.milli)) return request.shares ? OCCUPIED_SHARE : OCCUPIED;
    return undefined;
  }

  reserve(_state: GpuRequest | undefined, pod: PodInfo, node: NodeInfo): Status | undefined {
    const request = this.requests.of(pod);
    if (request.count === 0) return undefined;
    const devices = this.chooser.choose(this.nodes.without(node, pod), request);
    if (devices.length < request.count) return request.shares ? OCCUPIED_SHARE : OCCUPIED;
    record(pod, node, devices);
    return undefined;
  }

  unreserve(_state: GpuRequest | undefined, pod: PodInfo, node: NodeInfo): void {
    if (pod.gpuDevices !== undefined) record(pod, node, undefined);
  }
}

export const newGpuShare: PluginFactory = (args, handle) => {
  const { deviceRule, typicalPods } = args as unknown as GpuShareArgs;
  const gradient = deviceRule === "fgd" ? new FragmentationGradient(new Fragmentation(typicalPods)) : undefined;
  return new GpuShare(new DeviceChooser(deviceRule, () => handle.random(NAME), gradient));
};

/** The pod may already count on the node, so what the node's pods hold has changed. */
function record(pod: PodInfo, node: NodeInfo, devices: readonly number[] | undefined): void {
  pod.gpuDevices = devices;
  node.generation += 1;
}
