/** Why a container was killed or a probe failed, with the numbers behind it. */
import type { Cause } from "../store/index.ts";
import type { ContainerProcess } from "./container-process.ts";
import type { ContainerWorker } from "./container-worker.ts";
import type { OomKill } from "./node-oom.ts";
import type { NodeResources } from "./node-resources.ts";
import type { ContainerProgram } from "./pod-program.ts";
import type { ProbeWorker } from "./probe-worker.ts";
import { rounded } from "./rounded.ts";

export function oomCause({ scope, usageBytes, limitBytes, oomScoreAdj }: OomKill, process: ContainerProcess): Cause {
  const what = {
    container: `container ${process.program.name} reached its memory limit`,
    pod: `the pod of container ${process.program.name} reached its memory limit`,
    kubepods: "the pods of the node together reached what is left for them",
    machine: "the machine's memory ran out",
  }[scope];
  return {
    by: "kernel",
    reason: "OOMKilled",
    message: what,
    evidence: { scope, usageBytes, limitBytes, ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }) },
  };
}

/** Of the node, when the kernel has to kill for all of its pods or for itself. @param pod the key of the victim's */
export function systemOomCause({ scope, usageBytes, limitBytes }: OomKill, pod: string): Cause {
  const message = scope === "machine" ? "the machine's memory ran out" : "the pods together reached what is left for them";
  return { by: "kernel", reason: "OOMKilling", message, evidence: { pod, usageBytes, limitBytes } };
}

/** What makes a container slow: its own quota, or that more is wanted of the node than there is. */
export function cpuEvidence(
  resources: NodeResources,
  cores: number,
  allocatableCores: number,
  process: ContainerProcess | undefined,
): Record<string, number> {
  return {
    ...(process === undefined ? {} : resources.slownessOf(process)),
    nodeDemandCores: rounded(resources.wantedCores(), 1),
    nodeCores: cores,
    ...(allocatableCores > cores ? { oversell: rounded(allocatableCores / cores, 1) } : {}),
  };
}

/** Why a pod is over that nobody but its containers ended. */
export function failedContainerCause(container: ContainerWorker | undefined): Cause {
  if (container === undefined) return { by: "kubelet", reason: "Error", message: "not all of its containers have run" };
  const { program, lastEnd } = container;
  const { exitCode } = lastEnd!;
  return {
    by: "kubelet",
    reason: "Error",
    message: `container ${program.name} failed for good`,
    evidence: { container: program.name, exitCode },
  };
}

/** Why a container is killed that a probe has condemned. */
export function probeKillCause({ name }: ContainerProgram, { kind, failures }: ProbeWorker): Cause {
  const message = `Container ${name} failed ${kind} probe, will be restarted`;
  return { by: "kubelet", reason: "Unhealthy", message, evidence: { probe: kind, failures } };
}

/** What made a probe fail: nobody listens yet, nobody answers, or the answer came too late. */
export function probeCause(name: string, process: ContainerProcess | undefined, evidence: Record<string, number>): Cause {
  const common = { by: "container", evidence };
  switch (process?.stage) {
    case undefined:
      return { ...common, reason: "Ended", message: `container ${name} had just ended` };
    case "waiting":
      return { ...common, reason: "NotStarted", message: `container ${name} still waits for what it needs` };
    case "starting":
      return {
        ...common,
        reason: "NotStarted",
        message: `container ${name} is still starting up`,
        evidence: { ...evidence, startupDoneShare: rounded(process!.startupShare()) },
      };
    case "restarting":
      return { ...common, reason: "Restarting", message: `the process in container ${name} is being restarted` };
    case "hung":
      return { ...common, reason: "Hung", message: `container ${name} answers nothing` };
    default:
      return { ...common, reason: "Slow", message: `container ${name} answers too late` };
  }
}
