import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import type { Plugin } from "../framework/index.ts";
import { eventLabel } from "./event-match.ts";
import { hintRegistrations } from "./registrations.ts";

const heard = (plugin: Plugin): string[] => hintRegistrations([plugin]).map(({ event }) => eventLabel(event));

describe("hintRegistrations", () => {
  it("adds taint changes for plugins that hear of new nodes", () => {
    const plugin: Plugin = {
      name: "A",
      filter: () => undefined,
      eventsToRegister: () => [{ event: { resource: "Node", action: Action.Add } }],
    };
    expect(heard(plugin)).toEqual(["NodeAdd", "NodeUpdateNodeTaint"]);
    const both: Plugin = {
      ...plugin,
      eventsToRegister: () => [{ event: { resource: "Node", action: Action.Add | Action.UpdateNodeTaint } }],
    };
    expect(heard(both)).toHaveLength(1);
  });

  it("lets plugins that refuse but name no events hear of everything, and leaves out those that never refuse", () => {
    expect(heard({ name: "A", permit: () => ({}) })).toContain("storage.k8s.io/CSINodeAll");
    expect(
      heard({ name: "A", score: () => undefined, eventsToRegister: () => [{ event: { resource: "Node", action: Action.Add } }] }),
    ).toEqual([]);
  });
});
