/** Rows of codes to shape numbers: each distinct combination of column values is turned into a shape once. */
import type { Dictionary } from "../csv/index.ts";
import type { PodShape } from "./trace.ts";

/** `shapeOf` gets the texts of the columns in their order; equal shapes written differently become one. */
export function shapesOf(rows: number, columns: readonly Dictionary[], shapeOf: (texts: readonly string[]) => PodShape): { shape: Int32Array; shapes: PodShape[] } {
  const shape = new Int32Array(rows);
  let width = 1;
  for (const column of columns) {
    const next = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const pair = shape[row]! * column.values.length + column.codes[row]!;
      let id = next.get(pair);
      if (id === undefined) {
        id = next.size;
        next.set(pair, id);
      }
      shape[row] = id;
    }
    width = next.size;
  }
  const made = new Int32Array(width).fill(-1);
  const byKey = new Map<string, number>();
  const shapes: PodShape[] = [];
  for (let row = 0; row < rows; row++) {
    const tuple = shape[row]!;
    if (made[tuple]! < 0) {
      const described = shapeOf(columns.map((column) => column.values[column.codes[row]!]!));
      const key = JSON.stringify(described);
      made[tuple] = byKey.get(key) ?? shapes.length;
      if (made[tuple] === shapes.length) {
        byKey.set(key, shapes.length);
        shapes.push(described);
      }
    }
    shape[row] = made[tuple]!;
  }
  return { shape, shapes };
}
