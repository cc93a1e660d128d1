/** Where an answer differs from the recorded one. Lists of rejections and candidates compare as sets; a missing key equals undefined. */
import type { Mismatch } from "../contract.ts";

const UNORDERED: ReadonlySet<string> = new Set(["rejected", "notHelpful"]);

export function difference(path: string, expected: unknown, actual: unknown): Mismatch[] {
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifference(path, expected, actual);
  if (isRecord(expected) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => difference(`${path}.${key}`, expected[key], actual[key]));
  }
  return Object.is(expected, actual) || (expected === 0 && actual === 0) ? [] : [{ path, expected, actual }];
}

function listDifference(path: string, expected: unknown[], actual: unknown[]): Mismatch[] {
  const last = path.slice(path.lastIndexOf(".") + 1);
  const [a, b] = UNORDERED.has(last) ? [sorted(expected), sorted(actual)] : [expected, actual];
  if (a.length !== b.length || a.some((item) => !isRecord(item)))
    return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b)) ? [] : [{ path, expected, actual }];
  return a.flatMap((item, i) => difference(`${path}[${i}]`, item, b[i]));
}

function sorted(list: unknown[]): unknown[] {
  return [...list].sort((x, y) => {
    const a = JSON.stringify(canonical(x));
    const b = JSON.stringify(canonical(y));
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

/** The same value with keys in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(keys.map((key) => [key, canonical(value[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
