/**
 * The eviction manager of one node: every ten seconds it looks at what is left of memory, disk and PIDs, sets the pressure conditions, and
 * evicts one pod at a time.
 *
 * Source: pkg/kubelet/eviction/eviction_manager.go, synchronize.
 *
 * Not modelled: inodes; disks of their own for images or containers; statistics that are older than the look; notifications of the kernel;
 * limits of emptyDir volumes. Pods above a limit of their own for disk are ended at once and not one after another.
 */
import type { PodEnd } from "../store/index.ts";
import { type EvictionCandidate, rankDiskPressure, rankMemoryPressure, rankPidPressure } from "./eviction-ranking.ts";
import { EVICTION_SIGNALS, type EvictionSignal, type PressureCondition } from "./eviction-signals.ts";
import type { EvictionThreshold } from "./eviction-thresholds.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import { podRequestOf } from "./pod-request.ts";
import { requiredAmount, type SignalObservation, thresholdsMet } from "./thresholds-met.ts";

export const EVICTION_INTERVAL_US = 10_000_000;
/** After an eviction: how long it waits for the pod's end at the least, and at most for it to be gone, which it asks each second. */
const LEAST_KILL_WAIT_US = 10_000_000;
const CLEANUP_LIMIT_US = 30_000_000;
const CLEANUP_POLL_US = 1_000_000;
/** Grace period of an eviction by a hard threshold or a limit. */
const IMMEDIATE_GRACE_US = 1_000_000;

export type Observations = ReadonlyMap<EvictionSignal, SignalObservation>;

export interface EvictionCandidatePod extends EvictionCandidate {
  readonly id: number;
  readonly critical: boolean;
  readonly graceUs: number;
  /** Of its own limits for disk: what it uses above which of them; undefined: none. */
  readonly overDiskLimit: string | undefined;
}

export interface EvictionHost {
  observe(nowUs: number): Observations;
  candidates(nowUs: number): readonly EvictionCandidatePod[];
  /** Removes images that nobody uses. */
  reclaimImages(nowUs: number): void;
  evict(candidate: EvictionCandidatePod, graceUs: number, end: PodEnd, nowUs: number): void;
  thresholdMet(threshold: EvictionThreshold, observed: SignalObservation): void;
}

export class EvictionManager {
  /** Conditions that the node reports. */
  conditions: ReadonlySet<PressureCondition> = new Set();
  private readonly settings: KubeletSettings;
  private readonly host: EvictionHost;
  private met: readonly EvictionThreshold[] = [];
  private readonly firstMetUs = new Map<EvictionThreshold, number>();
  private readonly lastMetUs = new Map<PressureCondition, number>();
  /** The last look; the next ones come each interval after it. */
  private lookedUs: number;
  private evicting: Evicting | undefined;

  constructor(settings: KubeletSettings, host: EvictionHost, startedUs: number) {
    this.settings = settings;
    this.host = host;
    this.lookedUs = startedUs;
  }

  /** Nothing is short and nothing was lately: a look that finds no threshold met changes nothing. */
  get isCalm(): boolean {
    return this.met.length === 0 && this.conditions.size === 0 && this.evicting === undefined;
  }

  /** The kubelet starts anew and knows nothing of before. */
  restart(nowUs: number): void {
    this.met = [];
    this.firstMetUs.clear();
    this.lastMetUs.clear();
    this.conditions = new Set();
    this.evicting = undefined;
    this.lookedUs = nowUs;
  }

  /** The first look at or after `fromUs`. */
  nextLookUs(fromUs: number): number {
    if (this.evicting !== undefined) {
      const { killedByUs, goneUs } = this.evicting;
      const beganUs = Math.min(goneUs, killedByUs);
      const polls = Math.max(1, Math.ceil((goneUs - beganUs) / CLEANUP_POLL_US));
      return beganUs + Math.min(polls * CLEANUP_POLL_US, CLEANUP_LIMIT_US);
    }
    return this.lookedUs + Math.max(1, Math.ceil((fromUs - this.lookedUs) / EVICTION_INTERVAL_US)) * EVICTION_INTERVAL_US;
  }

  /** A pod's containers have all ended. @returns whether that changes when the next look is */
  podGone(id: number, nowUs: number): boolean {
    const { evicting } = this;
    if (evicting === undefined || !evicting.pods.delete(id) || evicting.pods.size > 0) return false;
    evicting.goneUs = nowUs;
    return true;
  }

  /** What must be left of a signal so that no threshold is met by it; undefined: no threshold names it. */
  static required(settings: KubeletSettings, signal: EvictionSignal, capacity: number): number | undefined {
    const amounts = settings.evictionThresholds
      .filter((threshold) => threshold.signal === signal)
      .map((threshold) => Number(requiredAmount(threshold, capacity, false).value()));
    return amounts.length === 0 ? undefined : Math.max(...amounts);
  }

  /** A look, when it is due. */
  look(nowUs: number): void {
    if (this.nextLookUs(nowUs) > nowUs) return;
    this.evicting = undefined;
    this.lookedUs = nowUs;
    const observations = this.host.observe(nowUs);
    const due = this.updateThresholds(observations, nowUs);
    const candidates = due.length > 0 || this.settings.hardware.diskBytes > 0 ? this.host.candidates(nowUs) : [];
    if (this.evictByLimit(candidates, nowUs) || due.length === 0) return;
    const threshold = due.find(({ signal }) => EVICTION_SIGNALS.get(signal)!.resource === "memory") ?? due[0]!;
    if (isDisk(threshold.signal)) {
      this.host.reclaimImages(nowUs);
      if (thresholdsMet([threshold], this.host.observe(nowUs), true).length === 0) return;
    }
    this.evictFor(threshold, candidates, observations, nowUs);
  }

