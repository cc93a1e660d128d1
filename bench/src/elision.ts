/**
 * A day of a scenario twice: with the ticks of probes, leases, looks and relists worked out, and with each of them simulated. The baseline
 * is the second; both have one digest. `elision.js FILE HOURS` takes another scenario, or less of it.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { checkScenario } from "@orrery/runner/scenario";
import { Simulation } from "@orrery/runner/simulation";

export interface ElisionResult {
  readonly events: number;
  readonly seconds: number;
  readonly digest: string;
}

const MEDIA = fileURLToPath(new URL("../../scenarios/netease-media.yaml", import.meta.url));

/** @throws Error for a scenario that does not check */
export async function run(elide: boolean, file = MEDIA, hours = 24): Promise<ElisionResult> {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const ports = { registry, readText: (path: string) => readFile(path, "utf8") };
  const { input, problems } = await checkScenario(await ports.readText(file), file, ports);
  if (input === undefined) throw new Error(`${file}: ${problems[0]?.message ?? "is no scenario"}`);
  const start = process.hrtime.bigint();
  const simulation = new Simulation({ ...input, elide, horizonUs: Math.min(input.horizonUs, hours * 3.6e9) }, registry);
  const { events } = simulation.run();
  return { events, seconds: Number(process.hrtime.bigint() - start) / 1e9, digest: simulation.digest };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file = MEDIA, hours = "24"] = process.argv.slice(2);
  const out = (name: string, { events, seconds, digest }: ElisionResult): void =>
    void process.stdout.write(`${name}: ${events} events, ${seconds.toFixed(2)} s, digest ${digest}\n`);
  const worked = await run(true, file, Number(hours));
  out("ticks worked out", worked);
  process.stdout.write(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`);
  const ticked = await run(false, file, Number(hours));
  out("every tick simulated", ticked);
  process.stdout.write(`${(ticked.events / worked.events).toFixed(1)}x fewer events, ${(ticked.seconds / worked.seconds).toFixed(1)}x the speed\n`);
  if (worked.digest !== ticked.digest) process.exitCode = 1;
}
