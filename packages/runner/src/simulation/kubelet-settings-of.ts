/** Machine and kubelet of a node: what the input says, else the kubelet's defaults on the hardware. */
import { defaultKubeletSettings, type KubeletSettings, reportedHardware } from "@orrery/sim-core/kubelet";
import type { NodeRecord } from "@orrery/sim-core/store";
import type { InputNode, SimulationInput } from "./simulation-input.ts";

export function kubeletSettingsOf({ nodes, timeline }: SimulationInput): (record: NodeRecord) => KubeletSettings {
  const added = timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []));
  const byName = new Map([...nodes, ...added].map((each) => [each.node.metadata.name, each]));
  return ({ node }) => byName.get(node.metadata.name)?.kubelet ?? defaultKubeletSettings(hardware(byName.get(node.metadata.name), node));
}

function hardware(input: InputNode | undefined, node: NodeRecord["node"]): KubeletSettings["hardware"] {
  const reported = reportedHardware(node);
  if (input === undefined) return reported;
  const { milliCpu, memoryBytes } = input.hardware;
  return { ...reported, cores: milliCpu / 1000, memoryBytes };
}
