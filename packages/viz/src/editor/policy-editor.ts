/** A scheduling policy of one's own as text: errors where they are, completion of what it is shown, and a run of what is written. */
import { autocompletion } from "@codemirror/autocomplete";
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript, typescriptLanguage } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { forceLinting, linter, lintGutter } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { NODE_FIELDS, NOWHERE, POD_FIELDS, PolicyError } from "@orrery/runner/own-policy";
import type { PolicyField, PolicyPlace } from "@orrery/runner/own-policy";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { checkedPolicy } from "../worker/index.ts";
import { draftNote } from "./draft-note.ts";
import { look } from "./look.ts";
import { policyProposals } from "./policy-completion.ts";

interface Complaint {
  readonly message: string;
  readonly place: PolicyPlace;
}

/** @param close closes the dialog that it stands in */
export function policyEditor(app: App, close: () => void): HTMLElement[] {
  const { policy, other } = app.view.value;
  const written = policy || (other?.policy ?? "") || (app.sourceRequest?.recorded?.policy ?? "");
  const draft = draftNote("policy", written === "" ? EXAMPLE : written, (text) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    view.focus();
  });
  const place = element("div", { class: "editor" });
  // In a shadow tree the editor's styles are adopted sheets, which the page's policy lets in.
  const shadow = place.attachShadow({ mode: "open" });
  const said = element("span", { class: "faint", role: "status" });
  const check = linter(
    async (view): Promise<Diagnostic[]> => {
      const text = view.state.doc.toString();
      const complaint = (await whatIsWrong(text)) ?? whatWentWrong(app, text);
      said.textContent = complaint === undefined ? "Nothing is wrong." : sentence(complaint);
      said.className = complaint === undefined ? "faint" : "alarm";
      return complaint === undefined ? [] : [diagnostic(view.state, complaint)];
    },
    { delay: 300 },
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
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        javascript({ typescript: true }),
        typescriptLanguage.data.of({ autocomplete: completion }),
        autocompletion({ icons: false }),
        check,
        // Tab goes on to the buttons: whoever has no pointer must get out of the text without closing the dialog.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": "Policy, TypeScript or JavaScript", spellcheck: "false" }),
        look("46vh", app.shell.value.theme === "dark"),
      ],
    }),
  });
  // Reached by keyboard, for those who only read.
  view.scrollDOM.tabIndex = 0;
  const go = async (compare: boolean) => {
    const text = view.state.doc.toString();
    const wrong = await whatIsWrong(text);
    if (wrong !== undefined) {
      forceLinting(view);
      const at = offsetOf(view.state, wrong.place);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
      return;
    }
    close();
    draft.drop();
    const { changes, seed } = app.view.value;
    if (compare) app.change({ policy: "", other: { seed, changes, policy: text }, projection: "compare" });
    else app.change({ policy: text, other: undefined });
  };
  const without = () => {
    close();
    app.change({ policy: "" });
  };
  const save = () => {
    const address = URL.createObjectURL(new Blob([view.state.doc.toString()], { type: "text/plain" }));
    element("a", { href: address, download: "policy.ts" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  return [
    element(
      "p",
      { class: "faint" },
      "TypeScript or JavaScript, beside what the run schedules by, from the beginning. No network, no page, no chance, 200 ms a call. Tab leaves the text, Ctrl ] and Ctrl [ indent.",
    ),
    place,
    element(
      "div",
      { class: "buttons" },
      element("button", { class: "primary", type: "button", onclick: () => void go(true) }, "Compare with this run"),
      element("button", { type: "button", onclick: () => void go(false) }, "Go on with it"),
      policy === "" ? undefined : element("button", { type: "button", onclick: without }, "Without it"),
      element("button", { type: "button", onclick: save }, "Save as a file"),
      ...draft.parts,
      said,
    ),
  ];
}

/** Before anything of it is run. */
async function whatIsWrong(text: string): Promise<Complaint | undefined> {
  try {
    await checkedPolicy(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error;
  }
}

/** In the runs that are shown, if they are of this text. */
function whatWentWrong(app: App, text: string): Complaint | undefined {
  const { main, other } = app.runs.value;
  for (const run of [main, other]) {
    if (run === undefined || run.request.policy !== text) continue;
    const { problems, phase, reason } = run.state.value;
    const problem = problems.find(({ file }) => file === "policy");
    if (problem !== undefined) return { message: problem.message, place: problem };
    if (phase === "dead") return { message: reason, place: NOWHERE };
  }
  return undefined;
}

function sentence({ message, place: { line } }: Complaint): string {
  return line === 0 ? message : `Line ${line}: ${message}`;
}

function offsetOf({ doc }: EditorState, { line, column }: PolicyPlace): number {
  const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(at.to, at.from + Math.max(0, column - 1));
}

/** From the place to the end of its line; the whole line where the place is that end. */
function diagnostic(state: EditorState, { message, place }: Complaint): Diagnostic {
  const from = offsetOf(state, place);
  const line = state.doc.lineAt(from);
  return { severity: "error", from: from < line.to ? from : line.from, to: line.to, message };
}

function completion({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const found = policyProposals(state.doc.toString(), before);
  if (found !== undefined) {
    const options = found.fields.map(({ name, type, about }) => ({
      label: name,
      detail: type,
      type: "property",
      ...(about === "" ? {} : { info: about }),
    }));
    return { from: pos - found.typed.length, options, validFor: /^[\w$]*$/ };
  }
  const word = /(?:^|[^\w$.])([A-Za-z_$][\w$]*)$/.exec(before)?.[1] ?? "";
  if (word === "" && !explicit) return null;
  return { from: pos - word.length, options: TYPES.map((label) => ({ label, type: "type" })), validFor: /^[\w$]*$/ };
}

const TYPES = ["PolicyPod", "PolicyNode", "PolicyTaint", "PolicyToleration"];

/** Names in a comment, so many to a line as there is room. */
function listed(title: string, fields: readonly PolicyField[]): string {
  const lines: string[] = [];
  let line = title;
  for (const [i, { name }] of fields.entries()) {
    const piece = `${name}${i === fields.length - 1 ? "" : ","}`;
    if (line.length + piece.length > 92) {
      lines.push(line);
      line = " ".repeat(title.length);
    }
    line += ` ${piece}`;
  }
  return [...lines, line].map((each) => ` * ${each}`.trimEnd()).join("\n");
}

const EXAMPLE = `/*
 * score gives 0 to 100, the best node highest; filter gives a reason to refuse a node.
 * Either may be left out. What they are shown:
${listed("PolicyPod: ", POD_FIELDS)}
${listed("PolicyNode:", NODE_FIELDS)}
 */

/** Beside the weights of Kubernetes' own plugins, which are 1 to 3. */
export const weight = 10;

/** Fills the fullest node first. */
export function score(pod: PolicyPod, node: PolicyNode): number {
  return (100 * node.requestedMilliCpu) / node.allocatableMilliCpu;
}
`;
