/** What controllers read of a pod's manifest; pods of one source share it. */
import { labelMap } from "../../model/index.ts";
import type { LabelMap } from "../../model/index.ts";
import type { PodSource } from "../../store/index.ts";
import { DELETION_COST_ANNOTATION, parseDeletionCost } from "../replicaset/deletion-cost.ts";
import { controllerOf } from "./owner.ts";

export interface PodTraits {
  readonly labels: LabelMap;
  /** Of its controller; "" without one. */
  readonly ownerUid: string;
  readonly deletionCost: number;
}

export class PodTraitsBySource {
  private readonly known = new WeakMap<PodSource, PodTraits>();

  of(source: PodSource): PodTraits {
    let traits = this.known.get(source);
    if (traits === undefined) this.known.set(source, (traits = podTraits(source)));
    return traits;
  }
}

export function podTraits({ metadata }: PodSource): PodTraits {
  return {
    labels: labelMap(metadata.labels),
    ownerUid: controllerOf(metadata)?.uid ?? "",
    deletionCost: parseDeletionCost(metadata.annotations?.[DELETION_COST_ANNOTATION]),
  };
}
