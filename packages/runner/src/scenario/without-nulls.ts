/** A checked document without its null fields: null is as good as a field left out, and nothing after this has to know. */
import { alternativeFor, isFields } from "./check-shape.ts";
import type { Shape } from "./shape.ts";

/** What others own, patches among it, stays as it is: there null may mean something. */
export function withoutNulls(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case "list":
      return Array.isArray(value) ? value.map((item: unknown) => withoutNulls(item, shape.of)) : value;
    case "map":
      return fieldsOf(value, () => shape.of);
    case "object":
      return fieldsOf(value, (name) => shape.fields[name]);
    case "cases": {
      const chosen = isFields(value) ? value[shape.field] : undefined;
      const own = typeof chosen === "string" ? shape.of[chosen] : shape.without?.shape;
      return own === undefined ? value : withoutNulls(value, own);
    }
    case "either":
      return withoutNulls(value, alternativeFor(shape.of, value));
    default:
      return value;
  }
}

function fieldsOf(value: unknown, shapeOf: (name: string) => Shape | undefined): unknown {
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(
    kept.map(([name, item]) => {
      const shape = shapeOf(name);
      return [name, shape === undefined ? item : withoutNulls(item, shape)];
    }),
  );
}
