/**
 * What may stand at a place of a YAML text, from the JSON Schema of scenarios: the fields of the object that the indentation says one is
 * in.
 */

export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
}

export interface Proposal {
  readonly label: string;
  readonly detail: string;
  readonly isField: boolean;
}

/** Keys from the document down to the line, by indentation; a list item is "-". */
export function pathAt(lines: readonly string[], line: number): string[] {
  const path: string[] = [];
  const own = /^(\s*)- /.exec(lines[line] ?? "");
  let column = own === null ? indentOf(lines[line] ?? "") : own[1]!.length;
  // Of a list the key is wanted next, which may have the list's own indentation.
  let inList = own !== null;
  if (inList) path.unshift("-");
  for (let at = line - 1; at >= 0 && (column > 0 || inList); at--) {
    const text = lines[at]!;
    if (text.trim() === "" || text.trimStart().startsWith("#")) continue;
    const isItem = text.trimStart().startsWith("- ");
    const indent = indentOf(text);
    const key = /^\s*(?:- )?"?([\w./-]+)"?\s*:/.exec(text)?.[1];
    if (inList) {
      if (isItem || key === undefined || indent > column) continue;
      path.unshift(key);
      inList = false;
    } else {
      if (indent >= column) continue;
      if (key !== undefined && indent + (isItem ? 2 : 0) < column) path.unshift(key);
      else if (!isItem) continue;
      if (isItem) path.unshift("-");
      inList = isItem;
    }
    column = indent;
  }
  return path;
}

/** @param key the field that the value belongs to; undefined: names of fields are wanted */
export function proposals(root: Schema, path: readonly string[], key: string | undefined): Proposal[] {
  let places = [root];
  for (const step of key === undefined ? path : [...path, key]) places = places.flatMap((place) => below(place, step, root));
  const found = new Map<string, Proposal>();
  for (const place of places.flatMap((each) => variants(each, root))) {
    if (key === undefined)
      for (const [label, schema] of Object.entries(place.properties ?? {}))
        found.set(label, { label, detail: detailOf(schema, root), isField: true });
    else
      for (const value of [
        ...(place.enum ?? []),
        ...(place.const === undefined ? [] : [place.const]),
        ...(place.type === "boolean" ? [true, false] : []),
      ])
        found.set(String(value), { label: String(value), detail: "", isField: false });
  }
  return [...found.values()];
}

function below(place: Schema, step: string, root: Schema): Schema[] {
  return variants(place, root).flatMap((each) => {
    const next = step === "-" ? each.items : each.properties?.[step];
    return next === undefined ? [] : [next];
  });
}

function variants(schema: Schema, root: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  const target = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
  const others = [...(target === undefined ? [] : [target]), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...others.flatMap((each) => variants(each, root, depth + 1))];
}

function detailOf(schema: Schema, root: Schema): string {
  for (const each of variants(schema, root)) if (each.type !== undefined) return String(each.type);
  return "";
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
