/** The filter over decisions: what they say themselves, and what only pods that are there have. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Decision } from "@orrery/runner/session";
import { smallFrame, smallSession } from "../testing/index.ts";
import { decisionFilter } from "./decision-filter.ts";

let small: Awaited<ReturnType<typeof smallFrame>>;
let decisions: readonly Decision[];
beforeAll(async () => {
  small = await smallFrame();
  decisions = (await smallSession()).decisions(300e6, 1000).newest;
});

describe("the filter over decisions", () => {
  it.each([
    ["", 5, false],
    ["web", 3, false],
    ["job", 1, false],
    ["ns=shop", 1, false],
    ["workload=huge", 1, false],
    ["node=right", 3, false],
    ["node=right web", 3, false],
    ["reason=insufficient", 1, false],
    ["app=web", 3, true],
    ["phase=pending", 1, true],
    ["phase=ready ns=default", 3, true],
    ["nonsense=1", 0, true],
    ["phase=running", 3, true],
    ["phase!=running ns=shop", 1, true],
    ["ns!=shop", 4, false],
    ["node!=right", 2, false],
    ["phase= web ns=", 3, false],
    ["phase=foo", 0, true],
  ])("%s finds %d, and asks pods: %s", (text, count, asks) => {
    const { test, asksPods } = decisionFilter(small.frame, small.texts, text);
    const pods = new Set(decisions.filter(test).map(({ pod }) => pod));
    expect([pods.size, asksPods]).toEqual([count, asks]);
  });
});
