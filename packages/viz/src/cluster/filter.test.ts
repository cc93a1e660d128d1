/** The filter finds pods by name, label, namespace, state and reason, and nodes by what is on them or what they are. */
import { beforeAll, describe, expect, it } from "vitest";
import { matchesOf } from "./filter.ts";
import { smallFrame } from "../testing/index.ts";

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
  ])("%s finds %d pods", (text, count) => {
    expect(matchesOf(small.frame, small.texts, text)!.podCount).toBe(count);
  });

  it("lights nodes by label and by name, and is nothing when it is empty", () => {
    expect([...matchesOf(small.frame, small.texts, "zone=b")!.nodes]).toEqual([0, 1, 0, 1]);
    expect([...matchesOf(small.frame, small.texts, "left-1")!.nodes]).toEqual([0, 1, 0, 0]);
    expect(matchesOf(small.frame, small.texts, "  ")).toBeUndefined();
  });
});
