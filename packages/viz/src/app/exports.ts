/** What leaves the page as files: pictures of what is drawn, and the data of the run. */
import { csvText } from "@orrery/runner/export";
import { PixelPainter, poster, svgText, THEMES } from "../draw/index.ts";
import type { App } from "./app.ts";
import { changesText, momentText, titleText } from "./run-text.ts";

export type DataFormat = "csv" | "parquet" | "perfetto";

/** Of a picture for people: as fine as screens are at most. */
const SCALE = 2;

/** One picture of the projection: its canvases as they stand on the page, under what they are of and what their marks mean. */
export async function exportPicture(app: App, format: "png" | "svg"): Promise<void> {
  // A projection that was chosen a moment ago has not been painted yet.
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const parts = [...app.stages].flatMap(({ canvas, list }) => {
    const { x, y } = canvas.getBoundingClientRect();
    const title = canvas.closest("figure")?.querySelector("figcaption")?.textContent.trim();
    return list === undefined ? [] : [{ list, x: x + scrollX, y: y + scrollY, title }];
  });
  if (parts.length === 0) return app.notify("There is no picture here; the other projections have some.");
  const changes = changesText(app);
  const list = poster(titleText(app), [momentText(app), ...(changes === "" ? [] : [changes])], app.legend, parts);
  const theme = THEMES[app.shell.value.theme];
  const name = `${fileStem(app)}.${format}`;
  if (format === "svg") return save(name, new Blob([svgText(list, theme)], { type: "image/svg+xml" }));
  const canvas = document.createElement("canvas");
  new PixelPainter(canvas).paint(list, theme, SCALE);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) app.notify("The browser could not make the picture; SVG (v) has no bounds.");
  else save(name, blob);
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
