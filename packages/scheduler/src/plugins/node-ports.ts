/**
 * NodePorts: two pods on a node cannot have the same host port. Source: pkg/scheduler/framework/plugins/nodeports/node_ports.go,
 * v1.36.2.
 */
import type { Container, Pod } from "@orrery/sim-core/model";
import { Action, errorStatus, hostPortsOf, SKIP, unschedulable } from "../framework/index.ts";
import type { HintDecision, HostPort, Plugin, PluginFactory, PodInfo, PreFilterResult } from "../framework/index.ts";
import { hasPlace } from "./same-pod.ts";

export const NODE_PORTS = "NodePorts";

const PORT_TAKEN = unschedulable(NODE_PORTS, "node(s) didn't have free ports for the requested pod ports");
/** Where a profile disables the plugin at PreFilter alone. */
const NO_STATE = errorStatus(NODE_PORTS, 'reading "PreFilterNodePorts" from cycleState: not found');
const SKIPPED: PreFilterResult<readonly HostPort[]> = { status: SKIP };

/** The plugin; it takes no arguments. */
export const newNodePorts: PluginFactory = () => {
  const plugin: Plugin<readonly HostPort[] | undefined> = {
    name: NODE_PORTS,
    filterReads: "node",

    preFilter: ({ pod: { template } }) => (template.hostPorts.length === 0 ? SKIPPED : { state: template.hostPorts }),

    filter(state, _pod, node) {
      if (state === undefined) return NO_STATE;
      if (node.hostPorts.length === 0) return undefined;
      return conflict(state, node.hostPorts) ? PORT_TAKEN : undefined;
    },

    eventsToRegister: () => [
      { event: { resource: "Pod", action: Action.Delete }, hint: afterPodDelete },
      { event: { resource: "Node", action: Action.Add } },
    ],
    signPod: portsSignature,
  };
  return plugin as Plugin;
};

/** Same protocol and port, and the addresses overlap: 0.0.0.0 overlaps every address. */
function conflict(wanted: readonly HostPort[], taken: readonly HostPort[]): boolean {
  for (let i = 0; i < wanted.length; i++) {
    const want = wanted[i]!;
    for (let j = 0; j < taken.length; j++) {
      const use = taken[j]!;
      if (want.port !== use.port || want.protocol !== use.protocol) continue;
      if (want.ip === use.ip || want.ip === ANY_ADDRESS || use.ip === ANY_ADDRESS) return true;
    }
  }
  return false;
}

const ANY_ADDRESS = "0.0.0.0";

function afterPodDelete(pod: PodInfo, oldPod: unknown): HintDecision {
  const deleted = oldPod as Pod;
  return hasPlace(deleted) && conflict(pod.template.hostPorts, hostPortsOf(deleted.spec)) ? "Queue" : "QueueSkip";
}

/** The port numbers alone, of all init containers too (HostPortsSigner). */
function portsSignature({ template: { spec } }: PodInfo): readonly number[] {
  const ports = new Set<number>();
  const containers: readonly Container[] = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const { ports: list } of containers) {
    for (const { hostPort } of list ?? []) if (hostPort !== undefined && hostPort !== 0) ports.add(hostPort);
  }
  return [...ports].sort((a, b) => a - b);
}
