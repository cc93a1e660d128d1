/** A session shows every moment exactly, whatever way the clock was moved there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { stateDigest } from "@orrery/sim-core/store";
import { checkScenario } from "../scenario/index.ts";
import { Simulation } from "../simulation/index.ts";
import type { Frame } from "./frame.ts";
import { FrameMaker } from "./frame-maker.ts";
import { HistoryIndex } from "./history-index.ts";
import { SimSession } from "./sim-session.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const folder = path.resolve(import.meta.dirname, "../../../../scenarios");

async function inputOf(name: string) {
  const readText = async (file: string) => readFileSync(path.join(folder, file), "utf8");
  const { input, problems } = await checkScenario(await readText(name), name, { readText, registry });
  if (input === undefined) throw new Error(JSON.stringify(problems));
  return input;
}

async function finished(name: string): Promise<SimSession> {
  const session = new SimSession(await inputOf(name), registry);
  while (session.advance(500).end === undefined);
  return session;
}

/** All that a frame shows, but for numbers of texts, which depend on the order in which they were met. */
function columnsOf({ nodes, pods }: Frame) {
  const texts = new Set(["name", "namespace", "workload", "pool", "remark", "labels", "waiting", "exit"]);
  return [nodes, pods].map((columns) => Object.entries(columns).filter(([name]) => !texts.has(name)));
}

describe("SimSession", () => {
  it.each(["rollout.yaml", "preemption.yaml"])("has the history of the simulation it hosts: %s", async (name) => {
    const session = await finished(name);
    const simulation = new Simulation(await inputOf(name), registry);
    simulation.run();
    expect(session.status.digest).toBe(simulation.digest);
    expect(session.status.end).toBe("horizon");
  });

  it.each(["rollout.yaml", "preemption.yaml"])("shows every moment as a session that only goes forwards does: %s", async (name) => {
    const session = await finished(name);
    const { facts } = session.status;
    const { log } = session.simulation.store;
    const timeUs = (count: number) => (count === 0 ? 0 : log.timeUs[count - 1]!);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: facts }), { minLength: 2, maxLength: 8 }), (moves) => {
        // Each frame lies in the buffer of the one before, as it does when a page hands them back.
        let spare: ArrayBuffer | undefined;
        for (const count of moves) {
          const { pods } = session.frame({ timeUs: timeUs(count), facts: count }, 0, spare);
          spare = pods.id.buffer as ArrayBuffer;
        }
        const last = { timeUs: timeUs(moves.at(-1)!), facts: moves.at(-1)! };
        const index = new HistoryIndex(log);
        index.follow();
        const fresh = new FrameMaker(index, session.simulation.scheduler.attempts, session.simulation, session.input);
        const [ours, theirs] = [session.frame(last, 0, spare), fresh.frame(last, 0)];
        expect(ours.digest).toBe(theirs.digest);
        expect(columnsOf(ours)).toEqual(columnsOf(theirs));
        const settled = session.momentAt(last.timeUs);
        fresh.moveTo(settled);
        expect(stateDigest(fresh.state)).toBe(stateDigest(session.simulation.stateAt(last.timeUs)));
      }),
      { numRuns: 20 },
    );
  });

  it("gives a pod one place on its node for as long as it is there", async () => {
    const session = await finished("rollout.yaml");
    const places = new Map<number, string>();
    for (let timeUs = 0; timeUs < 3600e6; timeUs += 20e6) {
      const { pods } = session.frame(session.momentAt(timeUs));
      const taken = new Set<string>();
      for (let row = 0; row < pods.count; row++) {
        if (pods.slot[row]! < 0) continue;
        const place = `${pods.node[row]}/${pods.slot[row]}`;
        expect(taken.has(place)).toBe(false);
        taken.add(place);
        expect(places.get(pods.id[row]!) ?? place).toBe(place);
        places.set(pods.id[row]!, place);
      }
    }
    expect(places.size).toBeGreaterThan(60);
  });

  it("steps by event and decision, there and back", async () => {
    const session = await finished("preemption.yaml");
    const start = { timeUs: 0, facts: 0 };
    const first = session.step(start, "event", 1)!;
    expect(first.facts).toBe(1);
    const decision = session.step(start, "decision", 1)!;
    const next = session.step(decision, "decision", 1)!;
    expect(next.facts).toBeGreaterThan(decision.facts);
    expect(session.step(next, "decision", -1)).toEqual(decision);
    expect(session.step(start, "event", -1)).toBeUndefined();
  });

  it("explains a pod as of the moment", async () => {
    const session = await finished("rollout.yaml");
    const { pods } = session.frame(session.momentAt(3600e6));
    const { texts } = session;
    const waiting = pods.node.findIndex((node) => node === -1);
    const key = (row: number) => `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}`;
    expect(waiting === -1 || texts[pods.remark[waiting]!] !== "").toBe(true);
    const placed = pods.node.findIndex((node) => node >= 0);
    const createdUs = pods.createdUs[placed]!;
    const early = session.explain(key(placed), session.momentAt(createdUs))!;
    const late = session.explain(key(placed), session.momentAt(3600e6))!;
    expect([early.node, early.phase]).toEqual([null, "Pending"]);
    expect(late.node).not.toBeNull();
    expect(late.story.map(({ what }) => what)).toEqual(["PodCreated", "PodBound", "PodStarted"]);
    expect(session.explain(key(placed), session.momentAt(createdUs - 1))).toBeUndefined();
  });

  it("sums up the run in bins that agree with its frames", async () => {
    const session = await finished("rollout.yaml");
    const overview = session.overview();
    expect(overview.bins).toBeLessThanOrEqual(1024);
    for (const bin of [0, 50, 400, overview.bins - 2]) {
      const { pods } = session.frame(session.momentAt((bin + 1) * overview.binUs - 1));
      expect(overview.pending[bin]).toBe(pods.node.filter((node, row) => node === -1 && pods.phase[row] === 0).length);
      expect(overview.running[bin]).toBe(pods.phase.filter((phase) => phase === 1).length);
    }
    expect(overview.bound.reduce((sum, each) => sum + each, 0)).toBe(
      session.simulation.state.pods.filter(({ boundUs }) => boundUs >= 0).length,
    );
  });
});

