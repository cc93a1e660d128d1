import { describe, expect, it } from "vitest";
import { CgroupTree, ROOT_GROUP } from "./cgroup-tree.ts";

describe("CgroupTree", () => {
  it("uses ids again and forgets what their last group was", () => {
    const tree = new CgroupTree();
    const pod = tree.add(ROOT_GROUP, 100, undefined);
    const container = tree.add(pod, 50, { quotaUs: 20_000, periodUs: 100_000 });
    tree.setThreads(container, 3);
    tree.remove(container);
    expect(tree.add(pod, 70, undefined)).toBe(container);
    expect([tree.weights[container], tree.threads[container], tree.quotas[container], tree.cycleUs]).toEqual([70, 0, undefined, Infinity]);
    expect(tree.children[pod]).toEqual([container]);
  });

  it("knows when all quotas are full at once", () => {
    const tree = new CgroupTree();
    expect(tree.cycleUs).toBe(Infinity);
    const pod = tree.add(ROOT_GROUP, 1, { quotaUs: 50_000, periodUs: 100_000 });
    const container = tree.add(pod, 1, { quotaUs: 10_000, periodUs: 40_000 });
    expect(tree.cycleUs).toBe(200_000);
    const other = tree.add(pod, 1, { quotaUs: 20_000, periodUs: 40_000 });
    tree.setQuota(container, undefined);
    expect(tree.cycleUs).toBe(200_000);
    tree.setQuota(other, { quotaUs: 30_000, periodUs: 50_000 });
    expect(tree.cycleUs).toBe(100_000);
    tree.remove(other);
    tree.setQuota(pod, { quotaUs: 10_000, periodUs: 100_000 });
    expect([tree.cycleUs, tree.periodsUs]).toEqual([100_000, [100_000]]);
  });

  it("refuses what no kernel would take, and says what it takes", () => {
    const tree = new CgroupTree();
    const pod = tree.add(ROOT_GROUP, 1, undefined);
    const container = tree.add(pod, 1, undefined);
    tree.setThreads(container, 1);
    expect(() => tree.add(ROOT_GROUP, 0, undefined)).toThrow("found the weight 0; accepted: above 0");
    expect(() => tree.add(container, 1, undefined)).toThrow(/has threads/);
    expect(() => tree.setThreads(pod, 1)).toThrow(/has children/);
    expect(() => tree.setThreads(container, -1)).toThrow("found -1 threads; accepted: 0 and more");
    expect(() => tree.setQuota(container, { quotaUs: 0, periodUs: 100_000 })).toThrow(/found a quota of 0 us/);
    expect(() => tree.setQuota(container, { quotaUs: 1000, periodUs: 500 })).toThrow(/from 1000 to 1000000/);
    expect(() => tree.remove(pod)).toThrow(/cannot be removed/);
    expect(() => tree.remove(ROOT_GROUP)).toThrow(/cannot be removed/);
    tree.remove(container);
    expect(() => tree.setThreads(container, 1)).toThrow(`there is no group ${container}`);
    expect(() => tree.setWeight(99, 1)).toThrow("there is no group 99");
  });
});
