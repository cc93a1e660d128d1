/** What a person should know of the input: what was left out of it, and what of it is not modelled. Not there where nothing is. */
import { formatProblem } from "@orrery/runner/scenario";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { countText } from "../words/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function remarksView(app: App): Part {
  const root = element("section", { class: "remarks no-print", "aria-label": "About the input", hidden: true });
  let shown: unknown;
  const follow = () => {
    const opened = app.run?.state.value.opened;
    if (opened === shown || opened === undefined) return;
    shown = opened;
    const { warnings, notModelled } = opened;
    const counts = [
      ...(warnings.length === 0 ? [] : [`${countText(warnings.length)} ${warnings.length === 1 ? "warning" : "warnings"}`]),
      ...(notModelled.length === 0 ? [] : [`${countText(notModelled.length)} not modelled`]),
    ];
    const remarks = [...warnings.map(formatProblem), ...notModelled.map((what) => `not modelled: ${what}`)];
    root.hidden = remarks.length === 0;
    root.replaceChildren(
      element(
        "details",
        {},
        element("summary", {}, element("b", {}, `The input: ${counts.join(", ")}`), element("span", {}, ` ${remarks[0] ?? ""}`)),
        element("ul", { class: "plain", tabIndex: 0 }, ...remarks.map((remark) => element("li", {}, remark))),
      ),
    );
  };
  return followed(root, follow, [app.run?.state]);
}
