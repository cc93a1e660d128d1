/** What was written in an editor and not run yet: it outlives the dialog, a reload and the tab, until it is run or discarded. */

const STORED = "drafts";
/** The oldest make room for new ones. */
const MOST = 24;

type Drafts = readonly (readonly [key: string, text: string])[];

/** Two texts of one name have drafts of their own. */
export function draftKey(name: string, text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${name} ${text.length} ${(hash >>> 0).toString(16)}`;
}

/** @param key of the text that it is a draft of; undefined: there is none */
export function draftOf(key: string): string | undefined {
  return stored().find(([each]) => each === key)?.[1];
}

/** @returns whether the browser keeps it */
export function keepDraft(key: string, text: string): boolean {
  for (let drafts: Drafts = [...others(key), [key, text] as const].slice(-MOST); drafts.length > 0; drafts = drafts.slice(1))
    if (store(drafts)) return true;
  return false;
}

export function dropDraft(key: string): void {
  const rest = others(key);
  if (rest.length < stored().length) store(rest);
}

function others(key: string): Drafts {
  return stored().filter(([each]) => each !== key);
}

function stored(): Drafts {
  try {
    const drafts: unknown = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(drafts) ? drafts.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === "string");
}

function store(drafts: Drafts): boolean {
  try {
    localStorage.setItem(STORED, JSON.stringify(drafts));
    return true;
  } catch {
    return false;
  }
}
