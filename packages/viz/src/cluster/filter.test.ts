/** The filter finds pods by name, label, namespace, state and reason, and nodes by what is on them or what they are. */
import { beforeAll, describe, expect, it } from "vitest";
import { matchesOf } from "./filter.ts";
import { PodFlag } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import { livingFrame, smallFrame } from "../testing/index.ts";
import { heldText, podStyle } from "./pod-style.ts";

let small: Awaited<ReturnType<typeof smallFrame>>;
beforeAll(async () => {
  small = await smallFrame();
});

describe("the filter", () => {
  it.each([
    ["web", 3],
    ["app=web", 3],
    ["app=we", 0],
    ["ns=shop", 1],
    ["phase=pending", 1],
    ["phase=ready", 3],
    ["phase=succeeded", 1],
    ["reason=insufficient", 1],
    ["pool=right web", 3],
    ["pool=left web", 0],
    ["workload=job", 1],
    ["web ns=shop", 0],
    ["nonsense=1", 0],
    // Kubernetes' phases: what is ready runs, too.
    ["phase=running", 3],
    ["phase=Running", 3],
    ["phase==running", 3],
    ["phase=failed", 0],
    ["phase=unknown", 0],
    ["phase=foo", 0],
    ["phase=-", 0],
    ["phase!=ready", 2],
    ["phase!=foo", 5],
    ["app!=web", 2],
    ["ns!=shop phase=running", 3],
    ["node!=left", 4],
    ["zone!=b", 0],
    ["is!=held", 5],
    // What is not written to its end looks for nothing.
    ["phase= ns=shop", 1],
    ["web phase!=", 3],
    ["web =", 3],
    ["web =x", 3],
  ])("%s finds %d pods", (text, count) => {
    expect(matchesOf(small.frame, small.texts, text)!.podCount).toBe(count);
  });

  it("finds pods that are held back, and says by what and how much", async () => {
    const { frame, texts } = await livingFrame();
    const count = (text: string) => matchesOf(frame, texts, text)!.podCount;
    expect([count("is=starved"), count("is=throttled"), count("is=held"), count("is=nonsense")]).toEqual([2, 0, 2, 0]);
    const row = frame.pods.held.row[0]!;
    expect(podStyle(frame.pods, row)).toBe(Style.held);
    expect(heldText(frame.pods, row)).toBe("starved: missed 33 % of the CPU that it wanted, for what else runs on its node");
    const flags = frame.pods.flags.slice();
    flags[row] = (flags[row]! & ~PodFlag.starved) | PodFlag.throttled;
    const throttled = { ...frame.pods, flags, held: { ...frame.pods.held, throttled: Uint8Array.of(40, 0) } };
    expect(heldText(throttled, row)).toContain("throttled: waited for its own limit 40 % of the time");
    expect(matchesOf({ ...frame, pods: throttled }, texts, "is=throttled")!.podCount).toBe(1);
  });

  it("lights nodes by label and by name, and is nothing when it is empty", () => {
    expect([...matchesOf(small.frame, small.texts, "zone=b")!.nodes]).toEqual([0, 1, 0, 1]);
    expect([...matchesOf(small.frame, small.texts, "left-1")!.nodes]).toEqual([0, 1, 0, 0]);
    expect([...matchesOf(small.frame, small.texts, "left zone=b")!.nodes]).toEqual([0, 1, 0, 0]);
    expect(matchesOf(small.frame, small.texts, "  ")).toBeUndefined();
  });

  it("looks for nothing with a term that is not written to its end", () => {
    for (const text of ["phase=", "ns=", "node=", "pool=", "workload=", "reason=", "is=", "app=", "app!=", "=", "!="])
      expect(matchesOf(small.frame, small.texts, text), text).toBeUndefined();
  });

  it("lights nodes by the contrary only of what nodes have", () => {
    const lit = (text: string) => [...matchesOf(small.frame, small.texts, text)!.nodes];
    expect(lit("zone!=b")).toEqual([1, 0, 1, 0]);
    expect(lit("zone!=b ns=none")).toEqual([0, 0, 0, 0]);
    expect(lit("pool!=right")).toEqual([1, 1, expect.any(Number), expect.any(Number)]);
    expect(lit("zone!=b node=left")).toEqual([1, 0, 0, 0]);
    // Nodes have no such label: those that are lit have such pods on them.
    expect(lit("app!=web phase=running")).toEqual([0, 0, 0, 0]);
  });
});
