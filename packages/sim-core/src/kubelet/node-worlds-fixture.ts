/** Worlds of two nodes with anything on them and anything happening to them, for laws that hold in all of them. */
import fc from "fast-check";
import { exponential } from "../engine/index.ts";
import type { Container, Probe } from "../model/index.ts";
import type { ContainerBehavior } from "../workload/index.ts";
import { parseThresholdConfig } from "./eviction-thresholds.ts";
import { after, ClusterFixture, container, GIB, MIB, S, staticPod, steady } from "./kubelets-fixture.ts";
import type { NodeAction } from "./node-action.ts";

const seconds = (max: number) => fc.integer({ min: 0, max: max * 10 }).map((tenths) => tenths / 10);

const probe = fc.record({
  initialDelaySeconds: fc.integer({ min: 0, max: 20 }),
  periodSeconds: fc.integer({ min: 1, max: 15 }),
  timeoutSeconds: fc.integer({ min: 1, max: 30 }),
  failureThreshold: fc.integer({ min: 1, max: 4 }),
}) as fc.Arbitrary<Probe>;

const drawn = (max: number) => fc.integer({ min: 1, max }).map((mean) => exponential({ mean: mean * S }));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const behavior: fc.Arbitrary<Partial<ContainerBehavior>> = fc.record({
  cpu: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((tenths) => steady(tenths / 10)),
    fc
      .record({ base: fc.constant(0.2), burst: fc.constant(3), everyUs: drawn(60), lengthUs: drawn(30) })
      .map((b) => ({ kind: "bursts" as const, ...b })),
  ),
  memory: fc.oneof(
    fc.integer({ min: 0, max: 900 }).map((mib) => steady(mib * MIB)),
    fc
      .integer({ min: 1, max: 60 })
      .map((perMinute) => ({ kind: "leak" as const, from: 50 * MIB, perHour: perMinute * 60 * MIB, most: Infinity })),
  ),
  disk: fc
    .integer({ min: 0, max: 400 })
    .map((mibPerMinute) => ({ kind: "leak" as const, from: 0, perHour: mibPerMinute * 60 * MIB, most: 60 * GIB })),
  startup: maybe(
    fc.record({ waitUs: maybe(drawn(20)), work: maybe(fc.record({ cpuUs: drawn(60), threads: fc.integer({ min: 1, max: 3 }) })) }),
  ),
  crash: maybe(fc.record({ afterUs: drawn(200), code: fc.integer({ min: 1, max: 3 }) })),
  hang: maybe(fc.record({ afterUs: drawn(200) })),
  answerUs: fc.integer({ min: 0, max: 4 * S }),
  stopUs: fc.oneof(fc.integer({ min: 0, max: 40 * S }), fc.constant(Infinity)),
  postStartUs: fc.integer({ min: 0, max: 10 * S }),
  preStopUs: fc.integer({ min: 0, max: 20 * S }),
  supervisedRestartUs: maybe(fc.integer({ min: 0, max: 10 * S })),
});

const resources = fc.record(
  {
    requests: fc.record({ cpu: fc.constantFrom("100m", "500m", "1"), memory: fc.constantFrom("64Mi", "512Mi") }),
    limits: fc.record({ memory: fc.constantFrom("256Mi", "700Mi"), cpu: fc.constantFrom("1", "1500m") }),
  },
  { requiredKeys: [] },
);

const initContainer = fc.record({
  name: fc.constantFrom("init", "sidecar"),
  startupProbe: maybe(probe),
  lifecycle: maybe(fc.constant({ preStop: { exec: {} } })),
  image: maybe(fc.constantFrom("small:1", "large:1")),
});

