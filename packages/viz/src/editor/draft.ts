/** What was written in the editor and not run yet: it outlives the dialog and a reload, in this tab. */

const PREFIX = "draft ";

/** @param key of the scenario that it is a draft of; undefined: there is none */
export function draftOf(key: string): string | undefined {
  try {
    return sessionStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether the browser keeps it */
export function keepDraft(key: string, text: string): boolean {
  try {
    sessionStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

/** @returns true: there is nothing left to lose */
export function dropDraft(key: string): boolean {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // A browser that keeps nothing has none.
  }
  return true;
}
