/** One entry of the timeline while it becomes changes: its time, what it says happens, and its mistakes below its own path. */
import type { Change } from "../simulation/index.ts";
import type { Path } from "./problem.ts";

export interface Moment {
  readonly atUs: number;
  /** @param laterUs after `atUs` */
  readonly say: (change: Change, words: string, laterUs?: number) => void;
  readonly complain: (path: Path, message: string, accepted: string) => void;
}
