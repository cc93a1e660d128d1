/** What leaves the page as files: pictures of what is drawn, and the data of the run. */
import { csvText } from "@orrery/runner/export";
import { svgText, THEMES } from "../draw/index.ts";
import type { Stage } from "../draw/index.ts";
import type { App } from "./app.ts";

export type DataFormat = "csv" | "parquet" | "perfetto";

/** A picture of each canvas of the projection. */
export async function exportPictures(app: App, format: "png" | "svg"): Promise<void> {
  const stages: readonly Stage[] = [...app.stages];
  const shown = stages.filter(({ list }) => list !== undefined);
  if (shown.length === 0) return app.notify("There is no picture here; the other projections have some.");
  for (const [i, { canvas, list }] of shown.entries()) {
    const name = `${fileStem(app)}${shown.length > 1 ? `-${i + 1}` : ""}.${format}`;
    if (format === "svg") save(name, new Blob([svgText(list!, THEMES[app.shell.value.theme])], { type: "image/svg+xml" }));
    else {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
      if (blob !== null) save(name, blob);
    }
  }
}

export async function exportData(app: App, format: DataFormat): Promise<void> {
  const files = await app.run?.export(format);
  for (const { name, bytes } of files ?? []) save(`${runStem(app)}-${name}`, new Blob([bytes]));
  app.notify(
    files === undefined
      ? "There is nothing to export yet."
      : `Exported ${files.map(({ name }) => name).join(", ")}, as far as the run is simulated.`,
  );
}

/** The figures over seeds that Compare shows. */
export function exportRepetition(app: App): void {
  const { repetition } = app;
  if (repetition === undefined) return app.notify("There are no figures over seeds yet; Compare repeats both runs over many.");
  save(`${fileStem(app)}-${repetition.name}.csv`, new Blob([csvText(repetition)], { type: "text/csv" }));
  app.notify(`Exported the figures over seeds, ${repetition.rows} lines.`);
}

/** Of what is shown. */
function fileStem(app: App): string {
  return `${runStem(app)}-${app.view.value.projection}`;
}

/** Of the run, whatever is shown: beside another one it is the first. */
function runStem(app: App): string {
  return app.view.value.scenario.replace(/[^\w.-]+/g, "-").replace(/\.ya?ml$/, "");
}

function save(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
