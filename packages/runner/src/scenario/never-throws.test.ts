/** Whatever a user writes, check answers with problems at places, or with an input; it never throws. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { checkScenario } from "./index.ts";

const doc = readFileSync(new URL("../../../../docs/scenario-format.md", import.meta.url), "utf8");
const living = /```yaml\n([^`]*name: living\n[^`]*)```/.exec(doc)![1]!;
const ports = { readText: async () => "time,value\n0,1\n", registry: kubernetesRegistry() };

describe("check", () => {
  it("never throws, and says where, for values that fit and values that do not", async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 3 });
    const outcomes = { input: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(changes, async (each) => {
        const scenario: unknown = parse(living);
        for (const [at, choice, wild] of each) change(scenario, at, choice, wild === 0);
        const { problems, input } = await checkScenario(stringify(scenario), "s.yaml", ports);
        if (input === undefined) outcomes.refused += 1;
        else outcomes.input += 1;
        expect(problems.some(({ severity }) => severity === "error")).toBe(input === undefined);
        expect(problems.filter(({ file, message }) => (file !== "s.yaml" && file !== "x.csv") || message === "")).toEqual([]);
      }),
      { numRuns: 120, seed: 1 },
    );
    expect(Math.min(outcomes.input, outcomes.refused)).toBeGreaterThan(15);
  });
});

/** The value number `at`, counted round, becomes another one: of its kind, or anything. */
function change(document: unknown, at: number, choice: number, wild: boolean): void {
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== "object" || holder === null) return;
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      visit((holder as Record<string, unknown>)[key]);
    }
  };
  visit(document);
  const { holder, key } = places[at % places.length]!;
  const values = wild ? Object.values(VALUES).flat() : VALUES[kindOf(holder[key])];
  holder[key] = structuredClone(values[choice % values.length]);
}

function kindOf(value: unknown): keyof typeof VALUES {
  if (typeof value === "number") return "number";
  if (typeof value !== "string") return "object";
  if (/^[0-9.]+(us|ms|s|m|h|d)+$/.test(value)) return "duration";
  return /^[0-9]/.test(value) ? "quantity" : "text";
}

const VALUES = {
  number: [0, 1, 2, 30, 1e6],
  duration: ["0s", "1ms", "5m", "1h30m", "20d", "forever", "never"],
  quantity: ["0", "1", "1500m", "1Gi", "10%", "40Gi", "1e3"],
  text: ["a", "shop", "node-1", "node", "default", "shop:1", "Deployment", "Always", "x.csv"],
  object: [
    null,
    {},
    [],
    { file: "x.csv" },
    { steps: { file: "x.csv" } },
    { jvm: {} },
    { matchLabels: {} },
    { pool: "node" },
    { memory: "1Gi" },
  ],
};
