/** Says so while the clock stands at a moment that has not been simulated yet: what is shown then is the newest there is. */
import type { App } from "../app/index.ts";
import { clockText } from "../words/index.ts";
import { element, say } from "../dom/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function aheadView(app: App): Part {
  const said = element("span");
  const share = element("progress", { max: 1, value: 0, "aria-label": "Simulated of the way to that moment" });
  const root = element("div", { class: "ahead no-print", hidden: true }, said, share);
  const follow = () => {
    const { frame, status, phase } = app.run?.state.value ?? {};
    const { timeUs } = app.view.value;
    // A finished run has nothing to wait for.
    const isAhead = phase === "running" && frame !== undefined && status !== undefined && status.nowUs < timeUs;
    if (root.hidden === isAhead) root.hidden = !isAhead;
    if (!isAhead) return;
    say(said, `${clockText(timeUs).slice(0, -4)} is not simulated yet; shown is ${clockText(frame.timeUs).slice(0, -4)}`);
    share.value = status.nowUs / timeUs;
  };
  return followed(root, follow, [app.view, app.run?.state]);
}
