/** Numbers for people: durations, shares, amounts of resources, counts. */
import type { ResourceUnit } from "./resource-demand.ts";

/** "149 d 3 h", "2 m 5 s", "1.25 s", "5 ms": the two largest units that matter. */
export function durationText(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${trim(us / 1000)} ms`;
  if (us < 60e6) return `${trim(us / 1e6)} s`;
  const seconds = Math.round(us / 1e6);
  for (const [size, name, smaller, smallerName] of UNITS) {
    if (seconds < size) continue;
    const rest = Math.floor((seconds % size) / smaller);
    return rest === 0
      ? `${count(Math.floor(seconds / size))} ${name}`
      : `${count(Math.floor(seconds / size))} ${name} ${rest} ${smallerName}`;
  }
  return `${seconds} s`;
}

const UNITS = [
  [86_400, "d", 3600, "h"],
  [3600, "h", 60, "m"],
  [60, "m", 1, "s"],
] as const;

function trim(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(2).replace(/\.?0+$/, "");
}

/** "1,234,567". */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "63.2%"; "-" where there is no such share. */
export function percent(share: number | null, digits = 1): string {
  if (share === null) return "-";
  const text = (share * 100).toFixed(digits);
  // What is not all is not 100 %, and what is not nothing is not 0 %.
  if (share < 1 && Number(text) === 100) return `>${(100 - 10 ** -digits).toFixed(digits)}%`;
  return share > 0 && Number(text) === 0 ? `<${(10 ** -digits).toFixed(digits)}%` : `${text}%`;
}

/** "1.25x", "11x"; "-" where there is none. */
export function factor(value: number | null): string {
  return value === null ? "-" : `${trim(value)}x`;
}

/** "3,200", "1.5 TiB"; only bytes carry their unit. */
export function amount(value: number, unit: ResourceUnit): string {
  if (unit === "bytes") return bytesText(value);
  return Number.isInteger(value) || value >= 1000 ? count(value) : String(Math.round(value * 100) / 100);
}

function bytesText(bytes: number): string {
  let value = bytes;
  let unit = "B";
  for (const next of ["KiB", "MiB", "GiB", "TiB", "PiB"]) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${trim(value)} ${unit}`;
}

export function plural(n: number, word: string): string {
  return `${count(n)} ${word}${n === 1 ? "" : "s"}`;
}
