/** Keeps the text of an editor as a draft while it differs from what it began as, and says so. */
import { element } from "../dom/index.ts";
import { draftKey, draftOf, dropDraft, keepDraft } from "./draft.ts";

export interface DraftNote {
  /** To begin with: the draft from before, or else the original. */
  readonly text: string;
  /** A button that brings the original back, and a sentence; neither is seen while there is no draft. */
  readonly parts: readonly HTMLElement[];
  changed(text: string): void;
  /** What was written is run, and so kept elsewhere. */
  drop(): void;
}

/**
 * @param name of what is edited
 * @param restore puts a text into the editor
 */
export function draftNote(name: string, original: string, restore: (text: string) => void): DraftNote {
  const key = draftKey(name, original);
  const draft = draftOf(key);
  const said = element("span", { class: "drafted", hidden: draft === undefined }, "This is your draft from before, not run yet.");
  const discard = element(
    "button",
    { type: "button", hidden: draft === undefined, onclick: () => restore(original) },
    "Discard the changes",
  );
  return {
    text: draft ?? original,
    parts: [discard, said],
    changed(text) {
      const isDraft = text !== original;
      said.hidden = discard.hidden = !isDraft;
      if (!isDraft) dropDraft(key);
      else if (keepDraft(key, text)) said.textContent = "Changed, and not run yet: it is kept as a draft.";
      else said.textContent = "Changed; this browser cannot keep it: save it as a file.";
    },
    drop: () => dropDraft(key),
  };
}