  /** @returns thresholds that have been met for their grace period */
  private updateThresholds(observations: Observations, nowUs: number): readonly EvictionThreshold[] {
    const now = new Set(thresholdsMet(this.settings.evictionThresholds, observations, false));
    for (const threshold of thresholdsMet(this.met, observations, true)) now.add(threshold);
    const met = this.settings.evictionThresholds.filter((threshold) => now.has(threshold));
    for (const threshold of met) {
      if (!this.firstMetUs.has(threshold)) this.host.thresholdMet(threshold, observations.get(threshold.signal)!);
      this.firstMetUs.set(threshold, this.firstMetUs.get(threshold) ?? nowUs);
      this.lastMetUs.set(EVICTION_SIGNALS.get(threshold.signal)!.condition, nowUs);
    }
    for (const threshold of this.firstMetUs.keys()) if (!now.has(threshold)) this.firstMetUs.delete(threshold);
    const { evictionPressureTransitionPeriodUs } = this.settings;
    const conditions = [...this.lastMetUs].filter(([, atUs]) => nowUs - atUs < evictionPressureTransitionPeriodUs || atUs === nowUs);
    for (const condition of this.lastMetUs.keys()) if (!conditions.some(([each]) => each === condition)) this.lastMetUs.delete(condition);
    const active = PRESSURES.filter((pressure) => conditions.some(([each]) => each === pressure));
    if (active.length !== this.conditions.size || active.some((each) => !this.conditions.has(each))) this.conditions = new Set(active);
    // What has not been met for its grace period is over as soon as it is not met: the minimum reclaim is for the others.
    this.met = met.filter((threshold) => nowUs - this.firstMetUs.get(threshold)! >= threshold.gracePeriodUs);
    return this.met;
  }

  /** Pods above a limit of their own for disk go first, all of them at once. */
  private evictByLimit(candidates: readonly EvictionCandidatePod[], nowUs: number): boolean {
    const chosen = candidates.filter(({ overDiskLimit, critical }) => overDiskLimit !== undefined && !critical);
    if (chosen.length === 0) return false;
    this.awaitEnd(chosen, IMMEDIATE_GRACE_US, nowUs);
    for (const candidate of chosen) {
      const end = { reason: "Evicted", message: candidate.overDiskLimit! };
      this.host.evict(candidate, IMMEDIATE_GRACE_US, { ...end, because: { by: "kubelet", ...end } }, nowUs);
    }
    return true;
  }

  private evictFor(
    threshold: EvictionThreshold,
    candidates: readonly EvictionCandidatePod[],
    observations: Observations,
    nowUs: number,
  ): void {
    const { signal } = threshold;
    const { resource } = EVICTION_SIGNALS.get(signal)!;
    const chosen = ranked(candidates, signal).find(({ critical }) => !critical);
    if (chosen === undefined) return;
    const observed = observations.get(signal)!;
    const required = requiredAmount(threshold, observed.capacity, false);
    const graceUs =
      threshold.gracePeriodUs === 0 ? IMMEDIATE_GRACE_US : Math.min(this.settings.evictionMaxPodGracePeriodSeconds * 1e6, chosen.graceUs);
    const message = `The node was low on resource: ${resource}. Threshold quantity: ${required.toString()}, available: ${observed.available}. `;
    const evidence = { signal, availableBytes: observed.available, thresholdBytes: Number(required.value()), ...reasonOf(chosen, signal) };
    this.awaitEnd([chosen], graceUs, nowUs);
    this.host.evict(
      chosen,
      graceUs,
      { reason: "Evicted", message, because: { by: "kubelet", reason: "Evicted", message, evidence } },
      nowUs,
    );
  }

  /** Source: pkg/kubelet/pod_workers.go (killPodNow), eviction_manager.go (waitForPodsCleanup). */
  private awaitEnd(chosen: readonly EvictionCandidatePod[], graceUs: number, nowUs: number): void {
    const killedByUs = nowUs + Math.max(graceUs + Math.floor(graceUs / 2e6) * 1e6, LEAST_KILL_WAIT_US);
    this.evicting = { pods: new Set(chosen.map(({ id }) => id)), killedByUs, goneUs: Infinity };
  }
}

/** Pods that have been evicted and are not gone; `goneUs`: when the last one was (Infinity: not yet). */
interface Evicting {
  readonly pods: Set<number>;
  readonly killedByUs: number;
  goneUs: number;
}

const PRESSURES: readonly PressureCondition[] = ["MemoryPressure", "DiskPressure", "PIDPressure"];

function isDisk(signal: EvictionSignal): boolean {
  return EVICTION_SIGNALS.get(signal)!.condition === "DiskPressure";
}

/** What put this pod before the others. */
function reasonOf({ pod, usage }: EvictionCandidatePod, signal: EvictionSignal): Readonly<Record<string, number>> {
  if (EVICTION_SIGNALS.get(signal)!.condition !== "MemoryPressure") return {};
  return { usageBytes: usage?.workingSetBytes ?? 0, requestBytes: Number(podRequestOf(pod, "memory").value()) };
}

function ranked(candidates: readonly EvictionCandidatePod[], signal: EvictionSignal): EvictionCandidatePod[] {
  const { condition } = EVICTION_SIGNALS.get(signal)!;
  if (condition === "MemoryPressure") return rankMemoryPressure(candidates);
  if (condition === "PIDPressure") return rankPidPressure(candidates);
  return rankDiskPressure(candidates, signal, { dedicatedImageFs: false, splitContainerImageFs: false });
}
