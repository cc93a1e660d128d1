/** With every tick simulated and with ticks worked out: one history. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { S } from "./kubelets-fixture.ts";
import { buildNodeWorld, nodeWorld, type NodeWorld } from "./node-worlds-fixture.ts";

/** In the suite; thousands were tried by hand. */
const RUNS = 300;

function history(input: NodeWorld, elide: boolean) {
  const fixture = buildNodeWorld(input, elide);
  let budget = 400_000;
  while (!fixture.engine.advance(900 * S, 100_000).done) if ((budget -= 100_000) < 0) throw new Error(`still at ${fixture.engine.nowUs}`);
  const { log } = fixture.store;
  const facts = Array.from({ length: log.length }, (_, at) => `${log.timeUs[at]} ${log.kind[at]} ${log.subject[at]}`);
  return {
    facts,
    digest: fixture.engine.digest,
    events: fixture.engine.events,
    uses: fixture.store.state.pods.map(({ id }) => fixture.kubelets.podUse(id)),
  };
}

describe("twins", () => {
  it("have one history, whether ticks are simulated or worked out", () => {
    let elided = 0;
    let ticked = 0;
    fc.assert(
      fc.property(nodeWorld, (input) => {
        const without = history(input, true);
        const all = history(input, false);
        elided += without.events;
        ticked += all.events;
        expect(without.facts).toEqual(all.facts);
        expect(without.digest).toBe(all.digest);
        without.uses.forEach((use, i) => {
          expect(use.cpuUs).toBeCloseTo(all.uses[i]!.cpuUs, 0);
          expect(use.wantedCpuUs).toBeCloseTo(all.uses[i]!.wantedCpuUs, 0);
        });
      }),
      { numRuns: RUNS },
    );
    expect(ticked).toBeGreaterThan(elided * 2);
  });
});
