/**
 * Measures the dashboard in Chromium and prints the figures: with a large cluster,
 * `node packages/viz/bin/measure.mjs [NODES] [PODS] [DRAG_S] [PLAY_S]`; or with files that are brought,
 * `node packages/viz/bin/measure.mjs drop FILE...`; a number of megabytes in place of files makes a trace and a snapshot of that size.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../src/testing");
const load = async (file) => (await runnerImport(path.join(folder, file), { configFile: false, logLevel: "error" })).module;
const print = (title, figures) => process.stdout.write(`${title}\n${JSON.stringify(figures, undefined, 2)}\n`);
const [first, ...rest] = process.argv.slice(2);

if (first === "drop") {
  const { measureDrop } = await load("measure-drop.ts");
  const { withLargeFiles } = await load("large-files.ts");
  if (rest.length > 0 && !rest.every((each) => /^\d+$/.test(each))) print(rest.join(", "), await measureDrop(rest));
  else
    await withLargeFiles(Number(rest[0] ?? 200) * 1e6, async ({ trace, snapshot }) => {
      print("a trace", await measureDrop(trace));
      print("a snapshot", await measureDrop([snapshot]));
    });
} else {
  const { measureScale } = await load("measure-scale.ts");
  const [nodes = 5000, pods = 150_000, dragSeconds = 20, playSeconds = 60] = process.argv.slice(2).map(Number);
  print(`${nodes} nodes, ${pods} pods`, await measureScale({ nodes, pods, dragSeconds, playSeconds }));
}
