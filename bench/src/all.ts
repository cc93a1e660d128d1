/** Runs every benchmark, one process each, so that none warms up or spoils the code of another. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BENCHMARKS = ["engine-hold", "null-simulation", "scheduling-decisions", "trace-ingest", "end-to-end", "rollout", "elision"];

for (const name of BENCHMARKS) {
  process.stdout.write(`\n${name}\n`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.js`, import.meta.url))], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
