/** Rows of codes to shape numbers: each distinct combination of column values is turned into a shape once. */
import type { Dictionary } from "../csv/index.ts";
import type { PodShape } from "./trace.ts";

/** `shapeOf` gets the texts of the columns in their order; equal shapes written differently become one. */
export function shapesOf(
  rows: number,
  columns: readonly Dictionary[],
  shapeOf: (texts: readonly string[]) => PodShape,
): { shape: Int32Array; shapes: PodShape[] } {
  const shape = new Int32Array(rows);
  let width = 1;
  for (const column of columns) if (column.values.length > 1) width = combine(shape, width, column);
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

/** Replaces each row's number by that of (number, code), numbered from 0 in order of appearance; returns how many there are. */
function combine(ids: Int32Array, width: number, column: Dictionary): number {
  const { codes, values } = column;
  const pairs = width * values.length;
  let next = 0;
  if (pairs <= DIRECT_PAIRS) {
    const numbers = new Int32Array(pairs).fill(-1);
    for (let row = 0; row < ids.length; row++) {
      const pair = ids[row]! * values.length + codes[row]!;
      if (numbers[pair]! < 0) numbers[pair] = next++;
      ids[row] = numbers[pair]!;
    }
    return next;
  }
  const numbers = new Map<number, number>();
  for (let row = 0; row < ids.length; row++) {
    const pair = ids[row]! * values.length + codes[row]!;
    let id = numbers.get(pair);
    if (id === undefined) {
      id = next++;
      numbers.set(pair, id);
    }
    ids[row] = id;
  }
  return next;
}

/** Up to 16 MB for a table that needs no hashing. */
const DIRECT_PAIRS = 1 << 22;
