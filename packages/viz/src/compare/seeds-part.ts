/** Repeats both runs over many seeds, and shows the differences with their intervals as they come. */
import { exportRepetition } from "../app/index.ts";
import type { App, Run } from "../app/index.ts";
import { element } from "../dom/index.ts";
import type { OpenRequest } from "../worker/index.ts";
import { table } from "../why/index.ts";
import { pairedSeeds } from "./paired-seeds.ts";
import { certainty, isNowhere } from "./paired-figures.ts";
import type { PairedFigure } from "./paired-figures.ts";
import { seedsTable } from "./seeds-table.ts";

/** Of the second run of a pair: what took minutes to find outlives a look at another projection. */
const found = new WeakMap<Run, HTMLElement>();

/** @returns what belongs to the two runs that are shown, going on where it was */
export function seedsPart(app: App, first: Run, second: Run): HTMLElement {
  let part = found.get(second);
  if (part === undefined) found.set(second, (part = newSeedsPart(app, first.request, second.request)));
  return part;
}

function newSeedsPart(app: App, first: OpenRequest, second: OpenRequest): HTMLElement {
  const count = element("input", { type: "number", min: "2", max: "200", value: "8", "aria-label": "How many seeds" });
  const bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Runs that are over" });
  const said = element("span", { class: "faint", role: "status" });
  const result = element("div");
  let stopped = false;
  let going = false;
  const isShown = () => app.runs.value.other?.request === second;
  const button = element("button", { type: "button", onclick: () => void toggle() }, "Repeat over seeds");
  const save = element("button", { type: "button", hidden: true, onclick: () => exportRepetition(app) }, "Save as CSV");
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
        result.replaceChildren(...figuresPart(figures));
        if (isShown()) app.repetition = figures.length === 0 ? undefined : seedsTable(figures);
        save.hidden = app.repetition === undefined;
      },
      () => stopped,
    );
    going = false;
    button.textContent = "Repeat over seeds";
    bar.hidden = true;
    if (isShown()) app.notify(stopped ? "The repetition was stopped." : `Both runs were repeated over ${seeds.length} seeds.`);
  };
  const stop = app.runs.subscribe(() => {
    stopped = true;
    app.repetition = undefined;
    stop();
  });
  return element(
    "section",
    { "aria-label": "Over many seeds" },
    element("div", { class: "tools" }, element("label", { class: "faint" }, "seeds ", count), button, bar, said, save),
    result,
  );
}

function figuresPart(figures: readonly PairedFigure[]): HTMLElement[] {
  const nowhere = figures.filter(isNowhere).map(({ name }) => name);
  return [
    figuresTable(figures.filter((figure) => !isNowhere(figure))),
    ...(nowhere.length === 0 ? [] : [element("p", { class: "faint" }, `None in any run: ${nowhere.join("; ")}.`)]),
  ];
}

/** Two places after the point, but more where nothing would be left of it; the sign is a true minus. */
export function meanText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size >= 100 ? size.toFixed(0) : size >= 0.01 || size === 0 ? size.toFixed(2) : String(Number(size.toPrecision(1)));
  return value < 0 ? `−${digits}` : digits;
}

function figuresTable(figures: readonly PairedFigure[]): HTMLElement {
  return table(
    ["mean over seeds, pairs of one seed", "first", "second", "difference, 95 %", ""],
    figures.map((figure) => [
      figure.name,
      meanText(figure.first),
      meanText(figure.second),
      `${meanText(figure.difference)} ± ${meanText(figure.half)}`,
      certainty(figure),
    ]),
    [1, 2, 3],
  );
}
