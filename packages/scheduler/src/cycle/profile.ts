/** A profile ready to run: which plugin works at which extension point, in order. */
import type { Plugin, PodInfo } from "../framework/index.ts";

export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

export interface Profile {
  readonly schedulerName: string;
  /** 0..100; 0 or undefined: adaptive. */
  readonly percentageOfNodesToScore: number | undefined;
  readonly preEnqueue: readonly Plugin[];
  readonly preFilter: readonly Plugin[];
  readonly filter: readonly Plugin[];
  readonly postFilter: readonly Plugin[];
  readonly preScore: readonly Plugin[];
  readonly score: readonly WeightedPlugin[];
  readonly reserve: readonly Plugin[];
  readonly permit: readonly Plugin[];
  readonly preBind: readonly Plugin[];
  /** Every plugin once, for queueing hints and signatures. */
  readonly all: readonly Plugin[];
}

/** Nominated pods by node: pods that wait for victims to leave, and count as present for their equals and inferiors. */
export interface Nominations {
  /** How many pods are nominated in all; 0 lets the search skip the question. */
  readonly size: number;
  podsOn(nodeName: string): readonly PodInfo[];
}
