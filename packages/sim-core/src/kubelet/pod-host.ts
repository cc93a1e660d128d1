/** What a pod's worker has of its node, and what the node has of its workers. */
import type { RandomStreams } from "../engine/index.ts";
import type { PodEnd, PodRecord, Store } from "../store/index.ts";
import type { ContainerProcess, ProcessEnd } from "./container-process.ts";
import type { KubeletTimings } from "./kubelet-timings.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { OomKill } from "./node-oom.ts";
import type { NodeImages } from "./node-images.ts";
import type { NodeResources } from "./node-resources.ts";
import type { PodProgram } from "./pod-program.ts";

export interface PodHost {
  readonly nowUs: number;
  readonly store: Store;
  readonly streams: RandomStreams;
  readonly timings: KubeletTimings;
  readonly settings: KubeletSettings;
  readonly resources: NodeResources;
  readonly images: NodeImages;
  readonly elide: boolean;
  /** When the kubelet came up: workers of probes that begin within their first period wait a random part of it. */
  readonly kubeletStartedUs: number;
  /** The kubelet or its runtime does nothing now; workers are woken when it does again. */
  readonly frozen: boolean;
  /** When the kubelet next looks at what its runtime did. */
  relistUs(fromUs: number): number;
  /** The worker's next turn; Infinity: none. */
  wakeAt(worker: PodWorker, atUs: number): void;
  /** The pod's containers have all ended and it will not run again here. */
  done(worker: PodWorker): void;
  /** What slows the node's containers down, for the causes. */
  cpuEvidence(process: ContainerProcess | undefined): Record<string, number>;
}

/** Why and how a pod is ended by its kubelet. */
export interface Termination {
  /** From now to SIGKILL. */
  readonly graceUs: number;
  /** The pod fails with this; undefined: it has been deleted, and its object goes when its containers have ended. */
  readonly end: PodEnd | undefined;
}

/** The kubelet's worker of one pod. */
export interface PodWorker {
  readonly record: PodRecord;
  readonly program: PodProgram;
  readonly hasSandbox: boolean;
  /** Does what is due. */
  wake(nowUs: number): void;
  /** Ends the pod; a second call can only shorten the time that is left. */
  terminate(nowUs: number, termination: Termination): void;
  exited(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined): void;
  answerChanged(process: ContainerProcess): void;
  /** The image that one of its containers waits for has come, or it has not. */
  pullEnded(container: number, failure: { readonly reason: string; readonly retryUs: number } | undefined, nowUs: number): void;
  /** All processes have gone with the machine. */
  machineOff(nowUs: number): void;
  /** The machine is up again and its kubelet starts. */
  machineOn(nowUs: number): void;
  /** The kubelet stops or goes on acting. */
  freeze(nowUs: number): void;
  thaw(nowUs: number): void;
}
