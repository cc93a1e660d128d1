/** Counting pods as they change finds what counting all of them finds. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CachedPod } from "../loop/cached-pod.ts";
import { isPodActive, nextAvailabilityUs } from "../replica-pod.ts";
import { relatedPodsOnNode } from "./pods-to-delete.ts";
import { ReplicaCensus } from "./replica-census.ts";
import { replicaSetStatus } from "./replica-set-status.ts";

const SECOND = 1_000_000;
const OWNERS = ["r0", "r1"];

function podOf(id: number, owner: string, labeled: boolean): CachedPod {
  return new CachedPod(id, `default/p${id}`, sourceOf(owner, labeled), 0);
}

function sourceOf(owner: string, labeled: boolean) {
  const ownerReferences = owner === "" ? [] : [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: owner, uid: owner, controller: true }];
  const labels: Record<string, string> = labeled ? { app: "web" } : {};
  return { metadata: { namespace: "default", labels, ownerReferences }, spec: { containers: [{ name: "c" }] }, workload: "w" };
}

const change = fc.record({
  pod: fc.nat(11),
  what: fc.constantFrom("create", "ready", "ready", "not ready", "delete", "end", "bind", "owner", "relabel", "gone"),
  owner: fc.constantFrom(...OWNERS, ""),
  passS: fc.nat(4),
  minReadySeconds: fc.constantFrom(0, 0, 3, 3, 7),
});

describe("ReplicaCensus", () => {
  it("has the status, the next availability and the pods by node of a count from scratch, after any changes", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const pods = new Map<number, CachedPod>();
        const podsOf = (owner: string) => [...pods.values()].filter(({ ownerUid }) => ownerUid === owner);
        const isLabeled = (pod: CachedPod) => pod.labels.get("app") === "web";
        const census = new ReplicaCensus(podsOf, isLabeled);
        let nowUs = 0;
        for (const { pod: id, what, owner, passS, minReadySeconds } of changes) {
          nowUs += passS * SECOND;
          if (what === "create" && !pods.has(id)) pods.set(id, podOf(id, owner, true));
          const pod = pods.get(id);
          if (pod !== undefined) {
            if (what === "ready" || what === "not ready") pod.setReady(what === "ready", nowUs);
            else if (what === "delete") pod.deleting = true;
            else if (what === "end") pod.phase = "Failed";
            else if (what === "bind") pod.node = passS;
            else if (what === "owner" || what === "relabel") pod.update(sourceOf(owner, what === "owner"));
            else if (what === "gone") pods.delete(id);
            census.count(pod, what === "gone");
          }
          for (const uid of OWNERS) {
            const owned = podsOf(uid);
            const active = owned.filter(isPodActive);
            expect(census.status(uid, minReadySeconds, nowUs)).toEqual(replicaSetStatus(owned, minReadySeconds, nowUs, isLabeled));
            expect(census.nextAvailabilityUs(uid, minReadySeconds, nowUs)).toBe(nextAvailabilityUs(active, minReadySeconds, nowUs));
            expect(census.activePods(uid)).toBe(active.length);
            expect(new Map(census.activeOnNodes(uid))).toEqual(relatedPodsOnNode(owned));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
