/** Which eviction thresholds are met by what was observed. */
import { newQuantity, type Quantity } from "../model/index.ts";
import type { EvictionSignal } from "./eviction-signals.ts";
import type { EvictionThreshold, ThresholdValue } from "./eviction-thresholds.ts";

/** Whole bytes, inodes or processes. */
export interface SignalObservation {
  readonly capacity: number;
  readonly available: number;
}

/**
 * The thresholds of which less is available than they ask for, whatever their grace period; signals without observation do not count.
 *
 * @param enforceMinReclaim asks for the minimum reclaim on top: whether thresholds that were met are over
 *
 * Source: pkg/kubelet/eviction/helpers.go, thresholdsMet.
 */
export function thresholdsMet(
  thresholds: readonly EvictionThreshold[],
  observations: ReadonlyMap<EvictionSignal, SignalObservation>,
  enforceMinReclaim: boolean,
): EvictionThreshold[] {
  return thresholds.filter((threshold) => {
    const observed = observations.get(threshold.signal);
    if (observed === undefined) return false;
    return requiredAmount(threshold, observed.capacity, enforceMinReclaim).cmp(newQuantity(observed.available)) > 0;
  });
}

/** What must be available for a threshold not to be met. */
export function requiredAmount(threshold: EvictionThreshold, capacity: number, withMinReclaim: boolean): Quantity {
  const amount = thresholdQuantity(threshold.value, capacity);
  if (!withMinReclaim || threshold.minReclaim === undefined) return amount;
  return amount.add(thresholdQuantity(threshold.minReclaim, capacity));
}

/**
 * The amount behind a threshold; a share is cut to whole units.
 *
 * @param capacity whole units. Source: pkg/kubelet/eviction/api/types.go, GetThresholdQuantity.
 */
export function thresholdQuantity(value: ThresholdValue, capacity: number): Quantity {
  return "quantity" in value ? value.quantity : newQuantity(Math.trunc(capacity * value.percentage), "BinarySI");
}
