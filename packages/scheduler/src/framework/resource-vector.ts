/**
 * Amounts of resources as plain numbers for the hot path, with exact int64 twins where a number would lose digits.
 *
 * Numbers are exact up to 2^53, far above any machine (9 PB). Amounts beyond `HUGE` mark the vector `huge`: whoever computes with it must
 * then take the exact path in bigint, which also reproduces the wrap-around of Go's int64.
 */

/** Above this (2^46), products by 100 could lose digits: 70 TB, or 70 billion cores. */
export const HUGE = 2 ** 46;

export interface ExactAmounts {
  readonly milliCPU: bigint;
  readonly memory: bigint;
  readonly ephemeralStorage: bigint;
  readonly scalar: ReadonlyMap<string, bigint>;
  readonly nonZeroMilliCPU: bigint;
  readonly nonZeroMemory: bigint;
}

export interface ResourceVector {
  readonly milliCpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages, attachable volumes: by name, in whole units. Keys with amount 0 are kept. */
  readonly scalar: ReadonlyMap<string, number>;
  readonly huge: boolean;
  readonly exact: ExactAmounts;
}

export function resourceVector(exact: ExactAmounts): ResourceVector {
  const scalar = new Map<string, number>();
  let huge =
    isHuge(exact.milliCPU) ||
    isHuge(exact.memory) ||
    isHuge(exact.ephemeralStorage) ||
    isHuge(exact.nonZeroMilliCPU) ||
    isHuge(exact.nonZeroMemory);
  for (const [name, amount] of exact.scalar) {
    scalar.set(name, Number(amount));
    huge ||= isHuge(amount);
  }
  return {
    milliCpu: Number(exact.milliCPU),
    memory: Number(exact.memory),
    ephemeralStorage: Number(exact.ephemeralStorage),
    scalar,
    huge,
    exact,
  };
}

function isHuge(amount: bigint): boolean {
  return amount > BigInt(HUGE) || amount < -BigInt(HUGE);
}
