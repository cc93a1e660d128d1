import { describe, expect, it } from "vitest";
import { tinySimulation } from "../testing/index.ts";
import { explainPod, podKeysLike } from "./explain-pod.ts";

const PODS = [
  { cpu: "3", workload: "web", arrivalS: 0, durationS: Infinity },
  { cpu: "1", workload: "web", arrivalS: 5, durationS: Infinity },
  { cpu: "5", workload: "huge", arrivalS: 20, durationS: 1 },
];

describe("explainPod", () => {
  const simulation = tinySimulation(PODS, { explain: ["default/pod-1"] });
  simulation.run();

  it("shows candidates by plugin, whose weighted scores make the total", () => {
    const { attempts, node, workload } = explainPod(simulation, "default/pod-1")!;
    const [attempt] = attempts;
    expect([workload, attempts.length, attempt!.outcome, attempt!.node]).toEqual(["web", 1, "placed", node]);
    expect(attempt!.candidates.map((candidate) => candidate.node).sort()).toEqual(["a", "b"]);
    for (const { total, scores } of attempt!.candidates)
      expect(scores.reduce((sum, { weight, score }) => sum + weight * score, 0)).toBe(total);
    const [best, second] = attempt!.candidates;
    expect(attempt!.total).toBe(best!.total);
    expect(attempt!.margin).toBe(best!.total - second!.total);
    expect(best!.node).toBe(node);
  });

  it("shows who refused a pod that fits nowhere, at every attempt", () => {
    const { attempts, boundUs, node } = explainPod(simulation, "default/pod-2")!;
    expect([boundUs, node]).toEqual([null, null]);
    expect(attempts.length).toBeGreaterThan(0);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ outcome: "unschedulable", node: null, feasible: 0, margin: null });
      expect(attempt.refusals).toEqual([expect.objectContaining({ plugin: "NodeResourcesFit", reason: "Insufficient cpu", nodes: 2 })]);
      expect(attempt.message).toMatch(/^0\/2 nodes are available: 2 Insufficient cpu/);
    }
  });

  it("names the nodes that refused an explained pod, at its newest attempt alone", () => {
    const told = tinySimulation(PODS, { explain: ["default/pod-2"] });
    told.run();
    const { attempts } = explainPod(told, "default/pod-2")!;
    expect(attempts.at(-1)!.refusedNodes).toEqual([
      { plugin: "NodeResourcesFit", code: expect.any(String), reasons: ["Insufficient cpu"], nodes: expect.arrayContaining(["a", "b"]) },
    ]);
    expect(attempts.slice(0, -1).every(({ refusedNodes }) => refusedNodes.length === 0)).toBe(true);
    expect(told.digest).toBe(simulation.digest);
    expect(explainPod(simulation, "default/pod-2")!.attempts.at(-1)!.refusedNodes).toEqual([]);
  });

  it("does not change the history that it explains", () => {
    const plain = tinySimulation(PODS);
    plain.run();
    expect(plain.digest).toBe(simulation.digest);
    expect(explainPod(plain, "default/pod-1")!.attempts[0]!.candidates).toEqual([]);
  });

  it("knows no pod that never was, and names others", () => {
    expect(explainPod(simulation, "default/pod-9")).toBeUndefined();
    expect(podKeysLike(simulation, "default/pod-9", 2)).toEqual(["default/pod-0", "default/pod-1"]);
    expect(podKeysLike(simulation, "other/pod-2", 1)).toEqual(["default/pod-2"]);
  });
});
