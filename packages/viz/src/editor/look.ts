/** How texts look in the editors: the page's own colours, light or dark. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** @param height in CSS */
export function look(height: string, dark: boolean): Extension {
  return [
    syntaxHighlighting(COLOURS),
    EditorView.theme(
      {
        "&": {
          height,
          fontSize: "13px",
          border: "1px solid var(--line)",
          borderRadius: "6px",
          color: "var(--ink)",
          backgroundColor: "var(--background)",
        },
        ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--faint)", border: "none" },
        ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--tint)" },
        ".cm-cursor": { borderLeftColor: "var(--ink)" },
        ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
      },
      { dark },
    ),
  ];
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.keyword, tags.typeName, tags.modifier], color: "var(--accent)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], fontWeight: "600" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.number, tags.bool, tags.null], color: "var(--memory)" },
]);
