/** Compares a value with a shape: every difference at once, each with its path, what was found and what would be accepted. */
import { parseQuantity, QuantityError } from "@orrery/sim-core/model";
import { DURATION_ACCEPTED, durationUs } from "./duration.ts";
import { nearestName } from "./nearest-name.ts";
import { type Path, shown } from "./problem.ts";
import type { ObjectShape, Shape } from "./shape.ts";

export interface Difference {
  readonly path: Path;
  /** The place is the field's name, not its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly found: string;
  readonly accepted: string;
}

/** A field that is known and changes nothing. */
export interface Unheeded {
  readonly path: Path;
  readonly sentence: string;
}

export interface ShapeFindings {
  readonly differences: Difference[];
  readonly unheeded: Unheeded[];
}

/** null counts as absent, as in Kubernetes. */
export function checkShape(
  value: unknown,
  shape: Shape,
  path: Path = [],
  findings: ShapeFindings = { differences: [], unheeded: [] },
): ShapeFindings {
  new Checker(findings).check(value, shape, path);
  return findings;
}

class Checker {
  private readonly findings: ShapeFindings;

  constructor(findings: ShapeFindings) {
    this.findings = findings;
  }

  check(value: unknown, shape: Shape, path: Path): void {
    if (shape.refused !== undefined) {
      this.findings.differences.push({ path, atKey: true, message: shape.refused, found: "", accepted: "" });
      return;
    }
    if (shape.notModelled !== undefined && !isVoid(value)) this.findings.unheeded.push({ path, sentence: shape.notModelled });
    switch (shape.kind) {
      case "string":
        if (typeof value !== "string") this.differs(path, "not a text", value, scalarHint(value, shape.accepted ?? "a text"));
        else if (shape.pattern !== undefined && !shape.pattern.test(value))
          this.differs(path, "not accepted here", value, shape.accepted ?? String(shape.pattern));
        return;
      case "enum":
        if (typeof value !== "string" || !shape.values.includes(value))
          this.differs(path, "not one of the known values", value, valuesText(value, shape.values));
        return;
      case "boolean":
        if (typeof value !== "boolean") this.differs(path, "neither true nor false", value, "true or false");
        return;
      case "integer": {
        const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = shape;
        if (typeof value !== "number" || !Number.isInteger(value) || value < minimum || value > maximum) {
          this.differs(path, "not accepted here", value, shape.accepted ?? rangeText(shape.minimum, shape.maximum));
        }
        return;
      }
      case "number":
        if (
          typeof value !== "number" ||
          !Number.isFinite(value) ||
          value < (shape.minimum ?? -Infinity) ||
          value <= (shape.above ?? -Infinity) ||
          value > (shape.maximum ?? Infinity)
        ) {
          this.differs(path, "not accepted here", value, numberText(shape));
        }
        return;
      case "quantity":
        return this.checkQuantity(value, path);
      case "duration":
        if (typeof value === "string" && (shape.words?.includes(value) || durationUs(value) !== undefined)) return;
        return this.differs(
          path,
          "no duration",
          value,
          [DURATION_ACCEPTED, ...(shape.words ?? []).map((word) => JSON.stringify(word))].join(", or "),
        );
      case "list":
        return this.checkList(value, shape, path);
      case "map":
        if (!isFields(value)) return this.differs(path, "not a mapping", value, "a mapping of names to values");
        for (const [key, item] of Object.entries(value)) if (item !== null) this.check(item, shape.of, [...path, key]);
        return;
      case "foreign":
        if (!isFields(value)) this.differs(path, "not a mapping", value, `a ${shape.owner}`);
        return;
      case "object":
        return this.checkObject(value, shape, path);
      case "cases":
        return this.checkCase(value, shape, path);
      case "either":
        return this.check(value, alternativeFor(shape.of, value), path);
    }
  }

  private checkQuantity(value: unknown, path: Path): void {
    if (typeof value !== "string" && typeof value !== "number")
      return this.differs(path, "no quantity", value, "an amount such as 500m, 4, 1.5Gi, 1e3");
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return this.differs(path, "too large to be read exactly as a plain number", value, "the amount in quotes, or with a suffix");
    }
    try {
      if (parseQuantity(value).sign < 0) this.differs(path, "a negative amount", value, "an amount of at least 0");
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      const [message = "", accepted = ""] = error.message.split("; accepted: ");
      this.findings.differences.push({ path, message, found: shown(value), accepted });
    }
  }

  private checkList(value: unknown, shape: Shape & { kind: "list" }, path: Path): void {
    if (!Array.isArray(value)) return this.differs(path, "not a list", value, "a list: items beginning with '- '");
    if (value.length < (shape.minimum ?? 0))
      this.differs(path, "too short", value, `at least ${shape.minimum} item${shape.minimum === 1 ? "" : "s"}`);
    value.forEach((item: unknown, index) => this.check(item, shape.of, [...path, index]));
  }

