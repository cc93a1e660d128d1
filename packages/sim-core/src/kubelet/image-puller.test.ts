import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageCache } from "./image-cache.ts";
import { ImagePuller, type PullFailure, type PullRequest, type PullResult } from "./image-puller.ts";
import { type Download, ImageRegistry } from "./image-registry.ts";

const MB = 1e6;
const IMAGES: ReadonlyMap<string, number> = new Map([
  ["app:1", 100 * MB],
  ["base:latest", 50 * MB],
  ["big:1", 1000 * MB],
  ["empty:1", 0],
]);

interface Options {
  nodes?: number;
  registryMBps?: number;
  nodeMBps?: number;
  atOnce?: number;
  resolveSeconds?: number;
  present?: string[];
}

/** Nodes that pull from one registry: 100 MB/s into each and half a second to the first byte, unless said otherwise. Times in seconds. */
function cluster({ nodes = 1, registryMBps = Infinity, nodeMBps = 100, atOnce = 1, resolveSeconds = 0.5, present = [] }: Options = {}) {
  const registry = new ImageRegistry<PullResult>({
    bytesOf: (image) => IMAGES.get(image),
    bytesPerSecond: registryMBps * MB,
    resolveUs: resolveSeconds * 1e6,
  });
  const caches = Array.from({ length: nodes }, () => new ImageCache(0, new Map(present.map((image) => [image, IMAGES.get(image)!]))));
  const settings = { serializeImagePulls: atOnce === 1, maxParallelImagePulls: atOnce, downloadBytesPerSecond: nodeMBps * MB };
  const pullers = caches.map((cache) => new ImagePuller(registry, cache, settings));
  const told: (PullResult & { at: number })[] = [];
  return {
    registry,
    caches,
    pullers,
    told,
    ask(at: number, pod: number, image: string, policy: PullRequest["policy"] = "IfNotPresent", node = 0) {
      this.until(at);
      return pullers[node]!.request({ node, pod, container: 0, image, policy }, at * 1e6);
    },
    until(at: number) {
      while (registry.nextUs <= at * 1e6) {
        const nowUs = registry.nextUs;
        told.push(...registry.advance(nowUs).map((result) => ({ ...result, at: nowUs / 1e6 })));
      }
    },
    /** [when, pod, reason]; "" for success. */
    results(at = 1e6): [number, number, string][] {
      this.until(at);
      return told.splice(0).map(({ at, request, failure }) => [at, request.pod, failure?.reason ?? ""]);
    },
  };
}

