/** What sets the run apart from its scenario, each taken back with one click; not there while it is as the scenario says. */
import { whatIfText } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { clockText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function changedView(app: App): Part {
  const list = element("ul", { "aria-label": "Changed in this run" });
  const compare = element(
    "button",
    { type: "button", onclick: () => app.change({ other: { seed: "", changes: [], policy: "" }, projection: "compare" }) },
    "Compare with the unchanged run",
  );
  const root = element(
    "section",
    { class: "changed no-print", hidden: true, "aria-label": "What if" },
    element("span", { class: "faint" }, "what if"),
    list,
    compare,
  );
  let shown = "";
  const follow = () => {
    const { seed, changes, policy, other } = app.view.value;
    const now = JSON.stringify([seed, changes, policy, other === undefined]);
    if (now === shown) return;
    shown = now;
    list.replaceChildren(
      ...changes.map((change, i) =>
        chip(`${whatIfText(change)} at ${clockText(change.atUs).replace(/\.000$/, "")}`, () =>
          app.change({ changes: changes.filter((_, each) => each !== i) }),
        ),
      ),
      ...(policy === "" ? [] : [chip("your own policy", () => app.change({ policy: "" }))]),
      ...(seed === "" ? [] : [chip(`seed ${seed}`, () => app.change({ seed: "" }))]),
    );
    root.hidden = list.childElementCount === 0;
    compare.hidden = other !== undefined;
  };
  return followed(root, follow, [app.view]);
}

function chip(text: string, takeBack: () => void): HTMLElement {
  const label = `Take back: ${text}`;
  return element(
    "li",
    {},
    text,
    element("button", { class: "quiet", type: "button", "aria-label": label, title: label, onclick: takeBack }, "×"),
  );
}
