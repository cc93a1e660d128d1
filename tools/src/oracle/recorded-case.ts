/** Tells by its content what kind of recording a parsed case is and to which family it belongs. */
import { functionFamily } from "./function-families.ts";

export type CaseKind = "scheduler" | "function" | "kernel" | "controllers";

export interface RecordedCase {
  kind: CaseKind;
  /** The row of the report: "fit", "quantity", "kernel", "controllers", ... */
  family: string;
  /** The case's own name where it has one, else `<file>:<line>`. */
  id: string;
  value: unknown;
}

/** Where a case was read: shown with every mismatch. */
export interface CasePlace {
  /** The file's name without folders and endings, e.g. "quantity". */
  stem: string;
  line: number;
}

/** The case, or a sentence that says what was found and what would be accepted. */
export function recogniseCase(value: unknown, place: CasePlace): RecordedCase | string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `found ${describe(value)}; ${ACCEPTED}`;
  const fields = value as Record<string, unknown>;
  const fallbackId = `${place.stem}:${place.line}`;
  const text = (field: string, otherwise: string) => (typeof fields[field] === "string" ? (fields[field] as string) : otherwise);

  if (typeof fields.fn === "string" && "in" in fields && "out" in fields) {
    return { kind: "function", family: functionFamily(fields.fn) ?? place.stem, id: text("id", fallbackId), value };
  }
  if (SCHEDULER_KINDS.includes(text("kind", "")) && isObject(fields.expect)) {
    return { kind: "scheduler", family: text("family", place.stem), id: text("id", fallbackId), value };
  }
  if (Array.isArray(fields.groups) && Array.isArray(fields.expect)) {
    return { kind: "kernel", family: "kernel", id: text("name", fallbackId), value };
  }
  if (text("format", "").startsWith("control-plane-recording/")) {
    return { kind: "controllers", family: "controllers", id: text("name", fallbackId), value };
  }
  return `found an object with the fields ${Object.keys(fields).slice(0, 8).join(", ") || "(none)"}; ${ACCEPTED}`;
}

const SCHEDULER_KINDS: readonly string[] = ["schedule", "hint", "registrations"];

const ACCEPTED =
  "a case has `fn`, `in`, `out` (function), or `kind` schedule|hint|registrations and `expect` (scheduler), " +
  "or `groups` and `expect` (kernel), or `format` control-plane-recording/1 (controllers)";

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
