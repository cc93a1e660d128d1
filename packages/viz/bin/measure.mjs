/**
 * Measures the dashboard with a large cluster in Chromium and prints the figures:
 * `node packages/viz/bin/measure.mjs [NODES] [PODS] [DRAG_S] [PLAY_S]`.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../src/testing/measure-scale.ts");
const { module } = await runnerImport(file, { configFile: false, logLevel: "error" });
const [nodes = 5000, pods = 150_000, dragSeconds = 20, playSeconds = 60] = process.argv.slice(2).map(Number);
const figures = await module.measureScale({ nodes, pods, dragSeconds, playSeconds });
process.stdout.write(`${nodes} nodes, ${pods} pods\n${JSON.stringify(figures, undefined, 2)}\n`);
