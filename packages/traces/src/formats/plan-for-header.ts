/** The complaint about a file whose columns are not the expected ones. */
import type { CsvColumn, CsvPlan } from "../csv/index.ts";
import { quoted } from "../report/index.ts";
import type { RowProblems } from "../report/index.ts";

/**
 * Drops the optional columns that the file does not have; throws TraceError naming found and expected when one of `required` is missing.
 */
export function planForHeader(
  header: readonly string[],
  problems: RowProblems,
  plan: CsvPlan,
  required: readonly string[],
  title: string,
): CsvPlan {
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    problems.refuse({
      reason: `other columns than ${title} has (missing: ${missing.join(", ")})`,
      line: 1,
      column: 1,
      found: header
        .map((name) => quoted(name))
        .join(", ")
        .slice(0, 600),
      accepted: plan.columns.map((column) => (required.includes(column.name) ? column.name : `[${column.name}]`)).join(", "),
    });
  }
  return { ...plan, columns: plan.columns.filter((column) => header.includes(column.name)) };
}

/** A dictionary column of whole numbers from 0 on. */
export function countColumn(name: string, max = Number.MAX_SAFE_INTEGER): CsvColumn {
  const accept = (text: string): boolean => /^\d{1,16}$/.test(text) && Number(text) <= max;
  return { kind: "dictionary", name, accept, accepted: max < 1e6 ? `a whole number from 0 to ${max}` : "a whole number, 0 or more" };
}

/** A dictionary column of decimal numbers from 0 on. */
export function amountColumn(name: string, unit: string): CsvColumn {
  const accept = (text: string): boolean => /^\d{1,15}(\.\d{1,15})?$/.test(text);
  return { kind: "dictionary", name, accept, accepted: `${unit}, 0 or more` };
}

/** A column of seconds, read as whole microseconds; blank is NaN where allowed. */
export function secondsColumn(name: string, blank: "nan" | "bad"): CsvColumn {
  return {
    kind: "number",
    name,
    blank,
    min: 0,
    max: 9e9,
    scale: 1e6,
    accepted: `seconds from the start of the trace, 0 to 9e9${blank === "nan" ? ", or blank" : ""}`,
  };
}

/** A dictionary column that takes any text. */
export function textColumn(name: string): CsvColumn {
  return { kind: "dictionary", name, accepted: "text" };
}
