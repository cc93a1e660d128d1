/** What is wrong with a scenario, as data: where, what was found, what would be accepted. */

export type Path = readonly (string | number)[];

export interface ScenarioProblem {
  /** An error keeps the scenario from running; a warning says that it will hardly do what its author wants. */
  readonly severity: "error" | "warning";
  /** "": of none. */
  readonly file: string;
  /** From 1; 0: the file as a whole. */
  readonly line: number;
  readonly column: number;
  /** `spec.nodePools[0].count`; "" for the document. */
  readonly path: string;
  readonly message: string;
  /** "" where there is nothing to show. */
  readonly found: string;
  /** "" where the message says it. */
  readonly accepted: string;
}

/** A scenario that cannot run. `problems` has at least one error. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** `scenario.yaml:12:7: error: spec.horizon: no duration; found "2 hours"; accepted: a duration such as ...` */
export function formatProblem({ severity, file, line, column, path, message, found, accepted }: ScenarioProblem): string {
  const place = line > 0 ? `${file}:${line}:${column}: ` : file === "" ? "" : `${file}: `;
  const where = path === "" ? "" : `${path}: `;
  return `${place}${severity}: ${where}${message}${found === "" ? "" : `; found ${found}`}${accepted === "" ? "" : `; accepted: ${accepted}`}`;
}

export function pathText(path: Path): string {
  let text = "";
  for (const step of path)
    text +=
      typeof step === "number" ? `[${step}]` : /^[\w-]+$/.test(step) ? (text === "" ? step : `.${step}`) : `[${JSON.stringify(step)}]`;
  return text;
}

/** A value for a message: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const whole = JSON.stringify(value) ?? String(value);
  return whole.length > 60 ? `${whole.slice(0, 57)}...` : whole;
}