describe("lanes and decisions", () => {
  it("count in each bin what the frame at its end shows", async () => {
    const session = await finished("rollout.yaml");
    for (const kind of ["node", "workload"] as const) {
      const lanes = session.lanes(kind, 0, 3600e6, 60);
      for (const bin of [0, 10, 33, 59]) {
        const { pods, nodes } = session.frame(session.momentAt((bin + 1) * 60e6 - 1));
        for (const [lane, name] of lanes.names.entries()) {
          const at = lane * lanes.bins + bin;
          const row = nodes.name.findIndex((id) => session.texts[id] === name);
          const isOwn = (pod: number) => (kind === "node" ? pods.node[pod] === row : session.texts[pods.workload[pod]!] === name);
          expect(lanes.running[at], `${name} in bin ${bin}`).toBe(pods.phase.filter((phase, pod) => phase === 1 && isOwn(pod)).length);
          if (kind === "node") expect(lanes.cpu[at]).toBeCloseTo(nodes.requestedMilliCpu[row]! / nodes.allocatableMilliCpu[row]!, 5);
        }
      }
    }
  });

  it("tell the newest decisions with who refused", async () => {
    const session = await finished("rollout.yaml");
    const all = session.decisions(Infinity, 1e6);
    expect(all.newest).toHaveLength(all.total);
    expect(all.newest[0]!.timeUs).toBeGreaterThanOrEqual(all.newest[1]!.timeUs);
    expect(all.refusals[0]!.reason).toBe("Insufficient cpu");
    expect(session.decisions(0, 10).total).toBeLessThan(all.total);
  });
});
