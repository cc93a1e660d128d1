/** From the text of a scenario file to a checked scenario: syntax and shape, no other file is read. */
import { checkShape, isFields } from "./check-shape.ts";
import type { ScenarioProblem } from "./problem.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIO } from "./scenario-shape.ts";
import { withoutNulls } from "./without-nulls.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlDocument } from "./yaml-source.ts";

/** A scenario and where everything in it stands. */
export interface ParsedScenario {
  readonly scenario: Scenario;
  readonly document: YamlDocument;
  /** Fields of Kubernetes objects that are accepted and change nothing, as `path: sentence`. */
  readonly notModelled: readonly string[];
}

/** @returns every error of syntax and shape at once, or the scenario */
export function parseScenario(text: string, fileName: string): ParsedScenario | { readonly errors: readonly ScenarioProblem[] } {
  const read = readYaml(text, fileName);
  if ("errors" in read) return read;
  const [document, second] = read.documents;
  if (second !== undefined) {
    return {
      errors: [second.problem("error", [], "a second document", "", "one scenario in a file; Kubernetes objects go into spec.manifests")],
    };
  }
  const value = document!.value;
  const foreign = kindMistake(value);
  if (foreign !== undefined) return { errors: [document!.problem("error", [], foreign, "", "apiVersion: orrery/v1 and kind: Scenario")] };
  const { differences, unheeded } = checkShape(value, SCENARIO);
  if (differences.length > 0) {
    return { errors: differences.map((d) => document!.problem("error", d.path, d.message, d.found, d.accepted, d.atKey)) };
  }
  return { scenario: withoutNulls(value, SCENARIO) as Scenario, document: document!, notModelled: unheededSentences(unheeded) };
}

/** One sentence for each thing that is not modelled, with the fields that ask for it. */
export function unheededSentences(
  unheeded: readonly { readonly path: readonly (string | number)[]; readonly sentence: string }[],
): string[] {
  const fields = new Map<string, Map<string, number>>();
  for (const { path, sentence } of unheeded) {
    const name = String(path.findLast((step) => typeof step === "string") ?? "");
    const counts = fields.get(sentence) ?? new Map<string, number>();
    fields.set(sentence, counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  return Array.from(fields, ([sentence, counts]) => `${Array.from(counts, ([name, n]) => `${name} (${n})`).join(", ")}: ${sentence}`);
}

function kindMistake(value: unknown): string | undefined {
  if (!isFields(value)) return "this is no scenario: the document is no mapping";
  const { apiVersion, kind } = value;
  if (kind === "Scenario" && apiVersion === "orrery/v1") return undefined;
  if (kind === undefined && apiVersion === undefined) return "this is no scenario: it has neither apiVersion nor kind";
  const missing = kind === undefined ? "kind" : apiVersion === undefined ? "apiVersion" : undefined;
  return `this is no scenario: ${missing === undefined ? `it is ${String(kind)} of ${String(apiVersion)}` : `it has no ${missing}`}`;
}
