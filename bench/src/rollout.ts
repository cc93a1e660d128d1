/**
 * A Deployment that comes up and is rolled to a new version in a whole simulation, by size: events and seconds must not grow faster than
 * the replicas. The last column is the growth of the seconds against that of the replicas, from the size before.
 */
import { pathToFileURL } from "node:url";
import type { DeploymentObject } from "@orrery/sim-core/controllers";
import { defaultConfiguration, kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { DEFAULT_TIMINGS, Simulation } from "@orrery/runner/simulation";
import type { SimulationInput } from "@orrery/runner/simulation";
import { inputNode, syntheticPodSpec } from "./synthetic-input.ts";

export interface RolloutResult {
  readonly replicas: number;
  readonly seconds: number;
  readonly events: number;
  readonly digest: string;
  /** Available pods of the new version at the end. */
  readonly available: number;
  /** Simulated seconds from the change of the template to the last look at the Deployment that changed something. */
  readonly rolledForSeconds: number;
}

const SIZES = [100, 1000, 3000, 10_000];
const PODS_PER_NODE = 20;
const ROLL_AT_US = 120_000_000;

export function run(replicas: number): RolloutResult {
  const input = rolloutInput(replicas);
  const start = process.hrtime.bigint();
  const simulation = new Simulation(input, kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES));
  const { events } = simulation.run();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { log, state } = simulation.store;
  const { updatedReplicas = 0, availableReplicas = 0 } = state.objects.get("Deployment/default/web")!["status"] as Record<string, number>;
  const rolledForSeconds = (log.timeUs[log.length - 1]! - ROLL_AT_US) / 1e6;
  return {
    replicas,
    seconds,
    events,
    digest: simulation.digest,
    available: Math.min(updatedReplicas, availableReplicas),
    rolledForSeconds,
  };
}

function rolloutInput(replicas: number): SimulationInput {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const nodes = Math.ceil((replicas * 1.25) / PODS_PER_NODE) + 1;
  return {
    name: "rollout",
    seed: "1",
    horizonUs: Infinity,
    timings: DEFAULT_TIMINGS,
    scheduler: defaultConfiguration(registry),
    tieBreak: "heap",
    nodes: Array.from({ length: nodes }, (_, i) => inputNode(i)),
    objects: [deployment(replicas, "app:1")],
    boundPods: [],
    arrivals: [],
    timeline: [{ atUs: ROLL_AT_US, label: "roll", change: { kind: "applyWorkload", object: deployment(replicas, "app:2") } }],
    controllers: true,
    explain: [],
    notModelled: [],
  };
}

function deployment(replicas: number, image: string): DeploymentObject {
  const { containers, ...spec } = syntheticPodSpec(1000, 1024);
  const labels = { app: "web" };
  return {
    kind: "Deployment",
    metadata: { name: "web", namespace: "default", uid: "web", generation: 1 },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...spec, containers: containers.map((container) => ({ ...container, image })) } },
    },
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const given = process.argv.slice(2).map(Number);
  run(SIZES[0]!);
  let before: RolloutResult | undefined;
  for (const replicas of given.length === 0 ? SIZES : given) {
    const result = run(replicas);
    const { seconds, events, digest, rolledForSeconds } = result;
    const growth = before === undefined ? "" : `, growth ${(seconds / before.seconds / (replicas / before.replicas)).toFixed(2)}`;
    process.stdout.write(
      `${replicas} replicas: ${seconds.toFixed(2)} s, ${events} events, ${(events / replicas).toFixed(1)} a replica, rolled in ${rolledForSeconds.toFixed(1)} s simulated, digest ${digest}${growth}\n`,
    );
    before = result;
  }
}
