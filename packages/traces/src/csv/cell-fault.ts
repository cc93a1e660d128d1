/** What is wrong with one cell; the row reader adds where it stands and what would be accepted. */
import { quoted } from "../report/index.ts";

export interface CellFault {
  readonly reason: string;
  readonly found: string;
}

/** The cell holds something that its column does not accept. */
export function badCell(reason: string, column: string, bytes: Uint8Array, start: number, end: number): CellFault {
  return { reason, found: `${column} = ${quoted(new TextDecoder().decode(bytes.subarray(start, end)))}` };
}

export function blankCell(column: string): CellFault {
  return { reason: "blank cell", found: `nothing in ${column}` };
}
