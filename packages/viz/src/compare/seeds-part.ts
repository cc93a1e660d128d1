/** Repeats both runs over many seeds, and shows the differences with their intervals as they come. */
import type { App, ProjectionView } from "../app/index.ts";
import { element } from "../dom/index.ts";
import type { OpenRequest } from "../worker/index.ts";
import { table } from "../why/index.ts";
import { pairedSeeds } from "./paired-seeds.ts";
import type { PairedFigure } from "./paired-seeds.ts";

export function seedsPart(app: App, first: OpenRequest, second: OpenRequest): ProjectionView {
  const count = element("input", { type: "number", min: "2", max: "200", value: "8", "aria-label": "How many seeds" });
  const bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Runs that are over" });
  const said = element("span", { class: "faint", role: "status" });
  const result = element("div");
  let stopped = false;
  let going = false;
  const button = element("button", { type: "button", onclick: () => void toggle() }, "Repeat over seeds");
  const toggle = async () => {
    if (going) {
      stopped = true;
      return;
    }
    going = true;
    stopped = false;
    button.textContent = "Stop";
    bar.hidden = false;
    const seeds = Array.from({ length: Math.max(2, Math.min(200, Number(count.value) || 2)) }, (_, i) => String(i + 1));
    await pairedSeeds(
      first,
      second,
      seeds,
      (done, of, figures) => {
        bar.value = done / of;
        said.textContent = `${done} of ${of} runs`;
        result.replaceChildren(figuresTable(figures));
      },
      () => stopped,
    );
    going = false;
    button.textContent = "Repeat over seeds";
    bar.hidden = true;
    app.notify(stopped ? "The repetition was stopped." : `Both runs were repeated over ${seeds.length} seeds.`);
  };
  return {
    root: element("section", { "aria-label": "Over many seeds" }, element("div", { class: "tools" }, count, button, bar, said), result),
    close() {
      stopped = true;
    },
  };
}

function figuresTable(figures: readonly PairedFigure[]): HTMLElement {
  const text = (value: number) => (Number.isFinite(value) ? (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)) : "–");
  return table(
    ["mean over seeds, pairs of one seed", "first", "second", "difference, 95 %", ""],
    figures.map(({ name, first, second, difference, half }) => [
      name,
      text(first),
      text(second),
      `${text(difference)} ± ${text(half)}`,
      !Number.isFinite(half) ? "" : Math.abs(difference) > half ? "clear" : "may be chance",
    ]),
    [1, 2, 3],
  );
}
