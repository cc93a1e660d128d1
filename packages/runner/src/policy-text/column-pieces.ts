/** Columns of a source map (revision 3), of a program that has the lines of its source. */
import type { PolicyMap } from "../own-policy/index.ts";

/** @param mappings base64 VLQ: lines by ";", pieces by ",", each [column, source, line, column] as differences to the piece before */
export function columnPieces(mappings: string): PolicyMap["columns"] {
  let textColumn = 0;
  return mappings.split(";").map((line) => {
    let column = 0;
    return line
      .split(",")
      .filter((piece) => piece !== "")
      .map((piece) => {
        const [columns = 0, , , textColumns = 0] = numbers(piece);
        column += columns;
        textColumn += textColumns;
        return [column, textColumn] as const;
      });
  });
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function numbers(piece: string): number[] {
  const found: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of piece) {
    const digit = DIGITS.indexOf(character);
    value |= (digit & 31) << shift;
    if ((digit & 32) !== 0) shift += 5;
    else {
      found.push((value & 1) === 0 ? value >>> 1 : -(value >>> 1));
      value = 0;
      shift = 0;
    }
  }
  return found;
}