describe("ImagePuller", () => {
  it("pulls what is not there, and keeps it", () => {
    const it = cluster();
    expect(it.ask(1, 7, "app:1")).toBe("pulling");
    it.until(100);
    expect(it.told).toEqual([
      {
        at: 2.5,
        request: { node: 0, pod: 7, container: 0, image: "app:1", policy: "IfNotPresent" },
        failure: undefined,
        bytes: 100 * MB,
        requestedUs: 1e6,
        beganUs: 1e6,
      },
    ]);
    expect([it.ask(3, 8, "app:1"), it.ask(3, 8, "app:1", "Never"), it.caches[0]!.bytes("app:1")]).toEqual(["present", "present", 100 * MB]);
  });

  it("asks the registry always, with that policy, and downloads only what is not there", () => {
    const it = cluster({ present: ["app:1"] });
    expect(it.ask(0, 1, "app:1", "Always")).toBe("pulling");
    expect(it.results()).toEqual([[0.5, 1, ""]]);
    expect(it.ask(1, 1, "base", "Always")).toBe("pulling");
    expect(it.results()).toEqual([[2, 1, ""]]);
  });

  it("never pulls with the policy Never", () => {
    expect(cluster().ask(0, 1, "app:1", "Never")).toEqual({
      reason: "ErrImageNeverPull",
      message: 'Container image "app:1" is not present with pull policy of Never',
      retryUs: Infinity,
    });
  });

  it("pulls one image at a time, in the order of the requests", () => {
    const it = cluster();
    it.ask(0, 1, "app:1");
    it.ask(0, 2, "base");
    it.ask(0, 3, "app:1");
    // The third finds the image there and only asks for the newest.
    expect(it.results()).toEqual([
      [1.5, 1, ""],
      [2.5, 2, ""],
      [3, 3, ""],
    ]);
  });

  it("pulls several at once, up to the bound; they share the network of the node, and requests for one image share it", () => {
    const it = cluster({ atOnce: 3 });
    it.ask(0, 1, "app:1");
    it.ask(0, 2, "base");
    it.ask(0, 3, "app:1");
    it.ask(0, 4, "empty:1");
    // From 0.5 on 50 MB/s each: base is there at 1.5, when half of app is; the rest comes at 100 MB/s.
    expect(it.results()).toEqual([
      [1.5, 2, ""],
      [2, 1, ""],
      [2, 3, ""],
      [2, 4, ""],
    ]);
  });

  it("shares the registry among all downloads, but for what a node cannot take", () => {
    const it = cluster({ nodes: 3, atOnce: 2, registryMBps: 120, nodeMBps: 100 });
    it.ask(0, 1, "app:1", "Always", 0);
    it.ask(0, 2, "app:1", "Always", 1);
    it.ask(0, 3, "big:1", "Always", 1);
    // 40 MB/s each from 0.5 on; app is at both nodes at 3, and then 100 MB/s are left for what is left of big: 900 MB.
    expect(it.results()).toEqual([
      [3, 1, ""],
      [3, 2, ""],
      [12, 3, ""],
    ]);
    const slow = cluster({ nodes: 3, registryMBps: 75, nodeMBps: 40 });
    for (const node of [0, 1, 2]) slow.ask(0, node, "app:1", "Always", node);
    expect(slow.results()).toEqual([
      [4.5, 0, ""],
      [4.5, 1, ""],
      [4.5, 2, ""],
    ]);
  });

  it("takes no time where nothing is bounded", () => {
    const it = cluster({ nodeMBps: Infinity, resolveSeconds: 0 });
    it.ask(4, 1, "big:1");
    it.ask(4, 2, "app:1");
    expect(it.results(4)).toEqual([
      [4, 1, ""],
      [4, 2, ""],
    ]);
  });

  it("backs off from an image that is not there: 10 s, doubling to 300, per pod and image", () => {
    const it = cluster();
    const waits: number[] = [];
    let at = 0;
    for (let i = 0; i < 7; i++) {
      expect(it.ask(at, 1, "none:1")).toBe("pulling");
      expect(it.results(at + 0.5)).toEqual([[at + 0.5, 1, "ErrImagePull"]]);
      const { retryUs, reason, message } = it.ask(at + 1, 1, "none:1") as PullFailure;
      expect([reason, message]).toEqual([
        "ImagePullBackOff",
        'Back-off pulling image "none:1": ErrImagePull: failed to pull image "none:1": not found',
      ]);
      waits.push(retryUs / 1e6 - (at + 0.5));
      at = retryUs / 1e6;
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
    expect([it.ask(at, 2, "none:1"), it.ask(at, 1, "app:1")]).toEqual(["pulling", "pulling"]);
    it.results(at + 601);
    it.ask(at + 601, 1, "none:1");
    expect(it.results(at + 602)).toEqual([[at + 601.5, 1, "ErrImagePull"]]);
    expect(it.ask(at + 602, 1, "none:1")).toMatchObject({ retryUs: (at + 611.5) * 1e6 });
  });

  it("fails during an outage of the registry, and breaks off what is on its way", () => {
    const it = cluster({ nodes: 2 });
    it.ask(0, 1, "big:1");
    it.ask(0, 2, "app:1");
    it.until(3);
    it.registry.setOutage(true, 3e6);
    it.until(5);
    expect(it.told.map(({ at, request, failure }) => [at, request.pod, failure!.message])).toEqual([
      [3, 1, 'failed to pull image "big:1": the connection to the registry was lost'],
      [3.5, 2, 'failed to pull image "app:1": the registry does not answer'],
    ]);
    it.told.length = 0;
    it.registry.setOutage(false, 5e6);
    it.ask(13, 1, "big:1");
    expect(it.results()).toEqual([[23.5, 1, ""]]);
  });

  it("ends the pulls of a pod that is gone, but not a download that others wait for", () => {
    const it = cluster({ atOnce: 2 });
    it.ask(0, 1, "big:1");
    it.ask(0, 1, "app:1");
    it.ask(0, 2, "base");
    it.until(2);
    it.pullers[0]!.cancel(1, 2e6);
    expect(it.results()).toEqual([[3, 2, ""]]);
    expect([it.caches[0]!.has("app:1"), it.caches[0]!.has("base")]).toEqual([false, true]);
    it.ask(10, 3, "app:1");
    it.ask(10, 4, "app:1");
    it.until(11);
    it.pullers[0]!.cancel(3, 11e6);
    expect(it.results()).toEqual([[11.5, 4, ""]]);
  });

  it("forgets requests and failures when the kubelet starts anew, not images", () => {
    const it = cluster({ present: ["base:latest"] });
    it.ask(0, 1, "none:1");
    expect(it.results(1)).toEqual([[0.5, 1, "ErrImagePull"]]);
    it.ask(1, 2, "app:1");
    it.ask(1, 3, "big:1");
    it.pullers[0]!.restart(2e6);
    expect([it.results(), it.ask(3, 1, "none:1"), it.ask(3, 1, "base")]).toEqual([[], "pulling", "present"]);
  });
});

interface Flow {
  node: number;
  at: number;
  leftMB: number;
  endedAt: number;
}

/** When downloads end by progressive filling: all rates rise together until a link is full, which holds those that use it. */
function progressiveFilling(flows: Flow[], registryMBps: number, nodeMBps: number): number[] {
  for (let now = 0; flows.some(({ endedAt }) => endedAt < 0);) {
    const active = flows.filter(({ at, endedAt }) => at <= now && endedAt < 0);
    const rates = new Map(active.map((flow) => [flow, 0]));
    const open = new Set(active);
    while (open.size > 0) {
      const links = [active, ...[0, 1, 2].map((node) => active.filter((flow) => flow.node === node))];
      const room = (link: Flow[], index: number): number => {
        const used = link.reduce((sum, flow) => sum + rates.get(flow)!, 0);
        const rising = link.filter((flow) => open.has(flow)).length;
        return rising === 0 ? Infinity : ((index === 0 ? registryMBps : nodeMBps) - used) / rising;
      };
      const step = Math.min(...links.map(room));
      for (const flow of open) rates.set(flow, rates.get(flow)! + step);
      links.forEach((link, index) => {
        if (room(link, index) < 1e-9 && link.length > 0) for (const flow of link) open.delete(flow);
      });
    }
    const next = Math.min(
      ...flows.filter(({ at }) => at > now).map(({ at }) => at),
      ...active.map((flow) => now + flow.leftMB / rates.get(flow)!),
    );
    for (const flow of active) {
      flow.leftMB -= rates.get(flow)! * (next - now);
      if (flow.leftMB < 1e-6) flow.endedAt = next;
    }
    now = next;
  }
  return flows.map(({ endedAt }) => endedAt);
}

describe("laws of image pulls", () => {
  it("gives max-min fair rates over the registry's and the nodes' links", () => {
    const flow = fc.record({ node: fc.nat(2), at: fc.nat(10), leftMB: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 10 }), fc.integer({ min: 20, max: 400 }), (flows, registryMBps) => {
        const registry = new ImageRegistry<[number, number]>({
          bytesOf: (image) => flows[Number(image)]!.leftMB * MB,
          bytesPerSecond: registryMBps * MB,
          resolveUs: 0,
        });
        const nodes = [0, 1, 2].map(() => ({
          downloadBytesPerSecond: 100 * MB,
          ended: ({ image }: Download, _: string, nowUs: number) => [[Number(image), nowUs / 1e6] as [number, number]],
        }));
        const ended: number[] = [];
        const advance = (untilUs: number): void => {
          while (registry.nextUs <= untilUs) for (const [image, at] of registry.advance(registry.nextUs)) ended[image] = at;
        };
        const order = flows.map((_, index) => index).toSorted((a, b) => flows[a]!.at - flows[b]!.at);
        for (const index of order) {
          const { node, at } = flows[index]!;
          advance(at * 1e6);
          registry.start(nodes[node]!, String(index), false, at * 1e6);
        }
        advance(1e12);
        const expected = progressiveFilling(
          flows.map((flow) => ({ ...flow, endedAt: -1 })),
          registryMBps,
          100,
        );
        // Each end is rounded up to a microsecond, which delays those that wait for its bandwidth as much.
        expect(ended.length).toBe(flows.length);
        ended.forEach((at, index) => expect(Math.abs(at - expected[index]!)).toBeLessThan(50e-6));
      }),
    );
  });
});
