/** Long lists in an error, one entry a line. */

/** Errors shorter than this stay one line: an editor or a script finds file, line and column at its beginning either way. */
const LONG = 160;

/** Puts what would be accepted below the error, an entry a line, where it is a list too long to read in one. */
export function foldError(text: string): string {
  const at = text.indexOf("accepted: ");
  const entries = at < 0 ? [] : text.slice(at + "accepted: ".length).split("; ");
  if (text.length < LONG || entries.length < 2) return text;
  return [text.slice(0, at) + "accepted:", ...entries.map((entry) => `    ${entry}`)].join("\n");
}
