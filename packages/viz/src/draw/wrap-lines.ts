/** Breaks a sentence into lines where nothing can be measured: a draw list is made without a canvas. */

/** Mean width of a letter in parts of the size of its font, a little wide, so that lines are rather short than cut. */
const LETTER = 0.55;

/** @param width room for a line, in pixels; @param size of the font, in pixels. A word that is longer has a line of its own. */
export function wrapLines(text: string, width: number, size: number): string[] {
  const most = Math.max(1, Math.floor(width / (size * LETTER)));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