const pod = fc.record({
  at: seconds(300),
  init: fc.array(initContainer, { maxLength: 2 }),
  activeDeadlineSeconds: maybe(fc.integer({ min: 1, max: 400 })),
  durationUs: fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, fc.integer({ min: 0, max: 200 * S })),
  app: fc.integer({ min: 0, max: 2 }),
  node: fc.integer({ min: 0, max: 1 }),
  containers: fc.array(
    fc.record({
      livenessProbe: maybe(probe),
      readinessProbe: maybe(probe),
      startupProbe: maybe(probe),
      resources,
      lifecycle: maybe(fc.constant({ preStop: { exec: {} }, postStart: { exec: {} } })),
      image: maybe(fc.constantFrom("small:1", "large:1", "missing:1")),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  restartPolicy: fc.constantFrom("Always", "OnFailure", "Never"),
  deletedAfter: maybe(seconds(400)),
  /** A second deletion: so long after the first, with so much grace. */
  deletedAgain: maybe(fc.record({ after: seconds(20), graceSeconds: fc.integer({ min: 0, max: 25 }) })),
});

const action: fc.Arbitrary<NodeAction> = fc.oneof(
  fc.record({ kind: fc.constant("crash" as const), downUs: fc.integer({ min: 0, max: 200 * S }) }),
  fc.record({ kind: fc.constant("reboot" as const), downUs: fc.integer({ min: 0, max: 100 * S }) }),
  fc.record({ kind: fc.constant("hangRuntime" as const), forUs: fc.integer({ min: 0, max: 300 * S }) }),
  fc.record({ kind: fc.constant("stopKubelet" as const), forUs: fc.integer({ min: 0, max: 100 * S }) }),
  fc.record({ kind: fc.constant("fillDisk" as const), bytes: fc.constant(92 * GIB), forUs: fc.integer({ min: 0, max: 100 * S }) }),
);

/** Everything that may be said about a world. */
export const nodeWorld = fc.record({
  behaviors: fc.tuple(behavior, behavior, behavior),
  pods: fc.array(pod, { minLength: 1, maxLength: 8 }),
  /** What init containers do. */
  init: fc.record({ exitAfter: fc.integer({ min: 0, max: 20 }), code: fc.constantFrom(0, 0, 1) }),
  removedAt: maybe(seconds(600)),
  staticPod: fc.boolean(),
  actions: fc.array(fc.record({ at: seconds(500), node: fc.integer({ min: 0, max: 1 }), action }), { maxLength: 3 }),
  soft: fc.boolean(),
  stall: fc.boolean(),
  relistMs: fc.constantFrom(0, 1000),
});

export type NodeWorld = typeof nodeWorld extends fc.Arbitrary<infer T> ? T : never;

/** The world before its first moment; it is quiet after 1100 s. */
export function buildNodeWorld(input: NodeWorld, elide: boolean): ClusterFixture {
  const settings = {
    shutdownGracePeriodUs: 30 * S,
    shutdownGracePeriodCriticalPodsUs: 10 * S,
    stallBelowBytes: input.stall ? 80 * MIB : 0,
    system: { cores: 0.2, memoryBytes: 300 * MIB },
    downloadBytesPerSecond: 100 * MIB,
    staticPods: input.staticPod ? [staticPod("agent", { app: "app0" })] : [],
    evictionPressureTransitionPeriodUs: 60 * S,
    evictionThresholds: parseThresholdConfig({
      evictionHard: { "memory.available": "100Mi", "nodefs.available": "10%" },
      ...(input.soft ? { evictionSoft: { "memory.available": "300Mi" }, evictionSoftGracePeriod: { "memory.available": "30s" } } : {}),
      enforceNodeAllocatable: ["pods"],
    }),
  };
  const fixture = new ClusterFixture({
    nodes: 2,
    cores: 2,
    memoryBytes: 2 * GIB,
    settings,
    elide,
    images: {
      bytes: new Map([
        ["small:1", 20 * MIB],
        ["large:1", 6 * GIB],
      ]),
      registryBytesPerSecond: 300 * MIB,
    },
    timings: { podStartUs: 700_000, podStopUs: S, relistUs: input.relistMs * 1000, watchDelayUs: 5000 },
  });
  input.behaviors.forEach((each, i) => fixture.rule(`app${i}`, each));
  input.behaviors.forEach((each, i) => {
    fixture.rule(`app${i}`, { ...each, startup: undefined, exit: { ...after(input.init.exitAfter), code: input.init.code } }, "init");
  });
  fixture.start();
  input.pods.forEach(
    ({ at, app, node, containers, init, restartPolicy, activeDeadlineSeconds, durationUs, deletedAfter, deletedAgain }, i) => {
      const list: Container[] = containers.map((each, c) => container(`c${c}`, JSON.parse(JSON.stringify(each)) as Container));
      const initContainers = init.map(({ name, ...each }) =>
        container(
          name,
          JSON.parse(JSON.stringify(name === "init" ? { image: each.image } : { ...each, restartPolicy: "Always" })) as Container,
        ),
      );
      const spec = {
        app: `app${app}`,
        containers: list,
        restartPolicy,
        ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }),
      };
      let id = -1;
      fixture.at(at, () => {
        if (!fixture.store.state.nodes[node]!.removed) ({ id } = fixture.pod(`p${i}`, { ...spec, initContainers }, node, durationUs));
      });
      const deleted = (seconds: number, graceSeconds?: number) =>
        fixture.at(seconds, () => id >= 0 && fixture.store.deletePod(id, graceSeconds === undefined ? undefined : { graceSeconds }));
      if (deletedAfter !== undefined) deleted(at + deletedAfter);
      if (deletedAfter !== undefined && deletedAgain !== undefined)
        deleted(at + deletedAfter + deletedAgain.after, deletedAgain.graceSeconds);
    },
  );
  for (const { at, node, action: what } of input.actions) fixture.at(at, () => void fixture.act(what, node));
  if (input.removedAt !== undefined) fixture.at(input.removedAt, () => fixture.store.removeNode("n1"));
  return fixture;
}
