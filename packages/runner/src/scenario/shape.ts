/** How a document must look, as data: one description checks files, makes the JSON Schema and lists what is not modelled. */

export type Shape = Described &
  (
    | { readonly kind: "string"; readonly pattern?: RegExp; readonly accepted?: string }
    | { readonly kind: "enum"; readonly values: readonly string[] }
    | { readonly kind: "boolean" }
    | { readonly kind: "integer"; readonly minimum?: number; readonly maximum?: number; readonly accepted?: string }
    | { readonly kind: "number"; readonly minimum?: number; readonly above?: number; readonly maximum?: number }
    /** Kubernetes notation, or a plain number. */
    | { readonly kind: "quantity" }
    /** "1h30m", "500ms"; or one of the words. */
    | { readonly kind: "duration"; readonly words?: readonly string[] }
    | { readonly kind: "list"; readonly of: Shape; readonly minimum?: number }
    | { readonly kind: "map"; readonly of: Shape }
    | ObjectShape
    /** An object whose shape one of its fields decides. */
    | {
        readonly kind: "cases";
        readonly field: string;
        readonly of: Readonly<Record<string, ObjectShape>>;
        /** Values that are known and not taken: why. */
        readonly refusedValues?: Readonly<Record<string, string>>;
        /** What an object without that field is, when it has the field `has`. */
        readonly without?: { readonly has: string; readonly shape: ObjectShape };
      }
    /** The first alternative that can take the value's type (scalar, list, object). */
    | { readonly kind: "either"; readonly of: readonly Shape[] }
    | { readonly kind: "any" }
    /** Kubernetes' own KubeSchedulerConfiguration, manifests of a list's kind: checked by whoever owns the format. */
    | { readonly kind: "foreign"; readonly owner: string }
  );

export interface ObjectShape extends Described {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Exactly one of these fields must be there. */
  readonly oneOf?: readonly string[];
  /** At most one of these fields may be there. */
  readonly atMostOneOf?: readonly string[];
}

interface Described {
  /** Name of its own in the JSON Schema. */
  readonly name?: string;
  /** For the JSON Schema: what editors show. */
  readonly about?: string;
  /** The field is accepted and changes nothing: one sentence why that may matter. */
  readonly notModelled?: string;
  /** The field is known and refused: why, and what to write instead. */
  readonly refused?: string;
}

export const text = (about?: string): Shape => ({ kind: "string", ...(about === undefined ? {} : { about }) });
export const flag = (about?: string): Shape => ({ kind: "boolean", ...(about === undefined ? {} : { about }) });
export const oneOf = (values: readonly string[], about?: string): Shape => ({
  kind: "enum",
  values,
  ...(about === undefined ? {} : { about }),
});
export const integer = (minimum?: number, about?: string, maximum?: number): Shape => ({
  kind: "integer",
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
  ...(about === undefined ? {} : { about }),
});
export const duration = (about?: string, words?: readonly string[]): Shape => ({
  kind: "duration",
  ...(about === undefined ? {} : { about }),
  ...(words === undefined ? {} : { words }),
});
export const list = (of: Shape, about?: string, minimum?: number): Shape => ({
  kind: "list",
  of,
  ...(about === undefined ? {} : { about }),
  ...(minimum === undefined ? {} : { minimum }),
});
export const map = (of: Shape, about?: string): Shape => ({ kind: "map", of, ...(about === undefined ? {} : { about }) });
export const object = (fields: Readonly<Record<string, Shape>>, rest: Omit<ObjectShape, "kind" | "fields"> = {}): ObjectShape => ({
  kind: "object",
  fields,
  ...rest,
});
export const notModelled = (sentence: string, shape: Shape = { kind: "any" }): Shape => ({ ...shape, notModelled: sentence });
export const refused = (sentence: string): Shape => ({ kind: "any", refused: sentence });
export const ANYTHING: Shape = { kind: "any" };
export const QUANTITY: Shape = { kind: "quantity", about: "An amount in Kubernetes' notation: 500m, 4, 1.5Gi, 1e3." };
