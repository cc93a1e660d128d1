/**
 * A whole run: nodes, pods that arrive, are scheduled with the default profile, start, end and leave. Peer (from its authors' machine
 * class):
 * Kubernetriks, Rust, one filter and one score: 23.6 s and 487 MB for 1,000 nodes and 100,000 pods.
 */
import { pathToFileURL } from "node:url";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Simulation } from "@orrery/runner/simulation";
import { churnInput } from "./synthetic-input.ts";

export interface EndToEndResult {
  readonly seconds: number;
  readonly events: number;
  readonly attempts: number;
  readonly peakMb: number;
  readonly digest: string;
}

export function run({ tiny = false, nodes = 1000, pods = 100_000 } = {}): EndToEndResult {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const input = tiny ? churnInput(10, 200, registry) : churnInput(nodes, pods, registry);
  const start = process.hrtime.bigint();
  const simulation = new Simulation(input, registry);
  const { events, attempts } = simulation.run();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds, events, attempts, peakMb: process.resourceUsage().maxRSS / 1024, digest: simulation.digest };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [nodes = 1000, pods = 100_000] = process.argv.slice(2).map(Number);
  const { seconds, events, attempts, peakMb, digest } = run({ nodes, pods });
  process.stdout.write(
    `${nodes} nodes, ${pods} pods: ${seconds.toFixed(2)} s, ${Math.round(events / seconds)} events/s, ${Math.round(attempts / seconds)} attempts/s, peak ${peakMb.toFixed(0)} MB, digest ${digest}\n`,
  );
  process.stdout.write("Kubernetriks (Rust, one filter, one score), 1,000 nodes, 100,000 pods: 23.6 s, 487 MB\n");
}
