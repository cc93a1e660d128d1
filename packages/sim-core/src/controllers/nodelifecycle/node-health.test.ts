import { describe, expect, it } from "vitest";
import { noScheduleTaintChange } from "./condition-taints.ts";
import { DEFAULT_NODE_GRACE, type NodeHealth, observeNode, staleConditions } from "./node-health.ts";
import { noExecuteStep, NOT_READY_TAINT, UNREACHABLE_TAINT } from "./not-ready-taint.ts";

const SECOND_US = 1_000_000;
const seen = { createdUs: 0, heartbeatUs: 10, leaseRenewedUs: 10 };

describe("observeNode", () => {
  function look(
    before: NodeHealth | undefined,
    change: Partial<typeof seen> | { heartbeatUs: undefined; leaseRenewedUs: undefined },
    nowUs: number,
  ) {
    return observeNode(before, { ...seen, ...change }, nowUs, DEFAULT_NODE_GRACE);
  }
  const { health } = look(undefined, {}, 5 * SECOND_US);

  it("counts from when the controller saw the sign of life, not from the node's clock", () => {
    expect(health.probeUs).toBe(5 * SECOND_US);
    expect(look(health, {}, 10 * SECOND_US).aliveUntilUs).toBe(55 * SECOND_US);
    expect(look(health, { leaseRenewedUs: 11 }, 10 * SECOND_US).aliveUntilUs).toBe(60 * SECOND_US);
    expect(look(health, { leaseRenewedUs: 9 }, 10 * SECOND_US).aliveUntilUs).toBe(55 * SECOND_US);
    expect(look(health, { heartbeatUs: 11 }, 10 * SECOND_US).aliveUntilUs).toBe(60 * SECOND_US);
  });

  it("gives a node that never reported longer, from its creation", () => {
    const silent = { heartbeatUs: undefined, leaseRenewedUs: undefined };
    const first = look(undefined, silent, 5 * SECOND_US);
    expect(first.aliveUntilUs).toBe(60 * SECOND_US);
    expect(look(first.health, {}, 50 * SECOND_US).aliveUntilUs).toBe(100 * SECOND_US);
  });
});

describe("staleConditions", () => {
  it("makes what is known unknown, and what is missing too", () => {
    const conditions = [
      { type: "Ready", status: "True" },
      { type: "MemoryPressure", status: "Unknown" },
      { type: "DiskPressure", status: "False" },
      { type: "NetworkUnavailable", status: "False" },
    ];
    expect(staleConditions(conditions)).toEqual([
      { type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" },
      { type: "DiskPressure", status: "Unknown", reason: "NodeStatusUnknown" },
      { type: "PIDPressure", status: "Unknown", reason: "NodeStatusNeverUpdated" },
    ]);
  });
});

describe("noExecuteStep", () => {
  it("queues, swaps, rests and clears", () => {
    expect(noExecuteStep("False", [])).toEqual({ kind: "queue", taint: NOT_READY_TAINT });
    expect(noExecuteStep("Unknown", [{ ...UNREACHABLE_TAINT, effect: "NoSchedule" }])).toEqual({ kind: "queue", taint: UNREACHABLE_TAINT });
    expect(noExecuteStep("Unknown", [NOT_READY_TAINT])).toEqual({ kind: "swap", add: UNREACHABLE_TAINT, remove: NOT_READY_TAINT });
    expect(noExecuteStep("False", [UNREACHABLE_TAINT])).toEqual({ kind: "swap", add: NOT_READY_TAINT, remove: UNREACHABLE_TAINT });
    expect(noExecuteStep("Unknown", [UNREACHABLE_TAINT])).toEqual({ kind: "none" });
    expect(noExecuteStep("True", [UNREACHABLE_TAINT, { key: "x", effect: "NoExecute" }])).toEqual({
      kind: "clear",
      remove: [UNREACHABLE_TAINT],
    });
  });
});

describe("noScheduleTaintChange", () => {
  it("follows the conditions and leaves other taints alone", () => {
    const conditions = [
      { type: "Ready", status: "Unknown" },
      { type: "MemoryPressure", status: "True" },
      { type: "DiskPressure", status: "Unknown" },
    ];
    const taint = (name: string, effect = "NoSchedule") => ({ key: `node.kubernetes.io/${name}`, effect });
    const taints = [taint("not-ready"), taint("not-ready", "NoExecute"), taint("memory-pressure"), { key: "mine", effect: "NoSchedule" }];
    expect(noScheduleTaintChange(conditions, true, taints)).toEqual({
      add: [taint("unreachable"), taint("unschedulable")],
      remove: [taint("not-ready")],
    });
  });
});
