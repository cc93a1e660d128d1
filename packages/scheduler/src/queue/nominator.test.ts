import { describe, expect, it } from "vitest";
import { Nominator } from "./nominator.ts";
import { testPod, testQueue } from "./queue-fixture.ts";

const names = (nominator: Nominator, node: string): string[] => nominator.podsOn(node).map((pod) => pod.name);

describe("Nominator", () => {
  it("keeps one nomination for each pod, in order", () => {
    const nominator = new Nominator();
    nominator.add(testPod("a"), "n1");
    nominator.add(testPod("b"), "n1");
    nominator.add(testPod("a"), "n2");
    expect([names(nominator, "n1"), names(nominator, "n2"), nominator.size]).toEqual([["b"], ["a"], 2]);
    nominator.delete(testPod("b"));
    expect([names(nominator, "n1"), nominator.size]).toEqual([[], 1]);
  });

  it("reads the pod's status when it is told nothing else", () => {
    const nominator = new Nominator();
    const pod = testPod("a", { nominatedNodeName: "n1" });
    nominator.add(pod);
    expect(nominator.nodeOf(pod.uid)).toBe("n1");
    nominator.add(pod, "");
    expect([nominator.nodeOf(pod.uid), pod.nominatedNodeName]).toEqual([undefined, ""]);
  });

  it("survives updates that do not know of it yet, and follows those that do", () => {
    const nominator = new Nominator();
    nominator.add(testPod("a"), "n1");
    nominator.update(testPod("a"), testPod("a"));
    expect(names(nominator, "n1")).toEqual(["a"]);
    nominator.update(testPod("a"), testPod("a", { nominatedNodeName: "n2" }));
    expect([names(nominator, "n1"), names(nominator, "n2")]).toEqual([[], ["a"]]);
    nominator.update(testPod("a", { nominatedNodeName: "n2" }), testPod("a"));
    expect(nominator.size).toBe(0);
  });

  it("leaves out pods that are gone or bound", () => {
    const bound = testPod("bound").pod;
    const nominator = new Nominator((key) => (key === "default/bound" ? { ...bound, spec: { ...bound.spec, nodeName: "n9" } } : undefined));
    nominator.add(testPod("bound"), "n1");
    nominator.add(testPod("gone"), "n1");
    expect(nominator.size).toBe(0);
  });

  it("is kept by the queue", () => {
    const queue = testQueue();
    queue.add(testPod("a", { nominatedNodeName: "n1" }), 0);
    expect(names(queue.nominator, "n1")).toEqual(["a"]);
    const newer = testPod("a", { nominatedNodeName: "n1", priority: 3 });
    queue.update(testPod("a", { nominatedNodeName: "n1" }), newer, 1);
    expect(queue.nominator.podsOn("n1")).toEqual([newer]);
    queue.delete(newer);
    expect(queue.nominator.size).toBe(0);
  });
});
