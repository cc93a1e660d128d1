/** The published schema refuses what the check refuses for its shape, and accepts what it accepts. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { checkShape } from "./check-shape.ts";
import { scenarioJsonSchema } from "./json-schema.ts";
import { SCENARIO } from "./scenario-shape.ts";

const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(scenarioJsonSchema());
const textOf = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
const LIVING = /```yaml\n([^`]*name: living\n[^`]*)```/.exec(textOf("docs/scenario-format.md"))![1]!;
const read = (name: string): unknown => parse(name === "living" ? LIVING : textOf(`scenarios/${name}.yaml`));
const NAMES = ["planner", "preemption", "zone-spread", "bin-packing", "volumes", "living"];

describe("schema and check", () => {
  it("agree on scenarios with any one value replaced", () => {
    const junk = fc.constantFrom<unknown>(-1, 1.5, "", "12Q", "1 hour", true, [], {}, { nonsense: 1 }, ["x"], "nonsense");
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), junk, (name, at, value) => {
        const scenario = replaced(read(name), at, value);
        const differences = checkShape(scenario, SCENARIO).differences;
        if (differences.length > 0) refused += 1;
        expect(validate(scenario), JSON.stringify(differences[0] ?? validate.errors)).toBe(differences.length === 0);
      }),
      { numRuns: 800, seed: 1 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it("agree on fields that nobody knows", () => {
    for (const name of NAMES) {
      const scenario = read(name) as { spec: { nodePools: Record<string, unknown>[] } };
      scenario.spec.nodePools[0]!["colour"] = "blue";
      expect(validate(scenario)).toBe(false);
      expect(checkShape(scenario, SCENARIO).differences.map(({ message }) => message)).toEqual(['unknown field "colour"']);
    }
  });
});

/** The document with its value number `at`, counted round, replaced. */
function replaced(document: unknown, at: number, value: unknown): unknown {
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
  holder[key] = value;
  return document;
}
