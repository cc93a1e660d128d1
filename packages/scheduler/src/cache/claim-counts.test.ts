import fc from "fast-check";
import { expect, test } from "vitest";
import { ClusterCache } from "./cluster-cache.ts";
import { TemplateCache } from "./template-cache.ts";

const step = fc.record({
  what: fc.constantFrom("pod", "pod", "no pod", "node", "no node"),
  i: fc.nat({ max: 3 }),
  at: fc.nat({ max: 2 }),
  claim: fc.nat({ max: 2 }),
});

test("a claim is used when a pod on some known node mounts it, whatever came and went", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const cache = new ClusterCache();
      const templates = new TemplateCache();
      for (const { what, i, at, claim } of steps) {
        if (what === "node") cache.setNode({ metadata: { name: `n${at}` } });
        else if (what === "no node") cache.removeNode(`n${at}`);
        else if (what === "no pod") cache.removePod(`default/p${i}`);
        else {
          const volumes = [{ name: "v", persistentVolumeClaim: { claimName: `c${claim}` } }];
          cache.setPod(
            templates.podInfo({ metadata: { name: `p${i}`, namespace: "default" }, spec: { nodeName: `n${at}`, containers: [], volumes } }),
          );
        }
        for (const key of ["default/c0", "default/c1", "default/c2"]) {
          expect(cache.isClaimUsed(key)).toBe(cache.nodes.some((node) => node.claimUse.has(key)));
        }
      }
    }),
  );
});
