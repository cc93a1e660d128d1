/** The published JSON Schema (draft 2020-12) of scenario files, made from the same shapes that check them. */
import { byCodeUnits } from "@orrery/sim-core/model";
import { DURATION_PATTERN } from "./duration.ts";
import { SCENARIO } from "./scenario-shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

type Json = Readonly<Record<string, unknown>>;

/** What `scenarios/scenario.schema.json` holds. */
export function scenarioJsonSchema(): Json {
  const definitions = new Map<string, Json>();
  const root = objectSchema(SCENARIO, definitions);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Orrery scenario",
    ...root,
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => byCodeUnits(a, b))),
  };
}

type Definitions = Map<string, Json>;

function schemaOf(shape: Shape, definitions: Definitions): Json {
  const described = shape.about === undefined ? {} : { description: shape.about };
  const notes = shape.notModelled === undefined ? {} : { description: `Not modelled: ${shape.notModelled}.` };
  if (shape.name === undefined) return { ...bare(shape, definitions), ...described, ...notes };
  if (!definitions.has(shape.name)) {
    definitions.set(shape.name, {});
    definitions.set(shape.name, bare(shape, definitions));
  }
  return { $ref: `#/$defs/${shape.name}`, ...described, ...notes };
}

function bare(shape: Shape, definitions: Definitions): Json {
  switch (shape.kind) {
    case "string":
      return { type: "string", ...(shape.pattern === undefined ? {} : { pattern: shape.pattern.source }) };
    case "enum":
      return shape.values.length === 1 ? { const: shape.values[0] } : { enum: shape.values };
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return {
        type: "integer",
        ...(shape.minimum === undefined ? {} : { minimum: shape.minimum }),
        ...(shape.maximum === undefined ? {} : { maximum: shape.maximum }),
      };
    case "number":
      return {
        type: "number",
        ...(shape.minimum === undefined ? {} : { minimum: shape.minimum }),
        ...(shape.above === undefined ? {} : { exclusiveMinimum: shape.above }),
        ...(shape.maximum === undefined ? {} : { maximum: shape.maximum }),
      };
    case "quantity":
      return {
        anyOf: [
          { type: "number", minimum: 0 },
          { type: "string", pattern: QUANTITY_PATTERN },
        ],
      };
    case "duration": {
      const ofTime = { type: "string", pattern: DURATION_PATTERN.source };
      return shape.words === undefined ? ofTime : { anyOf: [ofTime, { enum: shape.words }] };
    }
    case "list":
      return { type: "array", items: schemaOf(shape.of, definitions), ...(shape.minimum === undefined ? {} : { minItems: shape.minimum }) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(shape.of, definitions) };
    case "object":
      return objectSchema(shape, definitions);
    case "cases":
      return casesSchema(shape, definitions);
    case "either":
      return { anyOf: shape.of.map((each) => schemaOf(each, definitions)) };
    case "foreign":
      return { type: "object" };
    case "any":
      return {};
  }
}

function objectSchema(shape: ObjectShape, definitions: Definitions): Json {
  const fields = Object.entries(shape.fields).filter(([, field]) => field.refused === undefined);
  const exclusive = shape.oneOf ?? shape.atMostOneOf ?? [];
  const pairs = exclusive.flatMap((a, i) => exclusive.slice(i + 1).map((b) => ({ not: { required: [a, b] } })));
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field, definitions)])),
    ...(shape.required === undefined ? {} : { required: shape.required }),
    ...(shape.oneOf === undefined ? {} : { oneOf: shape.oneOf.map((name) => ({ required: [name] })) }),
    ...(shape.oneOf === undefined && pairs.length > 0 ? { allOf: pairs } : {}),
  };
}

/** `if` on the deciding field, so that an editor names the fields of the chosen case only. */
function casesSchema(shape: Shape & { kind: "cases" }, definitions: Definitions): Json {
  const names = Object.keys(shape.of);
  const decided = {
    required: [shape.field],
    properties: { [shape.field]: { enum: names } },
    allOf: names.map((name) =>
      implied({ required: [shape.field], properties: { [shape.field]: { const: name } } }, schemaOf(shape.of[name]!, definitions)),
    ),
  };
  if (shape.without === undefined) return { type: "object", ...decided };
  return { type: "object", ...implied({ required: [shape.field] }, decided, schemaOf(shape.without.shape, definitions)) };
}

/** Written as pairs, since an object with a field `then` could be taken for a promise. */
function implied(condition: Json, consequence: Json, alternative?: Json): Json {
  const branches: [string, Json][] = [
    ["if", condition],
    ["then", consequence],
  ];
  return Object.fromEntries(alternative === undefined ? branches : [...branches, ["else", alternative]]);
}

/** The notation of Kubernetes' quantities, as far as a pattern can say it. */
const QUANTITY_PATTERN = "^\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$";