  private checkObject(value: unknown, shape: ObjectShape, path: Path): void {
    const known = Object.keys(shape.fields).filter((name) => shape.fields[name]!.refused === undefined);
    if (!isFields(value))
      return this.differs(path, "not an object", value, `an object with ${known.slice(0, 8).join(", ")}${known.length > 8 ? ", ..." : ""}`);
    for (const [name, item] of Object.entries(value)) {
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (field === undefined) this.unknownField(name, known, path);
      else if (item !== null) this.check(item, field, [...path, name]);
    }
    const has = (name: string): boolean => value[name] !== undefined && value[name] !== null;
    for (const name of shape.required ?? []) {
      if (!has(name))
        this.findings.differences.push({
          path,
          message: `the field "${name}" is missing`,
          found: "",
          accepted: shape.fields[name]?.about ?? "",
        });
    }
    const exclusive = shape.oneOf ?? shape.atMostOneOf ?? [];
    const present = exclusive.filter(has);
    if (present.length > 1)
      this.differs(
        [...path, present[1]!],
        `cannot stand beside ${present[0]}`,
        present.join(" and "),
        `one of ${exclusive.join(", ")}`,
        true,
      );
    if (present.length === 0 && shape.oneOf !== undefined)
      this.findings.differences.push({ path, message: "nothing says what this is", found: "", accepted: `one of ${exclusive.join(", ")}` });
  }

  private checkCase(value: unknown, shape: Shape & { kind: "cases" }, path: Path): void {
    const names = Object.keys(shape.of);
    if (!isFields(value)) return this.differs(path, "not an object", value, `an object with the field ${shape.field}: ${names.join(", ")}`);
    const chosen = value[shape.field];
    if ((chosen === undefined || chosen === null) && shape.without !== undefined && value[shape.without.has] !== undefined) {
      this.checkObject(value, shape.without.shape, path);
    } else if (chosen === undefined || chosen === null) {
      this.findings.differences.push({ path, message: `the field "${shape.field}" is missing`, found: "", accepted: names.join(", ") });
    } else if (typeof chosen === "string" && Object.hasOwn(shape.of, chosen)) this.checkObject(value, shape.of[chosen]!, path);
    else if (typeof chosen === "string" && Object.hasOwn(shape.refusedValues ?? {}, chosen)) {
      this.findings.differences.push({
        path: [...path, shape.field],
        message: shape.refusedValues![chosen]!,
        found: shown(chosen),
        accepted: "",
      });
    } else this.differs([...path, shape.field], "not one of the known values", chosen, valuesText(chosen, names));
  }

  private unknownField(name: string, known: readonly string[], path: Path): void {
    const near = nearestName(name, known);
    const accepted = near === undefined ? known.join(", ") : `${near} (did you mean this?)`;
    this.findings.differences.push({ path: [...path, name], atKey: true, message: `unknown field "${name}"`, found: "", accepted });
  }

  private differs(path: Path, message: string, value: unknown, accepted: string, atKey = false): void {
    this.findings.differences.push({ path, message, found: shown(value), accepted, atKey });
  }
}

export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The one of `either` that a value is measured by. */
export function alternativeFor(alternatives: readonly Shape[], value: unknown): Shape {
  return alternatives.find((each) => takes(each, value)) ?? alternatives[0]!;
}

/** Nothing written in it: `securityContext: {}` asks for nothing. */
function isVoid(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isFields(value) && Object.keys(value).length === 0);
}

function takes(shape: Shape, value: unknown): boolean {
  if (Array.isArray(value)) return shape.kind === "list";
  if (isFields(value)) return shape.kind === "object" || shape.kind === "map" || shape.kind === "cases";
  if (typeof value === "number") return shape.kind === "integer" || shape.kind === "number" || shape.kind === "quantity";
  return (
    typeof value === "string" &&
    (shape.kind === "string" || shape.kind === "enum" || shape.kind === "duration" || shape.kind === "quantity")
  );
}

function scalarHint(value: unknown, accepted: string): string {
  return typeof value === "number" || typeof value === "boolean" ? `${accepted}; in quotes: "${String(value)}"` : accepted;
}

function valuesText(value: unknown, values: readonly string[]): string {
  const near = typeof value === "string" ? nearestName(value, values) : undefined;
  return near === undefined ? values.join(", ") : `${near} (did you mean this?), of ${values.join(", ")}`;
}

function numberText({
  minimum,
  above,
  maximum,
}: {
  readonly minimum?: number;
  readonly above?: number;
  readonly maximum?: number;
}): string {
  const least = above === undefined ? (minimum === undefined ? "" : ` of at least ${minimum}`) : ` over ${above}`;
  return `a number${least}${maximum === undefined ? "" : `${least === "" ? "" : " and"} up to ${maximum}`}`;
}

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return maximum === undefined ? "an integer" : `an integer up to ${maximum}`;
  return maximum === undefined ? `an integer of at least ${minimum}` : `an integer from ${minimum} to ${maximum}`;
}
