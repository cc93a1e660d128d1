/**
 * The scoring formulas over (requested, allocated, allocatable), once in numbers for the hot path and once in int64 for huge amounts. All
 * divisions truncate, as Go's do. Source: pkg/scheduler/framework/plugins/noderesources/*.go, helper/shape_score.go.
 */
import type { ResourceSpec, ScoringStrategy, UtilizationShapePoint } from "./scoring-strategy.ts";

export type NumberFormula = (requested: Float64Array, allocated: Float64Array, allocatable: Float64Array) => number;
export type ExactFormula = (requested: readonly bigint[], allocated: readonly bigint[], allocatable: readonly bigint[]) => bigint;

export function numberFormula(strategy: ScoringStrategy): NumberFormula {
  const { resources } = strategy;
  switch (strategy.type) {
    case "LeastAllocated":
      return isCpuMemoryOfWeightOne(resources)
        ? leastAllocatedPair
        : (requested, _, allocatable) => weighted(resources, requested, allocatable, leastRequested);
    case "MostAllocated":
      return (requested, _, allocatable) => weighted(resources, requested, allocatable, mostRequested);
    case "RequestedToCapacityRatio": {
      const f = brokenLine(strategy.requestedToCapacityRatio?.shape ?? []);
      return (requested, _, allocatable) => {
        let sum = 0;
        let weights = 0;
        for (let i = 0; i < resources.length; i++) {
          if (allocatable[i] === 0) continue;
          const score = f(requested[i]! > allocatable[i]! ? 100 : Math.trunc((requested[i]! * 100) / allocatable[i]!));
          if (score <= 0) continue;
          sum += score * resources[i]!.weight;
          weights += resources[i]!.weight;
        }
        return weights === 0 ? 0 : roundHalfAway(sum / weights);
      };
    }
    case "Balanced":
      return (requested, allocated, allocatable) => balance(balanceOf(requested, allocatable), balanceOf(allocated, allocatable));
  }
}

export function exactFormula(strategy: ScoringStrategy): ExactFormula {
  const { resources } = strategy;
  switch (strategy.type) {
    case "LeastAllocated":
      return (requested, _, allocatable) =>
        weightedExactly(resources, requested, allocatable, (r, c) => (r > c ? 0n : int64(int64(c - r) * 100n) / c));
    case "MostAllocated":
      return (requested, _, allocatable) => weightedExactly(resources, requested, allocatable, (r, c) => int64((r > c ? c : r) * 100n) / c);
    case "RequestedToCapacityRatio": {
      const f = brokenLine(strategy.requestedToCapacityRatio?.shape ?? []);
      return (requested, _, allocatable) => {
        let sum = 0;
        let weights = 0;
        for (let i = 0; i < resources.length; i++) {
          if (allocatable[i] === 0n) continue;
          const score = f(requested[i]! > allocatable[i]! ? 100 : Number(int64(requested[i]! * 100n) / allocatable[i]!));
          if (score <= 0) continue;
          sum += score * resources[i]!.weight;
          weights += resources[i]!.weight;
        }
        return BigInt(weights === 0 ? 0 : roundHalfAway(sum / weights));
      };
    }
    case "Balanced":
      return (requested, allocated, allocatable) => {
        const has = Float64Array.from(allocatable, Number);
        return BigInt(balance(balanceOf(Float64Array.from(requested, Number), has), balanceOf(Float64Array.from(allocated, Number), has)));
      };
  }
}

function leastAllocatedPair(requested: Float64Array, _allocated: Float64Array, allocatable: Float64Array): number {
  const cpu = allocatable[0]!;
  const memory = allocatable[1]!;
  if (cpu === 0 || memory === 0) {
    if (cpu !== 0) return leastRequested(requested[0]!, cpu);
    return memory !== 0 ? leastRequested(requested[1]!, memory) : 0;
  }
  return (leastRequested(requested[0]!, cpu) + leastRequested(requested[1]!, memory)) >> 1;
}

function isCpuMemoryOfWeightOne(resources: readonly ResourceSpec[]): boolean {
  return (
    resources.length === 2 && resources[0]!.name === "cpu" && resources[1]!.name === "memory" && resources.every((r) => r.weight === 1)
  );
}

function weighted(
  resources: readonly ResourceSpec[],
  requested: Float64Array,
  allocatable: Float64Array,
  score: (requested: number, capacity: number) => number,
): number {
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < resources.length; i++) {
    if (allocatable[i] === 0) continue;
    sum += score(requested[i]!, allocatable[i]!) * resources[i]!.weight;
    weights += resources[i]!.weight;
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights);
}

function weightedExactly(
  resources: readonly ResourceSpec[],
  requested: readonly bigint[],
  allocatable: readonly bigint[],
  score: (requested: bigint, capacity: bigint) => bigint,
): bigint {
  let sum = 0n;
  let weights = 0n;
  for (let i = 0; i < resources.length; i++) {
    if (allocatable[i] === 0n) continue;
    sum = int64(sum + score(requested[i]!, allocatable[i]!) * BigInt(resources[i]!.weight));
    weights += BigInt(resources[i]!.weight);
  }
  return weights === 0n ? 0n : sum / weights;
}

function leastRequested(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * 100) / capacity);
}

function mostRequested(requested: number, capacity: number): number {
  return Math.trunc(((requested > capacity ? capacity : requested) * 100) / capacity);
}

/** 50..100, about 75 when the pod leaves the balance as it was. */
function balance(withPod: number, withoutPod: number): number {
  return 50 + Math.trunc((50 + withPod - withoutPod) / 2);
}

/** 100 x (1 - standard deviation of the requested fractions). */
function balanceOf(requested: Float64Array, allocatable: Float64Array): number {
  if (requested.length === 2 && allocatable[0] !== 0 && allocatable[1] !== 0) {
    const a = requested[0]! / allocatable[0]!;
    const b = requested[1]! / allocatable[1]!;
    return Math.trunc((1 - Math.abs(((a > 1 ? 1 : a) - (b > 1 ? 1 : b)) / 2)) * 100);
  }
  const fractions: number[] = [];
  let total = 0;
  for (let i = 0; i < requested.length; i++) {
    if (allocatable[i] === 0) continue;
    const fraction = Math.min(requested[i]! / allocatable[i]!, 1);
    fractions.push(fraction);
    total += fraction;
  }
  let deviation = 0;
  if (fractions.length === 2) {
    deviation = Math.abs((fractions[0]! - fractions[1]!) / 2);
  } else if (fractions.length > 2) {
    const mean = total / fractions.length;
    let squares = 0;
    for (const fraction of fractions) squares += (fraction - mean) * (fraction - mean);
    deviation = Math.sqrt(squares / fractions.length);
  }
  return Math.trunc((1 - deviation) * 100);
}

/** Piecewise linear through the shape's points, whose scores count ten times (BuildBrokenLinearFunction). */
function brokenLine(shape: readonly UtilizationShapePoint[]): (utilization: number) => number {
  const points = shape.map((point) => ({ x: point.utilization, y: point.score * 10 }));
  return (p) => {
    for (let i = 0; i < points.length; i++) {
      const { x, y } = points[i]!;
      if (p > x) continue;
      if (i === 0) return y;
      const before = points[i - 1]!;
      return before.y + Math.trunc(((y - before.y) * (p - before.x)) / (x - before.x));
    }
    return points.length === 0 ? 0 : points[points.length - 1]!.y;
  };
}

function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
}

function int64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
