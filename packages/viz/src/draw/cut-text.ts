/** Cuts texts to the room that there is for them. */

/** Fewer letters say nothing. */
const FEWEST = 3;

/**
 * @param fits whether there is room for a text
 * @param where left out: at the end
 * @returns all of it, or what fits with an ellipsis; "": not even some letters fit
 */
export function cutText(text: string, fits: (text: string) => boolean, where?: "middle"): string {
  if (fits(text)) return text;
  for (let kept = text.length - 1; kept >= FEWEST; kept--) {
    const tail = where === "middle" ? Math.floor(kept / 2) : 0;
    const shown = `${text.slice(0, kept - tail)}…${tail === 0 ? "" : text.slice(-tail)}`;
    if (fits(shown)) return shown;
  }
  return "";
}
