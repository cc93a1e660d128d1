/**
 * Reads plain data against a description of its fields, as strictly as Kubernetes decodes component configuration: unknown fields and wrong
 * types are errors. null counts as absent. Source: apimachinery/pkg/runtime/serializer (strict decoding).
 */
import type { ConfigErrors, FieldPath } from "./config-error.ts";

export type Shape =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "float"
  | "duration"
  | "any"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

export type Fields = Record<string, unknown>;

/** A copy with only what the shape allows; what does not fit is reported and left out. What may be anything is handed on as it is. */
export function decode(value: unknown, shape: Shape, path: FieldPath, errors: ConfigErrors): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof shape === "string") return decodeScalar(value, shape, path, errors);
  if ("list" in shape) {
    if (!Array.isArray(value)) return mismatch(value, "a list", path, errors);
    return value.map((item, index) => decode(item, shape.list, path.child(index), errors)).filter((item) => item !== undefined);
  }
  if (!isFields(value)) return mismatch(value, "an object", path, errors);
  const out: Fields = {};
  for (const name of Object.keys(value)) {
    const inner = "map" in shape ? shape.map : Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (inner === undefined) {
      const known = "fields" in shape ? Object.keys(shape.fields).join(", ") : "";
      errors.add(path.child(name), `unknown field "${path.child(name).toString()}"`, name, known);
      continue;
    }
    const decoded = decode(value[name], inner, path.child(name), errors);
    if (decoded !== undefined) out[name] = decoded;
  }
  return out;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decodeScalar(value: unknown, shape: string, path: FieldPath, errors: ConfigErrors): unknown {
  switch (shape) {
    case "string":
      return typeof value === "string" ? value : mismatch(value, "a string", path, errors);
    case "bool":
      return typeof value === "boolean" ? value : mismatch(value, "true or false", path, errors);
    case "int32":
      return isInteger(value, 0x8000_0000) ? value : mismatch(value, "an integer of 32 bits", path, errors);
    case "int64":
      return isInteger(value, Number.MAX_SAFE_INTEGER) ? value : mismatch(value, "an integer", path, errors);
    case "float":
      return typeof value === "number" ? value : mismatch(value, "a number", path, errors);
    case "duration":
      return typeof value === "string" && durationSeconds(value) !== undefined
        ? value
        : mismatch(value, 'a duration such as "10s" or "1m30s"', path, errors);
    default:
      return value;
  }
}

/** Seconds of a Go duration ("1h15m", "-1.5s", "0"); undefined when it is none. Source: time.ParseDuration. */
export function durationSeconds(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!/^[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    seconds += Number(amount) * SECONDS_PER_UNIT.get(unit!)!;
  return text.startsWith("-") ? -seconds : seconds;
}

const SECONDS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["μs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);

function isInteger(value: unknown, limit: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= -limit && value < limit;
}

function mismatch(value: unknown, accepted: string, path: FieldPath, errors: ConfigErrors): undefined {
  const found = Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `${typeof value} ${JSON.stringify(value)}`;
  errors.add(path, `cannot take ${found} here`, value, accepted);
  return undefined;
}
