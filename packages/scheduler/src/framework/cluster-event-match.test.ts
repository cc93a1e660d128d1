import { describe, expect, it } from "vitest";
import { Action } from "./cluster-event.ts";
import type { ClusterEvent } from "./cluster-event.ts";
import { eventMatches, formatClusterEvent } from "./cluster-event-match.ts";

const event = (resource: ClusterEvent["resource"], action: number): ClusterEvent => ({ resource, action });

describe("eventMatches", () => {
  it.each([
    ["the same", event("Node", Action.Add), event("Node", Action.Add), true],
    ["one of several", event("Node", Action.Add | Action.UpdateNodeLabel), event("Node", Action.UpdateNodeLabel), true],
    ["another action", event("Node", Action.Add), event("Node", Action.Delete), false],
    ["another resource", event("Node", Action.Add), event("Pod", Action.Add), false],
    ["any pod", event("Pod", Action.Delete), event("AssignedPod", Action.Delete), true],
    ["a waiting pod", event("Pod", Action.UpdatePodToleration), event("UnscheduledPod", Action.UpdatePodToleration), true],
    ["an assigned pod is not any pod", event("AssignedPod", Action.Add), event("Pod", Action.Add), false],
    ["a specific update for a general registration", event("Pod", Action.Update), event("UnscheduledPod", Action.UpdatePodLabel), true],
    ["a general update for a specific registration", event("Pod", Action.UpdatePodLabel), event("AssignedPod", Action.Update), false],
    ["everything", event("*", Action.All), event("CSINode", Action.Update), true],
  ])("%s", (_, registered, incoming, matches) => {
    expect(eventMatches(registered, incoming)).toBe(matches);
  });
});

describe("formatClusterEvent", () => {
  it.each([
    [event("Node", Action.UpdateNodeTaint), "Node/UpdateNodeTaint"],
    [event("Pod", Action.Delete | Action.UpdatePodLabel | Action.Add), "Pod/Add|Delete|UpdatePodLabel"],
    [event("CSINode", Action.Update | Action.Add), "storage.k8s.io/CSINode/Add|Update"],
    [event("ResourceClaim", Action.Update), "resource.k8s.io/ResourceClaim/Update"],
    [event("UnscheduledPod", Action.Update), "UnschedulablePod/Update"],
    [event("*", Action.All), "*/All"],
  ])("%j is %s", (value, text) => {
    expect(formatClusterEvent(value)).toBe(text);
  });
});
