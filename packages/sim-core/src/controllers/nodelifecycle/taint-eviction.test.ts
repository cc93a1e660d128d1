import { describe, expect, it } from "vitest";
import { NOT_READY_TAINT, UNREACHABLE_TAINT } from "./not-ready-taint.ts";
import { nextEviction, podEviction } from "./taint-eviction.ts";
import { minTolerationSeconds } from "./toleration-time.ts";

const SECOND_US = 1_000_000;

function tolerate(key: string, tolerationSeconds?: number) {
  return {
    key: `node.kubernetes.io/${key}`,
    operator: "Exists",
    effect: "NoExecute",
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  };
}

describe("podEviction", () => {
  it("goes at once when one taint is not tolerated, else after the shortest time", () => {
    const both = [NOT_READY_TAINT, UNREACHABLE_TAINT];
    expect(podEviction(both, [tolerate("not-ready", 300)])).toEqual({ allTolerated: false, afterSeconds: 0 });
    expect(podEviction(both, [tolerate("not-ready", 300), tolerate("unreachable", 60)])).toEqual({ allTolerated: true, afterSeconds: 60 });
    expect(podEviction(both, [tolerate("not-ready"), tolerate("unreachable")])).toEqual({ allTolerated: true, afterSeconds: Infinity });
    expect(podEviction([NOT_READY_TAINT], [tolerate("not-ready", -5)])).toEqual({ allTolerated: true, afterSeconds: 0 });
  });

  it("uses the first toleration that covers a taint", () => {
    expect(podEviction([NOT_READY_TAINT], [{ operator: "Exists" }, tolerate("not-ready", 5)]).afterSeconds).toBe(Infinity);
    expect(minTolerationSeconds([])).toBe(0);
  });
});

describe("nextEviction", () => {
  const tolerations = [tolerate("not-ready", 300), tolerate("unreachable", 60)];
  const scheduled = { createdUs: 10 * SECOND_US, fireUs: 310 * SECOND_US };

  it("keeps what was scheduled first when the taint changes", () => {
    expect(nextEviction(undefined, [NOT_READY_TAINT], tolerations, 10 * SECOND_US)).toEqual(scheduled);
    expect(nextEviction(scheduled, [UNREACHABLE_TAINT], tolerations, 20 * SECOND_US)).toEqual(scheduled);
  });

  it("is cancelled without taints or limits, and due at once when not tolerated", () => {
    expect(nextEviction(scheduled, [], tolerations, 20 * SECOND_US)).toBeUndefined();
    expect(nextEviction(scheduled, [NOT_READY_TAINT], [{ operator: "Exists" }], 20 * SECOND_US)).toBeUndefined();
    expect(nextEviction(scheduled, [{ key: "x", effect: "NoExecute" }], tolerations, 20 * SECOND_US)).toEqual({
      createdUs: 20 * SECOND_US,
      fireUs: 20 * SECOND_US,
    });
  });
});
