/** One lane of the timeline as cells: of a node what is used of it, of a workload how its pods fare; above both what went wrong. */
import { TroubleKind } from "@orrery/runner/session";
import type { Lanes } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { Cells } from "../draw/index.ts";

export interface LaneBox {
  readonly lane: number;
  readonly y: number;
  readonly height: number;
  /** 0, or what dims a style. */
  readonly dim: number;
  /** Left edge and width of a bin. */
  readonly edges: (bin: number) => { readonly left: number; readonly wide: number };
}

export function nodeLane(lanes: Lanes, { lane, y, height, dim, edges }: LaneBox, cells: Cells): void {
  for (let bin = 0; bin < lanes.bins; bin++) {
    const at = lane * lanes.bins + bin;
    const { left, wide } = edges(bin);
    const asked = lanes.cpu[at]!;
    const used = lanes.used[at]!;
    if (asked < 0) {
      cells.add(left, y + 3, wide, height - 6, Style.nodeCordoned + dim);
      continue;
    }
    const isShort = used > 0.9 && lanes.wanted[at]! > 1.1 * used;
    cells.add(left, y + 3, wide, height - 6, Style.use0 + Math.min(5, Math.floor((used < 0 ? asked : used) * 5.0001)) + dim);
    if (isShort) cells.add(left, y + height - 7, wide, 4, Style.wanted + dim);
  }
  marks(lanes, lane, y, edges, dim, cells);
}

/** @param most pods of any workload at any time */
export function workloadLane(lanes: Lanes, { lane, y, height, dim, edges }: LaneBox, most: number, cells: Cells): void {
  const room = height - 6;
  const base = y + height - 2;
  for (let bin = 0; bin < lanes.bins; bin++) {
    const at = lane * lanes.bins + bin;
    const all = lanes.running[at]! + lanes.waiting[at]!;
    if (all === 0) continue;
    const { left, wide } = edges(bin);
    // Few pods stay visible beside many.
    const high = Math.max(1, (Math.sqrt(all) / Math.sqrt(most)) * room);
    const part = (pods: number) => (pods === 0 ? 0 : Math.max(2, (high * pods) / all));
    const waiting = part(lanes.waiting[at]!);
    const unready = Math.min(part(lanes.unready[at]!), high);
    cells.add(left, base - high, wide, high, Style.ready + dim);
    if (unready > 0) cells.add(left, base - Math.min(high, unready + waiting), wide, unready, Style.unreadyBar + dim);
    if (waiting > 0) cells.add(left, base - waiting, wide, waiting, Style.waitingBar + dim);
  }
  marks(lanes, lane, y, edges, dim, cells);
}

function marks(lanes: Lanes, lane: number, y: number, edges: LaneBox["edges"], dim: number, cells: Cells): void {
  for (let bin = 0; bin < lanes.bins; bin++) {
    const style = markOf(lanes.troubles[lane * lanes.bins + bin]!);
    if (style === undefined) continue;
    const { left, wide } = edges(bin);
    cells.add(left, y, Math.max(2, wide), 4, style + dim);
  }
}

/** The gravest of what went wrong; undefined: nothing did. */
export function markOf(troubles: number): Style | undefined {
  if ((troubles & TroubleKind.outage) !== 0) return Style.outage;
  if ((troubles & (TroubleKind.oomKilled | TroubleKind.evicted | TroubleKind.failed)) !== 0) return Style.evicted;
  if ((troubles & TroubleKind.restarted) !== 0) return Style.restarts;
  return (troubles & TroubleKind.unhealthy) === 0 ? undefined : Style.unhealthy;
}
