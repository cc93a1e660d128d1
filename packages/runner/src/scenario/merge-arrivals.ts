/** Several lists of arrivals as one, in the order of time: the engine has one lane for arrivals. */
import type { PodSource } from "@orrery/sim-core/store";
import type { PodArrivals } from "../simulation/index.ts";

/** At one time, earlier lists come first. No list without rows; one list stays as it is. */
export function mergeArrivals(lists: readonly PodArrivals[]): PodArrivals[] {
  const filled = lists.filter(({ arrivalUs }) => arrivalUs.length > 0);
  if (filled.length < 2) return filled;
  const rows = filled.reduce((sum, { arrivalUs }) => sum + arrivalUs.length, 0);
  const sources: PodSource[] = [];
  const firstSource = filled.map((list) => sources.push(...list.sources) - list.sources.length);
  const merged = { arrivalUs: new Float64Array(rows), source: new Int32Array(rows), durationUs: new Float64Array(rows) };
  const fromList = new Int32Array(rows);
  const fromRow = new Int32Array(rows);
  const next = new Int32Array(filled.length);
  for (let row = 0; row < rows; row++) {
    const at = earliest(filled, next);
    const list = filled[at]!;
    const from = next[at]!++;
    merged.arrivalUs[row] = list.arrivalUs[from]!;
    merged.source[row] = firstSource[at]! + list.source[from]!;
    merged.durationUs[row] = list.durationUs[from]!;
    fromList[row] = at;
    fromRow[row] = from;
  }
  return [{ sources, ...merged, keyOf: (row) => filled[fromList[row]!]!.keyOf(fromRow[row]!) }];
}

function earliest(lists: readonly PodArrivals[], next: Int32Array): number {
  let best = -1;
  let bestUs = Infinity;
  for (let i = 0; i < lists.length; i++) {
    const { arrivalUs } = lists[i]!;
    if (next[i]! >= arrivalUs.length) continue;
    if (best < 0 || arrivalUs[next[i]!]! < bestUs) [best, bestUs] = [i, arrivalUs[next[i]!]!];
  }
  return best;
}
