import fc from "fast-check";
import { expect, it } from "vitest";
import { NodeInfo } from "../framework/index.ts";
import { plainScorer } from "./plain-resource-scores.ts";
import { numberFormula } from "./resource-formulas.ts";
import type { ScoringStrategy } from "./scoring-strategy.ts";

const resources = [
  { name: "cpu", weight: 1 },
  { name: "memory", weight: 1 },
];
const amount = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.integer({ min: 1, max: 200 }).map((n) => n * 2 ** 30),
);

it.each<ScoringStrategy>([
  { type: "LeastAllocated", resources },
  { type: "Balanced", resources },
])("the loop for $type agrees with the formula", (strategy) => {
  const loop = plainScorer(strategy)!;
  const formula = numberFormula(strategy);
  fc.assert(
    fc.property(fc.array(amount, { minLength: 6, maxLength: 6 }), ([hasCpu, hasMemory, usedCpu, usedMemory, cpu, memory]) => {
      const node = new NodeInfo(0, { metadata: { name: "n" }, status: { allocatable: {} } });
      node.allocatableMilliCpu = hasCpu!;
      node.allocatableMemory = hasMemory!;
      node.requestedMilliCpu = node.nonZeroMilliCpu = usedCpu!;
      node.requestedMemory = node.nonZeroMemory = usedMemory!;
      const out = new Float64Array(1);
      loop(cpu!, memory!, [node], 1, out);
      const allocated = [hasCpu === 0 ? 0 : usedCpu!, hasMemory === 0 ? 0 : usedMemory!];
      const requested = [hasCpu === 0 ? 0 : usedCpu! + cpu!, hasMemory === 0 ? 0 : usedMemory! + memory!];
      expect(out[0]).toBe(formula(Float64Array.from(requested), Float64Array.from(allocated), Float64Array.of(hasCpu!, hasMemory!)));
    }),
    { numRuns: 2000 },
  );
});
