/** The scenario as text: errors where they are, completion from the schema, and a run of what is written. */
import { autocompletion } from "@codemirror/autocomplete";
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, indentOnInput } from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { SimClient } from "../worker/index.ts";
import type { Source } from "../worker/index.ts";
import { look } from "./look.ts";
import { pathAt, proposals } from "./schema-completion.ts";
import type { Schema } from "./schema-completion.ts";
import { draftNote } from "./draft-note.ts";

const NEW: Source = {
  fileName: "new.yaml",
  baseUrl: undefined,
  files: new Map(),
  text: `apiVersion: orrery/v1
kind: Scenario
metadata: { name: new }
spec:
  horizon: 1h
  nodePools:
    - { name: node, count: 4, capacity: { cpu: "16", memory: 64Gi } }
  workloads:
    - name: web
      count: 40
      template:
        spec:
          containers: [{ name: web, resources: { requests: { cpu: 500m, memory: 1Gi } } }]
`,
};

/**
 * @param close closes the dialog that it stands in
 * @param closed when that has been closed
 */
export function scenarioEditor(app: App, close: () => void, closed: AbortSignal): HTMLElement[] {
  const known = app.sourceRequest;
  if (known !== undefined && known.text === "")
    return [
      element("p", {}, "This run came from a snapshot or a trace; there is no scenario to edit. The what-ifs (e) change it all the same."),
    ];
  const source = known ?? NEW;
  const draft = draftNote(source.fileName, source.text, (text) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    view.focus();
  });
  const client = new SimClient(() => {});
  closed.addEventListener("abort", () => client.close());
  if (closed.aborted) client.close();
  const place = element("div", { class: "editor" });
  // In a shadow tree the editor's styles are adopted sheets, which the page's policy lets in.
  const shadow = place.attachShadow({ mode: "open" });
  const said = element("span", { class: "faint", role: "status" });
  const check = linter(
    async (view): Promise<Diagnostic[]> => {
      const text = view.state.doc.toString();
      const problems = await client.ask((api) => api.check({ ...source, text, seed: "", changes: [], explain: [], policy: "" }), Infinity);
      const errors = problems.filter(({ severity }) => severity === "error").length;
      said.textContent =
        errors === 0
          ? problems.length === 0
            ? "Nothing is wrong."
            : `${problems.length} warnings`
          : `${errors} ${errors === 1 ? "error" : "errors"}`;
      return problems.map(({ severity, line, column, path, message, found, accepted }) => {
        const at = view.state.doc.line(Math.max(1, Math.min(line || 1, view.state.doc.lines)));
        const from = Math.min(at.to, at.from + Math.max(0, column - 1));
        const parts = [
          path === "" ? message : `${path}: ${message}`,
          found === "" ? "" : `found ${found}`,
          accepted === "" ? "" : `accepted: ${accepted}`,
        ];
        return { severity, from, to: Math.max(from, at.to), message: parts.filter((part) => part !== "").join("\n") };
      });
    },
    { delay: 400 },
  );
  const view = new EditorView({
    root: shadow,
    parent: shadow,
    state: EditorState.create({
      doc: draft.text,
      extensions: [
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) draft.changed(state.doc.toString());
        }),
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        yaml(),
        check,
        autocompletion({ override: [completion(loadSchema())] }),
        // Tab goes on to the buttons: whoever has no pointer must get out of the text without closing the dialog.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": "Scenario, YAML" }),
        look("56vh", app.shell.value.theme === "dark"),
      ],
    }),
  });
  // Reached by keyboard, for those who only read.
  view.scrollDOM.tabIndex = 0;
  const run = () => {
    const text = view.state.doc.toString();
    close();
    draft.drop();
    const { seed, changes } = app.view.value;
    void app.openText(source.fileName, { ...source, text }, { seed, changes, playing: true });
  };
  const save = () => {
    const address = URL.createObjectURL(new Blob([view.state.doc.toString()], { type: "text/yaml" }));
    element("a", { href: address, download: source.fileName.replace(/^.*\//, "") }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  return [
    element("p", { class: "faint" }, "Ctrl Space completes from the schema. Tab leaves the text, Ctrl ] and Ctrl [ indent."),
    place,
    element(
      "div",
      { class: "buttons" },
      element("button", { class: "primary", type: "button", onclick: run }, "Run it"),
      element("button", { type: "button", onclick: save }, "Save as a file"),
      ...draft.parts,
      said,
    ),
  ];
}

async function loadSchema(): Promise<Schema> {
  const answer = await fetch(new URL("scenarios/scenario.schema.json", document.baseURI));
  return answer.ok ? ((await answer.json()) as Schema) : {};
}

function completion(schema: Promise<Schema>) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const value = /^\s*(?:- )?([\w./-]+):\s+(\S*)$/.exec(before);
    const field = /^\s*(?:- )?([\w./-]*)$/.exec(before);
    if (value === null && field === null) return null;
    if (!context.explicit && (value?.[2] ?? field?.[1]) === "") return null;
    const lines = context.state.doc.toString().split("\n");
    const path = pathAt(lines, line.number - 1);
    const options = proposals(await schema, path, value?.[1]).map(({ label, detail, isField }) => ({
      label,
      detail,
      apply: isField ? `${label}: ` : label,
      type: isField ? "property" : "constant",
    }));
    const typed = value?.[2] ?? field![1]!;
    return options.length === 0 ? null : { from: context.pos - typed.length, options, validFor: /^[\w./-]*$/ };
  };
}
