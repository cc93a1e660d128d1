/** What the fleet is drawn from, and what is drawn into. */
import type { Frame } from "@orrery/runner/session";
import type { Cells, Label, Ring } from "../draw/index.ts";
import type { Matches } from "../cluster/index.ts";
import type { Selection, Viewport } from "../state/index.ts";
import type { FleetLayout } from "./fleet-layout.ts";

export interface FleetScene {
  readonly frame: Frame;
  readonly texts: readonly string[];
  readonly layout: FleetLayout;
  readonly viewport: Viewport;
  readonly matches: Matches | undefined;
  readonly selection: Selection | undefined;
  /**
   * Of a pod that is selected and waits, by row of the node: which group of refusals the node belongs to, from 1; 0: none. Left out: there
   * is no such pod.
   */
  readonly refusedBy?: Uint8Array;
  /** Height of the place of the pods that wait, below the fleet. */
  readonly waitingHeight: number;
}

/** Tiles from here on show bars, and from there on their pods. */
export const BARS_FROM = 9;
export const PODS_FROM = 26;

export interface Out {
  readonly cells: Cells;
  readonly labels: Label[];
  readonly rings: Ring[];
}
