/**
 * What is wrong with a configuration, as data: where, what was found, what would be accepted, in Kubernetes' own words where it has any.
 */

export interface ConfigError {
  /** Kubernetes' notation: `profiles[0].plugins.score.enabled[1].name`; "" for the document as a whole. */
  readonly path: string;
  /** The same path in steps, to find the line in a parsed YAML or JSON document. */
  readonly segments: readonly (string | number)[];
  /** Without the path, as in `Invalid value: -1: not in valid range [0-100]`. */
  readonly message: string;
  readonly found: unknown;
  readonly accepted: string;
}

/** `profiles[0].percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]`, with what would be accepted. */
export function formatConfigError(error: ConfigError): string {
  const where = error.path === "" ? "" : `${error.path}: `;
  return `${where}${error.message} (accepted: ${error.accepted})`;
}

/** A place in the document. */
export class FieldPath {
  readonly segments: readonly (string | number)[];

  constructor(segments: readonly (string | number)[] = []) {
    this.segments = segments;
  }

  child(...names: (string | number)[]): FieldPath {
    return new FieldPath([...this.segments, ...names]);
  }

  toString(): string {
    let text = "";
    for (const segment of this.segments) text += typeof segment === "number" ? `[${segment}]` : text === "" ? segment : `.${segment}`;
    return text;
  }
}

/** Collects errors; validation goes on after each, so that a user sees all of them at once. */
export class ConfigErrors {
  readonly list: ConfigError[] = [];

  add(path: FieldPath, message: string, found: unknown, accepted: string): void {
    this.list.push({ path: path.toString(), segments: path.segments, message, found, accepted });
  }

  invalid(path: FieldPath, found: unknown, detail: string, accepted: string): void {
    this.add(path, `Invalid value: ${show(found)}: ${detail}`, found, accepted);
  }

  required(path: FieldPath, detail: string, accepted: string): void {
    this.add(path, detail === "" ? "Required value" : `Required value: ${detail}`, undefined, accepted);
  }

  duplicate(path: FieldPath, found: unknown, accepted: string): void {
    this.add(path, `Duplicate value: ${show(found)}`, found, accepted);
  }

  unsupported(path: FieldPath, found: unknown, supported: readonly string[]): void {
    const values = supported.map(show).join(", ");
    this.add(path, `Unsupported value: ${show(found)}: supported values: ${values}`, found, values);
  }

  forbidden(path: FieldPath, found: unknown, detail: string): void {
    this.add(path, `Forbidden: ${detail}`, found, "nothing: remove the field");
  }
}

function show(value: unknown): string {
  return value === undefined ? "null" : JSON.stringify(value);
}
