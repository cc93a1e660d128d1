/** What was written in the editor and not run yet: it outlives the dialog and a reload, in this tab. */

const PREFIX = "draft ";

/** Two scenarios of one name have drafts of their own. */
export function draftKey(name: string, text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${name} ${text.length} ${(hash >>> 0).toString(16)}`;
}

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
