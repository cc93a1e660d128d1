/** Which pods of a frame are held back, by the last sample at or before its moment: their flags, and how much. */
import type { HeldLog } from "../simulation/index.ts";
import { PodFlag, POD_PHASES } from "./frame.ts";
import type { HeldColumns, PodColumns } from "./frame.ts";

const RUNNING = POD_PHASES.indexOf("Running");

/** Sets the flags of the pods that still run. */
export function heldPods(log: HeldLog, timeUs: number, pods: Pick<PodColumns, "id" | "phase" | "flags">): HeldColumns {
  const found: { row: number; at: number }[] = [];
  const { from, to } = log.rowsAt(timeUs);
  for (let at = from; at < to; at++) {
    const row = rowOf(pods.id, log.pod[at]!);
    if (row >= 0 && pods.phase[row] === RUNNING) found.push({ row, at });
  }
  found.sort((a, b) => a.row - b.row);
  for (const { row, at } of found) pods.flags[row]! |= log.throttled[at]! > 0 ? PodFlag.throttled : PodFlag.starved;
  return {
    row: Int32Array.from(found, ({ row }) => row),
    throttled: Uint8Array.from(found, ({ at }) => log.throttled[at]!),
    missed: Uint8Array.from(found, ({ at }) => log.missed[at]!),
  };
}

/** @param ids ascending; -1: it is not there */
function rowOf(ids: Int32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}
