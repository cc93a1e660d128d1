/** Every bundled scenario has one history, whether the ticks of probes, heartbeats and housekeeping are simulated or worked out. */
import { describe, expect, it } from "vitest";
import { FACT_NAMES } from "@orrery/sim-core/store";
import { Simulation } from "../simulation/index.ts";
import { bundledFile, bundledNames, bundledText, ports, registry } from "./bundled-fixture.ts";
import { checkScenario } from "./index.ts";

/** Where the whole horizon takes more than a few seconds with every tick, how much of it is compared, in seconds. */
const SHORTER: Readonly<Record<string, number>> = { planner: 1200, "netease-rolling-update": 1800, "netease-media": 240 };

describe.each(bundledNames)("%s", (name) => {
  it("has the same history with every tick simulated", async () => {
    const { input } = await checkScenario(bundledText(name), bundledFile(name), ports);
    const elided = new Simulation(input!, registry);
    elided.advanceTo((SHORTER[name] ?? Infinity) * 1e6);
    // Ticks go on for ever: a run with a horizon `idle` ends where the other did.
    const ticked = new Simulation({ ...input!, elide: false, horizonUs: elided.nowUs }, registry);
    ticked.run();
    expect(firstDifference(elided, ticked)).toBe("");
    expect(ticked.digest).toBe(elided.digest);
    expect(ticked.progress.events).toBeGreaterThan(elided.progress.events);
  });
});

/** The first fact that one history has and the other has not; "": none. */
function firstDifference(a: Simulation, b: Simulation): string {
  const length = Math.max(a.store.log.length, b.store.log.length);
  for (let at = 0; at < length; at++) {
    const [of, and] = [factText(a, at), factText(b, at)];
    if (of !== and) return `fact ${at}: elided ${of}, ticked ${and}`;
  }
  return "";
}

function factText({ store: { log }, state }: Simulation, at: number): string {
  if (at >= log.length) return "nothing";
  const kind = FACT_NAMES[log.kind[at]!]!;
  const subject = log.subject[at]!;
  const named = kind.startsWith("Node") ? state.nodeName(subject) : (log.podKeys[subject] ?? "");
  return `${kind} ${subject} ${named} at ${log.timeUs[at]!} us`;
}
