/** Chains of causes as they are printed. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { whyNode, whyPod, whyWorkload } from "@orrery/runner/explain";
import { TinyHistory, tinyNode } from "@orrery/runner/testing";
import { ink } from "./ink.ts";
import { whyText } from "./why-text.ts";

const WEB = { workload: "web", replicaSet: "web-5d4f" };
const run = new TinyHistory([tinyNode("node-17", "app-4x", 128), tinyNode("node-18", "app-4x", 128)]);
for (const [i, node] of ["node-17", "node-17", "node-18"].entries()) {
  const id = run.running(`web-${i}`, node, WEB);
  for (const restartCount of [1, 2, 3]) {
    run.after(200);
    const evidence = { slowdown: 9 + i, throttledShare: 0.92, sinceUs: 602e6, nodeDemandCores: 61, nodeCores: 32, oversell: 4 };
    const because = { by: "kubelet", reason: "Unhealthy", evidence };
    run.store.probeFailed(id, { container: 0, probe: "liveness", failures: 15, sinceUs: run.nowUs - 150e6, because });
    run.store.containerExited(id, { container: 0, exitCode: 137, reason: "Error", startedUs: 0, because });
    run.after(5).containerStarted(id, { container: 0, restartCount });
  }
}
run.after(60).stopNode(0, { what: "machine", because: { by: "timeline", reason: "Crash", message: "the rack r1 lost its power" } });
const plain = ink(false);

describe("whyText", () => {
  it("tells a pod's state and chains", () => {
    expect(whyText(whyPod(run, "default/web-0")!, plain)).toMatchInlineSnapshot(`
      "default/web-0  pod, after 31 m 45 s
        is Running on node-17, ready for 31 m 45 s; created at the start
        workload web, of ReplicaSet/web-5d4f, 3 restarts
        node-17 of pool app-4x: machine down since 31 m 45 s, 2 pods, 64 cores, 8 GiB
          of memory, CPU oversold 2x

        restarted 3 times, first after 3 m 20 s, last after 10 m 10 s
          <- liveness failed 15 times in a row, from 50 s
          <- CPU slowed 9x, throttled 92%, from 10 m 2 s
          <- node-17 oversold 4x: demand 61 of 32 cores
      "
    `);
  });

  it("tells a workload's chains with counts, nodes and the worst example", () => {
    expect(whyText(whyWorkload(run, "web")!, plain)).toMatchInlineSnapshot(`
      "web  workload, after 31 m 45 s
        3 pods: 3 running, 3 ready, 9 restarts

        restarted 9 times (3 pods), first after 3 m 20 s, last after 30 m 40 s
          on node-17 6, node-18 3
          at worst default/web-2:
          <- liveness failed 15 times in a row, from 21 m 20 s
          <- CPU slowed 11x, throttled 92%, from 10 m 2 s
          <- node-18 oversold 4x: demand 61 of 32 cores
      "
    `);
  });

  it("tells a node's own chains before those of its pods", () => {
    expect(whyText(whyNode(run, "node-17")!, plain)).toMatchInlineSnapshot(`
      "node-17  node, after 31 m 45 s
        node-17 of pool app-4x: machine down since 31 m 45 s, 2 pods, 64 cores, 8 GiB
          of memory, CPU oversold 2x

        down, after 31 m 45 s
          <- the rack r1 lost its power

        restarted 6 times (2 pods), first after 3 m 20 s, last after 20 m 25 s
          at worst default/web-1:
          <- liveness failed 15 times in a row, from 11 m 5 s
          <- CPU slowed 10x, throttled 92%, from 10 m 2 s
          <- node-17 oversold 4x: demand 61 of 32 cores
      "
    `);
  });

  it("says so when nothing went wrong", () => {
    expect(whyText(whyNode(run, "node-18", 1e6)!, plain)).toMatchInlineSnapshot(`
      "node-18  node, after 1 s
        node-18 of pool app-4x: 0 pods, 64 cores, 8 GiB of memory, CPU oversold 2x

        nothing went wrong so far
      "
    `);
  });

  it("fits on 80 columns and says the same in colour", () => {
    for (const why of [whyPod(run, "default/web-0")!, whyWorkload(run, "web")!, whyNode(run, "node-17")!]) {
      const text = whyText(why, plain);
      expect(text.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
      expect(stripVTControlCharacters(whyText(why, ink(true)))).toBe(text);
    }
  });
});
