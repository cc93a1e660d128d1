/**
 * Scheduling decisions per second with the whole default profile, every node evaluated anew (`--evaluate=full`), one thread. The baseline
 * is the real
 * kube-scheduler v1.36.2, in process, one worker, on a machine like the one the project was developed on; its figures are constants here
 * because it
 * needs Go.
 */
import { pathToFileURL } from "node:url";
import { Digest } from "@orrery/sim-core/engine";
import type { Pod, PodSpec } from "@orrery/sim-core/model";
import { ClusterCache, createObjectStores, TemplateCache } from "@orrery/scheduler/cache";
import { defaultConfiguration, kubernetesRegistry } from "@orrery/scheduler/config";
import { buildProfile, SchedulingAlgorithm } from "@orrery/scheduler/cycle";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Nominator } from "@orrery/scheduler/queue";
import { syntheticNode, syntheticPodSpec } from "./synthetic-input.ts";

export type Kind = "basic" | "anti-affinity" | "zone spread" | "mixed";

export interface DecisionRow {
  readonly kind: Kind;
  readonly nodes: number;
  readonly perSecond: number;
  /** Decisions per second of the real kube-scheduler; undefined: not measured. */
  readonly real: number | undefined;
  readonly digest: string;
}

/** Real kube-scheduler, decisions per second; a range is given by its faster end. */
const REAL: Readonly<Record<string, number>> = {
  "basic 100": 4000,
  "basic 1000": 1000,
  "basic 5000": 870,
  "anti-affinity 5000": 204,
  "zone spread 5000": 283,
  "mixed 5000": 490,
};

const CASES: readonly (readonly [Kind, number])[] = [
  ["basic", 100],
  ["basic", 1000],
  ["basic", 5000],
  ["anti-affinity", 5000],
  ["zone spread", 5000],
  ["mixed", 5000],
];

export function run({ tiny = false } = {}): DecisionRow[] {
  return CASES.map(([kind, nodes]) =>
    tiny ? measure(kind, Math.ceil(nodes / 50) + 3, 30, 1) : measure(kind, nodes, nodes < 1000 ? 8000 : 2000, 5),
  );
}

/** The median of `rounds` rounds, each on a fresh cluster; the first also warms up. */
function measure(kind: Kind, nodes: number, decisions: number, rounds: number): DecisionRow {
  const results = Array.from({ length: rounds }, () => decide(kind, nodes, decisions));
  const rates = results.map((r) => r.perSecond).sort((a, b) => a - b);
  return { kind, nodes, perSecond: rates[rates.length >> 1]!, real: REAL[`${kind} ${nodes}`], digest: results[0]!.digest };
}

function decide(kind: Kind, nodeCount: number, decisions: number): { perSecond: number; digest: string } {
  const cache = new ClusterCache();
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const services = { nowUs: () => 0, random: () => 0 };
  const profile = buildProfile(defaultConfiguration(registry).profiles[0]!, registry, {
    listers: createObjectStores(),
    snapshot: cache,
    ...services,
  });
  const algorithm = new SchedulingAlgorithm(cache, new Nominator(), services);
  const templates = new TemplateCache();
  for (let i = 0; i < nodeCount; i++) cache.setNode(syntheticNode(i));
  const specs = podsOf(kind);
  // One pod on every second node, so that terms find somebody.
  for (let i = 0; i < nodeCount / 2; i++) {
    const info = templates.podInfo(pod(`old-${i}`, specs[i % specs.length]!));
    info.nodeName = `node-${String(i * 2).padStart(5, "0")}`;
    if (kind !== "anti-affinity" || i % 2 === 0) cache.setPod(info);
  }
  const infos = Array.from({ length: decisions }, (_, i) => templates.podInfo(pod(`new-${i}`, specs[i % specs.length]!)));
  const digest = new Digest();
  const start = process.hrtime.bigint();
  for (const info of infos) {
    const attempt = algorithm.schedule(info, profile);
    if (attempt.node === undefined) throw new Error(attempt.message);
    info.nodeName = attempt.node.name;
    cache.setPod(info);
    digest.fold(attempt.node.slot);
  }
  return { perSecond: decisions / (Number(process.hrtime.bigint() - start) / 1e9), digest: digest.hex };
}

interface PodKind {
  readonly labels: Record<string, string>;
  readonly spec: PodSpec;
}

function pod(name: string, kind: PodKind): Pod {
  return { metadata: { name, namespace: "default", uid: name, labels: kind.labels }, spec: kind.spec };
}

function podsOf(kind: Kind): PodKind[] {
  const basic = Array.from({ length: 10 }, (_, i) => ({ labels: { app: `app-${i}` }, spec: syntheticPodSpec(100 + 10 * i, 128 + 16 * i) }));
  const anti = {
    labels: { app: "anti" },
    spec: syntheticPodSpec(100, 128, {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { app: "anti" } }, topologyKey: "kubernetes.io/hostname" },
          ],
        },
      },
    }),
  };
  const spread = {
    labels: { app: "spread" },
    spec: syntheticPodSpec(100, 128, {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { app: "spread" } },
        },
      ],
    }),
  };
  if (kind === "basic") return basic;
  if (kind === "anti-affinity") return [anti];
  if (kind === "zone spread") return [spread];
  return [...basic.slice(0, 4), anti, spread];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { kind, nodes, perSecond, real, digest } of run()) {
    const ratio = real === undefined ? "" : `, ${(perSecond / real).toFixed(1)}x kube-scheduler (${real}/s)`;
    process.stdout.write(`${kind}, ${nodes} nodes: ${Math.round(perSecond)} decisions/s${ratio}, digest ${digest}\n`);
  }
}
