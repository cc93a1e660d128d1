/**
 * The scoring formulas of the default profile over cpu and memory, each as one tight loop: together they are half of the time of a
 * decision. Equal to
 * `resource-formulas.ts` digit by digit; a test compares them.
 */
import type { NodeInfo, ScoreColumn } from "../framework/index.ts";
import type { ScoringStrategy } from "./scoring-strategy.ts";

/** Fills `out` for nodes without huge amounts; `milliCpu` and `memory` are what the pod adds. */
export type PlainScorer = (milliCpu: number, memory: number, nodes: readonly NodeInfo[], count: number, out: ScoreColumn) => void;

/** The loop for a strategy, or undefined when it is none of the two that a default profile has. */
export function plainScorer(strategy: ScoringStrategy): PlainScorer | undefined {
  const [cpu, memory] = strategy.resources;
  if (strategy.resources.length !== 2 || cpu!.name !== "cpu" || memory!.name !== "memory") return undefined;
  if (strategy.type === "Balanced") return balanced;
  return strategy.type === "LeastAllocated" && cpu!.weight === memory!.weight ? leastAllocated : undefined;
}

/** Sums of requests with defaults for containers that request nothing. */
function leastAllocated(milliCpu: number, memory: number, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): void {
  for (let i = 0; i < count; i++) {
    const node = nodes[i]!;
    const hasCpu = node.allocatableMilliCpu;
    const hasMemory = node.allocatableMemory;
    const freeCpu = hasCpu - node.nonZeroMilliCpu - milliCpu;
    const freeMemory = hasMemory - node.nonZeroMemory - memory;
    const cpuScore = freeCpu < 0 || hasCpu === 0 ? 0 : Math.floor((freeCpu * 100) / hasCpu);
    const memoryScore = freeMemory < 0 || hasMemory === 0 ? 0 : Math.floor((freeMemory * 100) / hasMemory);
    // A resource that the node does not have does not weigh either.
    out[i] = hasCpu === 0 || hasMemory === 0 ? cpuScore + memoryScore : (cpuScore + memoryScore) >> 1;
  }
}

/** Real requests. */
function balanced(milliCpu: number, memory: number, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): void {
  for (let i = 0; i < count; i++) {
    const node = nodes[i]!;
    const hasCpu = node.allocatableMilliCpu;
    const hasMemory = node.allocatableMemory;
    if (hasCpu === 0 || hasMemory === 0) {
      // Fewer than two fractions do not deviate from each other: the balance is 100 before and after.
      out[i] = 75;
      continue;
    }
    const usedCpu = node.requestedMilliCpu;
    const usedMemory = node.requestedMemory;
    const cpuBefore = usedCpu / hasCpu;
    const memoryBefore = usedMemory / hasMemory;
    const cpuAfter = (usedCpu + milliCpu) / hasCpu;
    const memoryAfter = (usedMemory + memory) / hasMemory;
    const before = (1 - Math.abs(((cpuBefore > 1 ? 1 : cpuBefore) - (memoryBefore > 1 ? 1 : memoryBefore)) / 2)) * 100;
    const after = (1 - Math.abs(((cpuAfter > 1 ? 1 : cpuAfter) - (memoryAfter > 1 ? 1 : memoryAfter)) / 2)) * 100;
    out[i] = 50 + ((50 + Math.floor(after) - Math.floor(before)) >> 1);
  }
}
