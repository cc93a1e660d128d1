/** What the bundled scenarios are there to show: each effect, and its cure beside it. */
import { describe, expect, it } from "vitest";
import { buildReport, type LifeFigures, type Report } from "../report/index.ts";
import { Simulation } from "../simulation/index.ts";
import { bundledFile, bundledText, ports, registry } from "./bundled-fixture.ts";
import { checkScenario } from "./index.ts";

const HOST = { orrery: "test", platform: "test", wallSeconds: 1, eventsPerSecond: 1, attemptsPerSecond: 1 };

async function reportOf(name: string): Promise<Report> {
  const { input } = await checkScenario(bundledText(name), bundledFile(name), ports);
  const simulation = new Simulation(input!, registry);
  simulation.run();
  return buildReport(simulation, { end: "horizon", host: HOST, inputs: [] });
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  return list.find((each) => each.name === name)!;
}

describe("health-road-dev", () => {
  it("loses every node, one after the other; with reserves, requests and limits none", async () => {
    const [sick, cured] = [(await reportOf("health-road-dev")).life!, (await reportOf("health-road-dev-cured")).life!];
    const down = sick.nodes.filter(({ outages }) => outages.count > 0).map(({ name }) => name);
    expect(down.toSorted()).toEqual(["node-1", "node-2", "node-3", "node-4", "node-5"]);
    expect(named(sick.pools, "node").evictions.byReason).toEqual([
      { reason: "DeletionByTaintManager", count: expect.any(Number) as number },
    ]);
    expect(cured.cluster).toMatchObject({ outages: { count: 0, notReadyUs: 0 }, evictions: { total: 0 }, podsLost: 0 });
    expect(cured.workloads.filter(({ oomKills }) => oomKills > 0).map(({ name }) => name)).toEqual(["report"]);
  });
});

describe("stateful-apps", () => {
  it("shows who suffers from memory without bounds, and that bounds and a JVM that sees them are the cure", async () => {
    const { pools, workloads } = (await reportOf("stateful-apps")).life!;
    const of = (name: string): LifeFigures => named(workloads, name);
    expect(of("shop-open").evictions.total).toBeGreaterThan(4);
    expect(named(pools, "redis-stall").outages.notReadyUs).toBeGreaterThan(0);
    expect(of("redis-limit").restarts.byReason).toEqual([{ reason: "OOMKilled", count: of("redis-limit").oomKills }]);
    expect(of("shop-limit")).toMatchObject({ restarts: { total: 0 }, evictions: { total: 0 } });
    expect(of("jvm-host").oomKills).toBeGreaterThan(2);
    for (const name of ["redis-maxmemory", "jvm-limit"]) {
      expect(named(pools, name)).toMatchObject({ oomKills: 0, restarts: { total: 0 }, evictions: { total: 0 }, outages: { count: 0 } });
    }
  });
});

describe("netease-rolling-update", () => {
  it("keeps what Deployments promise, whatever the version; the slow one gets through one at a time only", async () => {
    const { rollouts, life } = await reportOf("netease-rolling-update");
    for (const { fewestAvailable, promisedAvailable } of rollouts)
      expect(fewestAvailable ?? Infinity).toBeGreaterThanOrEqual(promisedAvailable);
    const ends = rollouts.map(({ deployment, revision, completeUs, timedOutUs }) => [
      deployment,
      revision,
      completeUs !== null,
      timedOutUs !== null,
    ]);
    expect(ends).toEqual([
      ["default/comments", 1, true, false],
      ["default/comments", 2, true, false],
      ["default/comments", 3, false, true],
      ["default/comments", 4, true, false],
      ["default/accounts", 1, true, false],
      ["default/accounts", 2, true, false],
      ["default/search", 1, true, false],
      ["default/search", 2, false, true],
      ["default/search", 3, true, false],
    ]);
    expect(named(life!.workloads, "comments").probeFailures.liveness).toBeGreaterThan(0);
    expect(named(life!.workloads, "accounts").restarts.total).toBe(0);
    // A version that answers nothing is restarted, and that is not the doing of the CPU.
    expect(named(life!.workloads, "search").restarts.total).toBeGreaterThan(0);
    expect(life!.oversell!.pools.map(({ name, probeRestarts }) => [name, probeRestarts > 0])).toEqual([
      ["careful", false],
      ["online", true],
    ]);
  });
});
