/** Runs the steps of a recording through Orrery's control loops and its scheduler. */
import { ControllerManager } from "@orrery/sim-core/controllers";
import { Engine, Phase, randomStreams } from "@orrery/sim-core/engine";
import { Store } from "@orrery/sim-core/store";
import { SchedulerComponent } from "@orrery/scheduler/component";
import { defaultConfiguration, kubernetesRegistry } from "@orrery/scheduler/config";
import { buildProfile } from "@orrery/scheduler/cycle";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { controllerFlags } from "./controller-flags.ts";
import { type Recording, usBeforeStart } from "./recording.ts";
import { ScriptedKubelets } from "./scripted-kubelets.ts";
import { ScriptedNodes } from "./scripted-nodes.ts";
import { StableNames } from "./stable-names.ts";
import { StepRunner } from "./step-runner.ts";

const WATCH_DELAY_US = 5_000;

/** The recorded control plane was up before the first step. A multiple of all periods of its loops. */
const WARM_UP_US = 60_000_000;

/** What came of a recording: the store at the end, with all facts. */
export interface Replayed {
  readonly store: Store;
  /** The names by which the recording calls its objects. */
  readonly names: StableNames;
  /** When the first second of the recording began, in the store's microseconds. */
  readonly startUs: number;
  /** Nodes of the recording, by number; others only keep it company. */
  readonly nodes: ReadonlySet<number>;
  /** Pods that a script ended: their condition Ready stays what it was. */
  readonly endedByScript: ReadonlySet<number>;
}

export function replay(recording: Recording): Replayed {
  const { scenario } = recording;
  const engine = new Engine();
  const store = new Store(engine);
  for (const node of scenario.nodes) store.addNode(node, "");
  if ((scenario.otherNodes ?? "none") !== "none") {
    store.addNode({ metadata: { name: "elsewhere", labels: { "topology.kubernetes.io/zone": "elsewhere" } } }, "");
  }
  const names = new StableNames(store);
  const nodes = new ScriptedNodes(engine, store);
  const watchDelayUs = WATCH_DELAY_US;
  const streams = randomStreams("recording");
  startScheduler(engine, store);
  void new ControllerManager({ engine, store, watchDelayUs, streams, heartbeats: nodes, nodes: controllerFlags(recording) });
  void new ScriptedKubelets(engine, store, nodes, scenario.kubelet ?? {}, (pod) => names.rootOf(pod));
  const startUs = startOf(recording);
  const steps = new StepRunner({ engine, store, names, nodes, startUs });
  const kind = engine.registerKind("step", Phase.arrival, (at) => steps.run(scenario.steps[at]!));
  steps.prepare(scenario.steps);
  engine.addArrivals(kind, { timeUs: Float64Array.from(scenario.steps, ({ t }) => startUs + Math.round(t * 1e6)) });
  engine.advance(startUs + scenario.until * 1e6);
  const own = new Set(scenario.nodes.map((_, id) => id).concat(steps.createdNodes));
  return { store, names, startUs, nodes: own, endedByScript: steps.endedByScript };
}

/** Statuses may tell of times before the first step: what they tell of then happens in time. */
function startOf({ scenario }: Recording): number {
  const before = scenario.steps
    .flatMap(({ objects = [] }) => objects)
    .flatMap(({ status }) => [status?.startTime, ...(status?.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime)])
    .map(usBeforeStart);
  return (Math.ceil(Math.max(0, ...before) / WARM_UP_US) + 1) * WARM_UP_US;
}

function startScheduler(engine: Engine, store: Store): void {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const { profiles, podInitialBackoffSeconds, podMaxBackoffSeconds } = defaultConfiguration(registry);
  void new SchedulerComponent({
    engine,
    store,
    timings: { watchDelayUs: WATCH_DELAY_US, cycleUs: 1_000, bindingUs: 5_000, evictionUs: 5_000 },
    backoff: { initialSeconds: podInitialBackoffSeconds, maxSeconds: podMaxBackoffSeconds },
    tieBreak: "heap",
    random: () => 0,
    profiles: (handle) => profiles.map((profile) => buildProfile(profile, registry, handle)),
    explain: new Set(),
  });
}
