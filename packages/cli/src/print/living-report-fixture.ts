/** The report of a run with everything that can go wrong, from a history written by hand. For tests only. */
import { buildLife, buildReport } from "@orrery/runner/report";
import type { Report, RolloutFigures } from "@orrery/runner/report";
import { TINY_HOST, TinyHistory, tinyNode, tinySimulation } from "@orrery/runner/testing";

const GIB = 2 ** 30;
const END_US = 1800e6;

/** Two nodes a pool of eight cores each, sold once, twice, four times; the last pool starves, and one of its nodes crashes. */
export function livingReport(): Report {
  const run = new TinyHistory(
    [1, 2, 4].flatMap((ratio) =>
      ["a", "b"].map((letter) => {
        const { node } = tinyNode(`app-${ratio}x-${letter}`, "", 8 * ratio);
        return { node, pool: `app-${ratio}x`, hardware: { milliCpu: 8000, memoryBytes: 8 * GIB, gpus: 0 } };
      }),
    ),
  );
  for (const ratio of [1, 2, 4]) for (const letter of ["a", "b"]) fill(run, `app-${ratio}x-${letter}`, ratio);
  run.at(60);
  for (const ratio of [1, 2, 4]) for (const letter of ["a", "b"]) settle(run, `app-${ratio}x-${letter}`, ratio);
  fail(run);
  const simulation = tinySimulation([{ cpu: "1", workload: "web", arrivalS: 0, durationS: 20 }]);
  simulation.run();
  const plain = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
  return { ...plain, life: buildLife(run, END_US), rollouts: ROLLOUTS };
}

function fill(run: TinyHistory, node: string, ratio: number): void {
  for (let i = 0; i < 3 * ratio; i++) {
    const limits = { cpu: "4", memory: "2Gi" };
    run.running(`jvm-${node}-${i}`, node, { workload: `jvm-${ratio}x`, requests: { cpu: "2", memory: "1Gi" }, limits }, false);
  }
}

/** A minute later all are ready but the last of the fourfold pool, whose liveness probes gave up. */
function settle(run: TinyHistory, node: string, ratio: number): void {
  const pods = run.state.pods.filter(({ key }) => key.includes(node));
  const cpuUs = ratio === 4 ? 600e6 : 300e6;
  for (const pod of pods) run.podUsed(pod.id, { cpuUs, wantedCpuUs: cpuUs * (1 + (ratio - 1) / 4), memoryPeakBytes: 1.5 * GIB });
  const wantedCpuUs = cpuUs * pods.length * (1 + (ratio - 1) / 4);
  run.nodeUsed(node, { cpuUs: cpuUs * pods.length, wantedCpuUs, throttledUs: 40e6 * ratio, memoryPeakBytes: 6 * GIB });
  run.sample(node, {});
  for (const [i, pod] of pods.entries()) {
    run.after(ratio);
    if (ratio < 4 || i < pods.length - 1) run.store.setPodReady(pod.id, true);
    else restart(run, pod.id);
  }
  run.after(60);
  run.sample(node, { cpuUs: 100e6, wantedCpuUs: 100e6 * ratio * ratio });
}

function restart(run: TinyHistory, pod: number): void {
  run.store.probeFailed(pod, { container: 0, probe: "liveness", failures: 3, sinceUs: 0 });
  const because = { by: "kubelet", reason: "Unhealthy" };
  run.store.containerExited(pod, { container: 0, exitCode: 137, reason: "Error", startedUs: 0, because });
  run.store.containerStarted(pod, { container: 0, restartCount: 1 });
}

function fail(run: TinyHistory): void {
  const [first, second, third] = run.state.pods.filter(({ key }) => key.includes("app-4x-a"));
  const { store } = run;
  run.at(900);
  store.containerExited(first!.id, { container: 0, exitCode: 137, reason: "OOMKilled", startedUs: 0 });
  store.containerStarted(first!.id, { container: 0, restartCount: 1 });
  const because = { by: "kubelet", reason: "Evicted", evidence: { signal: "memory.available" } };
  store.finishPod(second!.id, false, { reason: "Evicted", message: "", because });
  store.nodeFaulted(run.nodeId("app-4x-a"), { reason: "EvictionThresholdMet", because });
  run.at(1000);
  store.stopNode(run.nodeId("app-4x-a"), { what: "machine", because: { by: "timeline", reason: "Crash" } });
  run.at(1300);
  store.deletePod(third!.id, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
  run.at(1400);
  store.startNode(run.nodeId("app-4x-a"));
}

const ROLLOUTS: readonly RolloutFigures[] = [
  {
    deployment: "default/web",
    revision: 2,
    fromUs: 120e6,
    completeUs: 155e6,
    timedOutUs: null,
    replicas: 20,
    fewestAvailable: 15,
    promisedAvailable: 15,
    mostPods: 25,
  },
  {
    deployment: "shop/store",
    revision: 3,
    fromUs: 120e6,
    completeUs: null,
    timedOutUs: 720e6,
    replicas: 8,
    fewestAvailable: 6,
    promisedAvailable: 8,
    mostPods: 9,
  },
];
