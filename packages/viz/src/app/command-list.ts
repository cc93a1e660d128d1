/** Every command of the dashboard. */
import { groupingKeys } from "../cluster/index.ts";
import type { App } from "./app.ts";
import type { Command } from "./command.ts";
import { exportData, exportPictures } from "./exports.ts";
import { PROJECTIONS, WHOLE } from "../state/index.ts";

const hasRun = (app: App) => app.run !== undefined;

export const COMMANDS: readonly Command[] = [
  { id: "play", title: "Play or pause", group: "time", keys: [" ", "k"], when: hasRun, run: (app) => app.togglePlay() },
  { id: "faster", title: "Faster", group: "time", keys: ["+", "="], when: hasRun, run: (app) => app.changeSpeed(1) },
  { id: "slower", title: "Slower", group: "time", keys: ["-"], when: hasRun, run: (app) => app.changeSpeed(-1) },
  { id: "next-event", title: "Next event", group: "time", keys: ["."], when: hasRun, run: (app) => void app.step("event", 1) },
  { id: "previous-event", title: "Previous event", group: "time", keys: [","], when: hasRun, run: (app) => void app.step("event", -1) },
  {
    id: "next-decision",
    title: "Next scheduling decision",
    group: "time",
    keys: ["]"],
    when: hasRun,
    run: (app) => void app.step("decision", 1),
  },
  {
    id: "previous-decision",
    title: "Previous scheduling decision",
    group: "time",
    keys: ["["],
    when: hasRun,
    run: (app) => void app.step("decision", -1),
  },
  { id: "next-failure", title: "Next failure", group: "time", keys: ["f"], when: hasRun, run: (app) => void app.step("failure", 1) },
  {
    id: "previous-failure",
    title: "Previous failure",
    group: "time",
    keys: ["b"],
    when: hasRun,
    run: (app) => void app.step("failure", -1),
  },
  { id: "to-start", title: "To the beginning", group: "time", keys: ["Home"], when: hasRun, run: (app) => app.seek(0) },
  { id: "to-end", title: "To what is simulated last", group: "time", keys: ["End"], when: hasRun, run: (app) => app.seek(Infinity) },
  { id: "forward", title: "A little forward", group: "time", keys: ["l"], when: hasRun, run: (app) => app.nudge(1) },
  { id: "back", title: "A little back", group: "time", keys: ["j"], when: hasRun, run: (app) => app.nudge(-1) },
  ...PROJECTIONS.map((projection, index): Command => ({
    id: projection,
    title: `Show ${projection}`,
    group: "view",
    keys: [String(index + 1)],
    when: hasRun,
    run: (app) => app.view.update({ projection }),
  })),
  { id: "fit", title: "Show everything", group: "view", keys: ["0"], when: hasRun, run: (app) => app.view.update({ viewport: WHOLE }) },
  { id: "zoom-in", title: "Zoom in", group: "view", keys: ["z"], when: hasRun, run: (app) => app.zoom(1.5) },
  { id: "zoom-out", title: "Zoom out", group: "view", keys: ["x"], when: hasRun, run: (app) => app.zoom(1 / 1.5) },
  {
    id: "group",
    title: "Group by the next label",
    group: "view",
    keys: ["g"],
    when: hasRun,
    run: (app) => {
      const { frame } = app.run!.state.value;
      if (frame === undefined) return;
      const keys = groupingKeys(frame);
      const now = keys.indexOf(app.view.value.grouping[0] ?? "");
      app.view.update({ grouping: [keys[(now + 1) % keys.length]!], viewport: WHOLE });
    },
  },
  { id: "theme", title: "Light or dark", group: "view", keys: ["t"], run: (app) => app.toggleTheme() },
  { id: "filter", title: "Filter", group: "find", keys: ["/"], when: hasRun, run: (app) => app.focusFilter() },
  {
    id: "next-node",
    title: "Select the next node",
    group: "find",
    keys: ["ArrowRight"],
    when: hasRun,
    run: (app) => app.selectNeighbour("node", 1),
  },
  {
    id: "previous-node",
    title: "Select the previous node",
    group: "find",
    keys: ["ArrowLeft"],
    when: hasRun,
    run: (app) => app.selectNeighbour("node", -1),
  },
  {
    id: "next-pod",
    title: "Select the next pod on it",
    group: "find",
    keys: ["ArrowDown"],
    when: hasRun,
    run: (app) => app.selectNeighbour("pod", 1),
  },
  {
    id: "previous-pod",
    title: "Select the previous pod on it",
    group: "find",
    keys: ["ArrowUp"],
    when: hasRun,
    run: (app) => app.selectNeighbour("pod", -1),
  },
  {
    id: "next-waiting",
    title: "Select the next pod that waits",
    group: "find",
    keys: ["w"],
    when: hasRun,
    run: (app) => app.selectNeighbour("waiting", 1),
  },
  { id: "deselect", title: "Select nothing", group: "find", keys: ["Escape"], when: hasRun, run: (app) => app.select(undefined) },
  { id: "copy-link", title: "Copy the link to this view", group: "run", keys: ["c"], when: hasRun, run: (app) => void app.copyLink() },
  {
    id: "copy-command",
    title: "Copy the command that repeats the run",
    group: "run",
    keys: ["y"],
    when: hasRun,
    run: (app) => void app.copyCommand(),
  },
  { id: "png", title: "Save the picture as PNG", group: "run", keys: ["p"], when: hasRun, run: (app) => void exportPictures(app, "png") },
  { id: "svg", title: "Save the picture as SVG", group: "run", keys: ["v"], when: hasRun, run: (app) => void exportPictures(app, "svg") },
  {
    id: "csv",
    title: "Save the tables of the run as CSV",
    group: "run",
    keys: ["d"],
    when: hasRun,
    run: (app) => void exportData(app, "csv"),
  },
  {
    id: "parquet",
    title: "Save the tables of the run as Parquet",
    group: "run",
    keys: ["q"],
    when: hasRun,
    run: (app) => void exportData(app, "parquet"),
  },
  {
    id: "perfetto",
    title: "Save a trace for Perfetto",
    group: "run",
    keys: ["o"],
    when: hasRun,
    run: (app) => void exportData(app, "perfetto"),
  },
  { id: "restart", title: "Start the run anew", group: "run", keys: ["r"], when: hasRun, run: (app) => app.reopen() },
  { id: "gallery", title: "To the gallery", group: "run", keys: ["h"], when: hasRun, run: (app) => app.toGallery() },
  { id: "editor", title: "Edit the scenario", group: "what if", keys: ["s"], run: (app) => app.openDialog("editor") },
  {
    id: "policy",
    title: "Your own scheduling policy",
    group: "what if",
    keys: ["u"],
    when: hasRun,
    run: (app) => app.openDialog("policy"),
  },
  {
    id: "what-if",
    title: "What if … at this moment",
    group: "what if",
    keys: ["e"],
    when: hasRun,
    run: (app) => app.openDialog("what-if"),
  },
  { id: "palette", title: "Find a command", group: "help", keys: ["Ctrl+k"], run: (app) => app.openDialog("palette") },
  { id: "help", title: "Keys", group: "help", keys: ["?"], run: (app) => app.openDialog("help") },
];
