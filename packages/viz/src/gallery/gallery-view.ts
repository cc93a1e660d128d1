/** The first page: every bundled scenario with a picture and a sentence, running one click later; and a place to drop one's own. */
import { chooser } from "../drop/index.ts";
import type { App } from "../app/index.ts";
import { PixelPainter, THEMES } from "../draw/index.ts";
import { logo, element } from "../dom/index.ts";
import { durationText } from "../words/index.ts";
import type { GalleryEntry } from "../bundled/index.ts";
import { pictureOf, previewScenarios } from "./preview.ts";

export function galleryView(app: App): { readonly root: HTMLElement; close(): void } {
  const cards = new Map(app.gallery.map((entry) => [entry.name, card(app, entry)]));
  const root = element(
    "main",
    { class: "gallery" },
    element("header", {}, logo(), element("h1", {}, "Orrery")),
    element(
      "p",
      { class: "lead" },
      "A clockwork Kubernetes: a whole cluster simulated in this page. Start one, move its clock either way, ask why a pod waits, change one thing, compare.",
    ),
    element("ul", { class: "cards" }, ...[...cards.values()].map(({ root: each }) => element("li", {}, each))),
    app.gallery.length === 0 ? element("p", {}, "This site has no bundled scenarios.") : undefined,
    element(
      "div",
      { class: "drop" },
      element(
        "p",
        {},
        "Drop a scenario with its files, a recording, the output of ",
        element("code", {}, "kubectl get nodes,pods -A -o json"),
        " or the files of a trace anywhere on this page. They stay on this machine.",
      ),
      element(
        "p",
        { class: "ways" },
        chooser(app, "files"),
        element("button", { type: "button", onclick: () => app.openDialog("editor") }, "Write a scenario"),
        element("button", { type: "button", onclick: () => app.openDialog("open") }, "What was opened before"),
      ),
    ),
  );
  const stopPreviews = previewScenarios(app.gallery, (name, preview) => {
    const { canvas, size } = cards.get(name)!;
    const width = canvas.clientWidth || 340;
    const draw = () =>
      new PixelPainter(canvas).paint(pictureOf(preview, width, 170), THEMES[app.shell.value.theme], Math.min(2, devicePixelRatio || 1));
    draw();
    app.shell.subscribe(draw);
    const { frame, horizonUs } = preview;
    size.textContent = `${frame.nodes.count} nodes · ${frame.pods.count.toLocaleString("en")} pods after ${durationText(frame.timeUs)}${
      horizonUs === null ? "" : ` · runs for ${durationText(horizonUs)}`
    }`;
  });
  return { root, close: stopPreviews };
}

function card(
  app: App,
  { name, description }: GalleryEntry,
): { readonly root: HTMLElement; readonly canvas: HTMLCanvasElement; readonly size: HTMLElement } {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const size = element("div", { class: "size" }, " ");
  const root = element(
    "button",
    { class: "card", type: "button", onclick: () => app.openScenario(name) },
    canvas,
    element("div", { class: "text" }, element("h2", {}, name), element("p", {}, description), size),
  );
  return { root, canvas, size };
}
