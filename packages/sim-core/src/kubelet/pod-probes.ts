/** The probes of one pod's containers: what they find, when the kubelet stops attempting them and goes on, when they begin. */
import type { Cause } from "../store/index.ts";
import type { ContainerWorker } from "./container-worker.ts";
import { probeCause } from "./kill-causes.ts";
import type { PodHost } from "./pod-host.ts";
import type { ProbeWorker } from "./probe-worker.ts";

/** Attempts until now. @param changed is told of each new result */
export function advanceProbes(
  containers: readonly ContainerWorker[],
  nowUs: number,
  changed: (container: ContainerWorker, probe: ProbeWorker) => void,
): void {
  for (const container of containers) {
    if (container.nextProbeUs > nowUs) continue;
    container.eachProbe((probe) => {
      while (probe.nextUs <= nowUs) {
        if (probe.advance(nowUs) === undefined) break;
        changed(container, probe);
      }
    });
  }
}

/** The kubelet stops acting. */
export function freezeProbes(containers: readonly ContainerWorker[], nowUs: number): void {
  for (const container of containers) {
    // A probe that is not attempted finds nothing; a startup probe idles once its container has started up.
    if (container.runs) container.eachProbe((probe) => probe.setStarted(nowUs, probe.kind === "startup"));
  }
}

/** The kubelet acts again. */
export function thawProbes(containers: readonly ContainerWorker[], nowUs: number): void {
  for (const container of containers) {
    container.tellStarted(nowUs);
    // An attempt that ran when the kubelet stopped acting may have failed since.
    container.eachProbe((probe) => {
      if (container.runs && probe.kind !== "readiness" && probe.result === "Failure") container.condemned = probe;
    });
  }
}

/** The pod is being ended: readiness alone is still probed. */
export function stopProbes(containers: readonly ContainerWorker[], nowUs: number): void {
  for (const { startup, liveness } of containers) {
    startup?.stop(nowUs);
    liveness?.stop(nowUs);
  }
}

/** A failure goes to the log, where it changes anything; a container that must not go on is condemned. */
export function noteProbeResult(host: PodHost, podId: number, container: ContainerWorker, probe: ProbeWorker): void {
  const { failures, kind, sinceUs } = probe;
  if (probe.result !== "Failure" || !container.runs) return;
  if (kind !== "readiness" || container.ready) {
    const because = probeCause(container.program.name, container.process, host.cpuEvidence(container.process));
    host.store.probeFailed(podId, { container: container.program.number, probe: kind, failures, sinceUs, because });
  }
  if (kind !== "readiness") container.condemned = probe;
}

/**
 * When a probe's first attempt is: after a start of the kubelet at random within a period.
 *
 * @param key of the container. Source: pkg/kubelet/prober/worker.go, run.
 */
export function probeAnchorUs(host: PodHost, key: string, periodUs: number): number {
  if (host.nowUs - host.kubeletStartedUs >= periodUs) return host.nowUs;
  return host.nowUs + Math.floor(host.streams.stream("probe start", key).next() * periodUs);
}

/** Why a pod is not ready: the first of its containers that is not. */
export function notReadyCause(containers: readonly ContainerWorker[]): Cause {
  const container = containers.find(({ program, ready }) => program.role !== "init" && !ready);
  const what = container?.runs === true ? "is not ready" : "does not run";
  return { by: "kubelet", reason: "ContainersNotReady", message: `container ${container?.program.name ?? ""} ${what}` };
}
