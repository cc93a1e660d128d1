import { describe, expect, it } from "vitest";
import { runHintCase } from "./hint-case.ts";
import type { HintCase } from "./hint-case.ts";

const waiting = {
  metadata: { name: "waiting", namespace: "default", uid: "w" },
  spec: { containers: [{ name: "main", resources: { requests: { cpu: "2" } } }] },
};
const running = {
  metadata: { name: "other", namespace: "default", uid: "o" },
  spec: { containers: [{ name: "main", resources: { requests: { cpu: "2" } } }], nodeName: "n" },
};
const node = (cpu: string) => ({ metadata: { name: "n" }, status: { allocatable: { cpu, pods: "110" } } });

describe("runHintCase", () => {
  const deleted: HintCase = {
    kind: "hint",
    hint: { pod: waiting, plugins: ["NodeResourcesFit", "NodeName"], resource: "Pod", oldObject: running },
    expect: {
      hint: {
        events: ["AssignedPod/Delete"],
        hints: [
          { plugin: "NodeName", decision: "NotRegistered" },
          { plugin: "NodeResourcesFit", decision: "Queue", matched: ["Pod/Delete|UpdatePodScaleDown"] },
        ],
      },
    },
  };

  it("passes when events, registrations and decisions are as recorded", () => {
    expect(runHintCase(deleted)).toEqual({ status: "passed" });
  });

  it("says where the answer differs", () => {
    const hints = deleted.expect.hint!.hints!.map((hint) => ({ ...hint, decision: "QueueSkip" as const }));
    expect(runHintCase({ ...deleted, expect: { hint: { events: ["AssignedPod/Add"], hints } } })).toEqual({
      status: "failed",
      mismatches: [
        { path: "expect.hint.events", expected: ["AssignedPod/Add"], actual: ["AssignedPod/Delete"] },
        { path: "expect.hint.hints[0].decision", expected: "QueueSkip", actual: "NotRegistered" },
        { path: "expect.hint.hints[1].decision", expected: "QueueSkip", actual: "Queue" },
      ],
    });
  });

  it.each([
    ["1", "1500m", "QueueSkip"],
    ["1", "2", "Queue"],
    ["4", "2", "QueueSkip"],
  ] as const)("a node that grows from %s to %s cores: %s", (before, after, decision) => {
    const verdict = runHintCase({
      kind: "hint",
      nodes: [node(after)],
      hint: { pod: waiting, plugins: ["NodeResourcesFit"], resource: "Node", oldObject: node(before), newObject: node(after) },
      expect: {
        hint: {
          events: ["Node/UpdateNodeAllocatable"],
          hints: [{ plugin: "NodeResourcesFit", decision, matched: ["Node/Add|UpdateNodeAllocatable"] }],
        },
      },
    });
    expect(verdict).toEqual({ status: "passed" });
  });

  it("compares what every plugin of the default profile registers for", () => {
    const verdict = runHintCase({ kind: "registrations", expect: { registrations: [{ plugin: "NodeName", events: [] }] } });
    expect(verdict.status).toBe("failed");
  });
});
