/** Eviction thresholds as the kubelet's configuration states them: evictionHard, evictionSoft and what belongs to them. */
import { parseQuantity, type Quantity, QuantityError } from "../model/index.ts";
import { parseDurationUs } from "./duration-text.ts";
import { EVICTION_SIGNALS, type EvictionSignal, isEvictionSignal } from "./eviction-signals.ts";

/** An amount, or a share (0 to 1, with the precision of 32 bits) of the capacity. */
export type ThresholdValue = { readonly quantity: Quantity } | { readonly percentage: number };

/** Met while less than `value` is available. */
export interface EvictionThreshold {
  readonly signal: EvictionSignal;
  readonly value: ThresholdValue;
  /** How long it must be met before pods are evicted; 0: a hard threshold. */
  readonly gracePeriodUs: number;
  /** What must be free above the threshold before a met one is over. */
  readonly minReclaim?: ThresholdValue;
}

/** Settings by signal, with the names of KubeletConfiguration. */
export interface EvictionConfig {
  readonly evictionHard?: Readonly<Record<string, string>>;
  readonly evictionSoft?: Readonly<Record<string, string>>;
  readonly evictionSoftGracePeriod?: Readonly<Record<string, string>>;
  readonly evictionMinimumReclaim?: Readonly<Record<string, string>>;
  /** Where it names "pods", the hard memory threshold also guards what pods may use together. */
  readonly enforceNodeAllocatable?: readonly string[];
}

/** Hard thresholds of a kubelet that is configured with none. Source: pkg/kubelet/eviction/defaults_linux.go. */
export const DEFAULT_EVICTION_HARD: Readonly<Record<string, string>> = {
  "memory.available": "100Mi",
  "nodefs.available": "10%",
  "nodefs.inodesFree": "5%",
  "imagefs.available": "15%",
  "imagefs.inodesFree": "5%",
};

/** A setting that the kubelet would refuse: `evictionHard["memory.available"]: found "abc"; accepted: ...`. */
export class EvictionConfigError extends Error {
  override readonly name = "EvictionConfigError";
}

/**
 * The thresholds: hard ones, soft ones, then those that follow for the pods' common group; each in the order of the configuration
 * (Kubernetes: random). "0%" and "100%" switch a threshold off.
 *
 * @throws EvictionConfigError. Source: pkg/kubelet/eviction/helpers.go, ParseThresholdConfig.
 */
export function parseThresholdConfig(config: EvictionConfig): EvictionThreshold[] {
  const reclaims = new Map(entries(config, "evictionMinimumReclaim").map(([signal, text, at]) => [signal, parseReclaim(text, at)]));
  const graces = new Map(entries(config, "evictionSoftGracePeriod").map(([signal, text, at]) => [signal, parseGrace(text, at)]));
  const read = (field: "evictionHard" | "evictionSoft", graceOf: (signal: EvictionSignal, at: string) => number) =>
    entries(config, field).flatMap(([signal, text, at]): EvictionThreshold[] => {
      const value = parseThreshold(text, at);
      const minReclaim = reclaims.get(signal);
      return value === undefined
        ? []
        : [{ signal, value, gracePeriodUs: graceOf(signal, at), ...(minReclaim === undefined ? {} : { minReclaim }) }];
    });
  const thresholds = [
    ...read("evictionHard", () => 0),
    ...read(
      "evictionSoft",
      (signal, at) => graces.get(signal) ?? refuse(at, "no grace period", "an entry of the signal in evictionSoftGracePeriod"),
    ),
  ];
  if (!config.enforceNodeAllocatable?.includes("pods")) return thresholds;
  const guarded = thresholds.filter(({ signal, gracePeriodUs }) => signal === "memory.available" && gracePeriodUs === 0);
  return [...thresholds, ...guarded.map((threshold): EvictionThreshold => ({ ...threshold, signal: "allocatableMemory.available" }))];
}

function entries(
  config: EvictionConfig,
  field: Exclude<keyof EvictionConfig, "enforceNodeAllocatable">,
): [EvictionSignal, string, string][] {
  return Object.entries(config[field] ?? {}).map(([signal, text]) => {
    if (!isEvictionSignal(signal)) refuse(field, JSON.stringify(signal), `the signals ${[...EVICTION_SIGNALS.keys()].join(", ")}`);
    return [signal, text, `${field}[${JSON.stringify(signal)}]`];
  });
}

function parseThreshold(text: string, at: string): ThresholdValue | undefined {
  if (text === "0%" || text === "100%") return undefined;
  if (text.endsWith("%")) {
    const percentage = parsePercentage(text);
    return percentage >= 0 && percentage <= 1 ? { percentage } : refuse(at, JSON.stringify(text), "0% to 100%");
  }
  const quantity = parseAmount(text, at);
  return quantity.sign > 0 ? { quantity } : refuse(at, JSON.stringify(text), "a quantity above 0");
}

function parseReclaim(text: string, at: string): ThresholdValue {
  if (text.endsWith("%")) {
    const percentage = parsePercentage(text);
    return percentage > 0 && percentage < Infinity ? { percentage } : refuse(at, JSON.stringify(text), "a share above 0%");
  }
  const quantity = parseAmount(text, at);
  return quantity.sign >= 0 ? { quantity } : refuse(at, JSON.stringify(text), "a quantity of 0 or more");
}

function parseGrace(text: string, at: string): number {
  const us = parseDurationUs(text);
  return us !== undefined && us >= 0 ? us : refuse(at, JSON.stringify(text), "a duration of 0 or more, such as 1m30s");
}

/** Share of 1 in 32-bit floating point, as the kubelet computes it: 10 % of 1 GiB are 107374184 bytes. NaN when it is no number. */
function parsePercentage(text: string): number {
  const digits = text.replace(/%+$/, "");
  return DECIMAL.test(digits) ? Math.fround(Math.fround(Number(digits)) / 100) : NaN;
}

const DECIMAL = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

function parseAmount(text: string, at: string): Quantity {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    return refuse(at, JSON.stringify(text), "a quantity such as 100Mi or a share such as 5%");
  }
}

function refuse(at: string, found: string, accepted: string): never {
  throw new EvictionConfigError(`${at}: found ${found}; accepted: ${accepted}`);
}
