/** docs/scenario-format.md is true: its examples are right and run, and it names every field of the format. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Simulation } from "../simulation/index.ts";
import { checkScenario, formatProblems, scenarioJsonSchema } from "./index.ts";
import { SCENARIO } from "./scenario-shape.ts";
import type { Shape } from "./shape.ts";

const doc = readFileSync(new URL("../../../../docs/scenario-format.md", import.meta.url), "utf8");
const examples = Array.from(doc.matchAll(/```yaml\n([^]*?)```/g), ([, text]) => text!);
const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(scenarioJsonSchema());

describe("the examples", () => {
  it("are two: a small scenario and one that lives", () => {
    expect(examples.map((text) => (parse(text) as { metadata: { name: string } }).metadata.name)).toEqual(["small", "living"]);
  });

  it.each(examples)("are right by check and schema, and run\n%s", async (text) => {
    const { problems, input } = await checkScenario(text, "s.yaml", { readText: () => Promise.reject(new Error("no files")), registry });
    expect(formatProblems(problems)).toBe("");
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const simulation = new Simulation(input!, registry);
    simulation.advance(20_000);
    expect(simulation.state.pods.some(({ phase }) => phase === "Running")).toBe(true);
  });
});

describe("the fields of the format", () => {
  it("are all named", () => {
    const fields = ownFields(SCENARIO.fields["spec"]!, new Set());
    expect(fields.size).toBeGreaterThan(120);
    expect(
      [...fields].filter((name) => !doc.includes(`\`${name}\``) && !doc.includes(`\`${name}:`) && !doc.includes(`.${name}\``)),
    ).toEqual([]);
  });
});

/** Of Orrery's own objects; those of Kubernetes are its documentation's matter. */
function ownFields(shape: Shape, seen: Set<Shape>, found = new Set<string>()): Set<string> {
  if (seen.has(shape) || KUBERNETES.has(shape.name ?? "") || shape.refused !== undefined) return found;
  seen.add(shape);
  if (shape.kind === "list" || shape.kind === "map") ownFields(shape.of, seen, found);
  if (shape.kind === "either") for (const each of shape.of) ownFields(each, seen, found);
  if (shape.kind === "cases") for (const each of Object.values(shape.of)) ownFields(each, seen, found);
  if (shape.kind !== "object") return found;
  for (const [name, field] of Object.entries(shape.fields)) {
    if (field.refused === undefined) found.add(name);
    ownFields(field, seen, found);
  }
  return found;
}

const KUBERNETES: ReadonlySet<string> = new Set(
  "manifest manifestOrFile podOrFile pod podTemplate labelSelector taint metadata containerImage".split(" "),
);
