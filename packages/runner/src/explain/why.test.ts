/** Chains of causes, from histories written by hand in the words that kubelets and controllers use. */
import { describe, expect, it } from "vitest";
import { findSubject, whyNode, whyPod, whyWorkload } from "./index.ts";
import type { WhyChain } from "./index.ts";
import { TinyHistory, tinyNode, tinySimulation } from "../testing/index.ts";

const GIB = 2 ** 30;
const WEB = { workload: "web", replicaSet: "web-1" };

/** Node "a" offers four cores and has two. */
function history(): TinyHistory {
  return new TinyHistory([tinyNode("a", "left", 4), tinyNode("b", "right", 4), tinyNode("c", "right", 4)]);
}

const exit = (more: object = {}) => ({ container: 0, exitCode: 137, reason: "Error", startedUs: 0, ...more });
const texts = ({ links }: WhyChain) => links.map(({ text }) => text);
const slow = (slowdown: number, more: object = {}) => ({
  by: "kubelet",
  reason: "Unhealthy",
  evidence: { slowdown, throttledShare: 0, sinceUs: 2e6, nodeDemandCores: 61, nodeCores: 32, ...more },
});

function restartByLiveness(run: TinyHistory, pod: number, restartCount: number, because: ReturnType<typeof slow>): void {
  run.store.probeFailed(pod, { container: 0, probe: "liveness", failures: 15, sinceUs: run.nowUs - 1e6, because });
  run.store.containerExited(pod, exit({ because: { by: "kubelet", reason: "Unhealthy" } }));
  run.after(1).containerStarted(pod, { container: 0, restartCount });
}

describe("whyPod", () => {
  it("follows restarts to the node that is oversold", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    for (const [i, slowdown] of [8, 11, 9].entries()) {
      run.at(10 * (i + 1));
      restartByLiveness(run, id, i + 1, slow(slowdown));
    }
    const { chains, state } = whyPod(run, "default/web-0")!;
    expect(chains).toHaveLength(1);
    expect(chains[0]).toMatchObject({ effect: "restarted", times: 3, pods: 1, firstUs: 10e6, lastUs: 30e6, example: "default/web-0" });
    expect(chains[0]!.links.map(({ kind, text, atUs }) => [kind, text, atUs])).toEqual([
      ["probe/liveness", "liveness failed 15 times in a row", 19e6],
      ["cpu/slow", "CPU slowed 11x", 2e6],
      ["node/oversold", "a oversold 2x: demand 61 of 32 cores", null],
    ]);
    expect(state).toMatchObject({ restarts: 3, owner: "ReplicaSet/web-1", node: { name: "a", oversellRatio: 2, cores: 2 } });
  });

  it("tells a pod's own limit from a node without room, and a start-up that was not done", () => {
    const run = history();
    const id = run.running("web-0", "a", { ...WEB, limits: { cpu: "500m" } });
    const because = slow(4, { throttledShare: 0.92, nodeDemandCores: 12, startupDoneShare: 0.43 });
    run.at(5).probeFailed(id, { container: 0, probe: "startup", failures: 1, sinceUs: 5e6, because });
    run.store.containerExited(id, exit({ because: { by: "kubelet", reason: "Unhealthy" } }));
    run.store.containerStarted(id, { container: 0, restartCount: 1 });
    expect(texts(whyPod(run, "default/web-0")!.chains[0]!)).toEqual([
      "startup failed once",
      "start-up was 43% done",
      "CPU slowed 4x, throttled 92%",
      "its own limit of 0.5 cores; a had room: demand 12 of 32 cores",
    ]);
  });

  it("tells OOM kills at the limit from those of a node that ran out", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    const kill = (seconds: number, restartCount: number, evidence: Record<string, string | number>) => {
      run.at(seconds).containerExited(id, exit({ reason: "OOMKilled", because: { by: "kernel", reason: "OOMKilled", evidence } }));
      run.store.containerStarted(id, { container: 0, restartCount });
    };
    kill(5, 1, { scope: "container", usageBytes: 2.5 * GIB, limitBytes: 2 * GIB });
    kill(9, 2, { scope: "machine", usageBytes: 6 * GIB, limitBytes: 16 * GIB, oomScoreAdj: 900 });
    const [node, limit] = whyPod(run, "default/web-0")!.chains;
    expect(texts(limit!)).toEqual(["main was OOMKilled", "it used 2.5 GiB, its limit is 2 GiB"]);
    expect(texts(node!)).toEqual([
      "main was OOMKilled",
      "the 16 GiB of a ran out, it used 6 GiB; the kernel chose by usage and oom_score_adj, 900",
      "1 of 1 pod on a has no memory limit",
    ]);
  });

  it("takes a pod that is not ready because its container ended for a consequence of that end", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    const evidence = { scope: "container", usageBytes: 2 * GIB, limitBytes: 2 * GIB };
    const unready = { by: "kubelet", reason: "ContainersNotReady", message: "container main does not run" };
    run.at(5).containerExited(id, exit({ reason: "OOMKilled", because: { by: "kernel", reason: "OOMKilled", evidence } }));
    run.at(6).setPodReady(id, false, unready);
    const told = whyPod(run, "default/web-0")!.chains.map((chain) => [chain.effect, ...texts(chain)]);
    expect(told[0]).toEqual(["not ready", "container main does not run", "main was OOMKilled", "it used 2 GiB, its limit is 2 GiB"]);
  });

  it("tells a container that was stopped with its pod by the end of the pod only", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    run.at(5).containerExited(id, exit({ exitCode: 143, because: { by: "kubelet", reason: "Killing" } }));
    run.store.finishPod(id, false, { reason: "Evicted", message: "", because: { by: "kubelet", reason: "Evicted" } });
    expect(whyPod(run, "default/web-0")!.chains.map(({ effect }) => effect)).toEqual(["evicted"]);
  });

  it("names threshold and request of an eviction, and who came in its place", () => {
    const run = history();
    const id = run.running("web-0", "a", { ...WEB, limits: { memory: "4Gi" } });
    const bytes = { availableBytes: 50 * 2 ** 20, thresholdBytes: 100 * 2 ** 20, usageBytes: 3 * GIB, requestBytes: GIB };
    const because = { by: "kubelet", reason: "Evicted", evidence: { signal: "memory.available", ...bytes } };
    run.at(5).finishPod(id, false, { reason: "Evicted", message: "The node was low on resource: memory.", because });
    run.pod("web-1", WEB);
    const { chains, state } = whyPod(run, "default/web-0")!;
    expect([chains[0]!.effect, texts(chains[0]!)]).toEqual([
      "evicted",
      ["a: memory.available 50 MiB below 100 MiB", "it used 3 GiB, its request is 1 GiB"],
    ]);
    expect(state).toMatchObject({ phase: "Failed", replacedBy: "default/web-1", replaces: null });
    expect(whyPod(run, "default/web-1")!.state).toMatchObject({ replaces: "default/web-0", node: null });
  });

  it("follows a deletion by taint to what happened to the node", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    run.at(10).stopNode(0, { what: "machine", because: { by: "timeline", reason: "Crash", message: "rack r1 lost its power" } });
    run.at(50).setPodReady(id, false, { by: "node-lifecycle-controller", reason: "NodeNotReady" });
    run.at(350).deletePod(id, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
    const { chains, state } = whyPod(run, "default/web-0")!;
    const outage = ["the machine of a was down", "rack r1 lost its power"];
    expect(chains.map((chain) => [chain.effect, texts(chain)])).toEqual([
      ["evicted", ["DeletionByTaintManager, by taint-eviction-controller", ...outage]],
      ["not ready", ["NodeNotReady, by node-lifecycle-controller", ...outage]],
    ]);
    expect(state.node!.outage).toEqual({ what: "machine", sinceUs: 10e6 });
  });

  it("takes a failed readiness probe and the change that follows for one", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    run.at(5).probeFailed(id, { container: 0, probe: "readiness", failures: 3, sinceUs: 2e6, because: slow(3) });
    run.store.setPodReady(id, false, slow(3));
    const { chains } = whyPod(run, "default/web-0")!;
    expect(chains.map(({ effect, times, links }) => [effect, times, links[0]!.kind])).toEqual([["not ready", 1, "probe/readiness"]]);
  });

  it("has nothing to tell of a pod that was stopped in order, but who did it", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    run.at(5).deletePod(id, { because: { by: "user", reason: "Deleted" } });
    run.store.containerExited(id, exit({ exitCode: 143 }));
    run.store.removePod(id);
    expect(whyPod(run, "default/web-0")!.chains.map((chain) => [chain.effect, texts(chain)])).toEqual([["deleted", ["Deleted, by user"]]]);
  });

  it("tells work that is done only when it starts again, and a failed pod by how its container ended", () => {
    const run = history();
    const done = run.running("done", "a", WEB);
    const again = run.running("again", "a", WEB);
    const failed = run.running("failed", "a", WEB);
    run.at(5);
    for (const id of [done, again]) run.store.containerExited(id, exit({ exitCode: 0, reason: "Completed" }));
    run.store.containerStarted(again, { container: 0, restartCount: 1 });
    run.store.containerExited(failed, exit({ exitCode: 3 }));
    run.store.finishPod(failed, false);
    const told = (name: string) => whyPod(run, `default/${name}`)!.chains.map((chain) => [chain.effect, chain.times, ...texts(chain)]);
    expect(told("done")).toEqual([]);
    expect(told("again")).toEqual([["restarted", 1, "main exited with code 0"]]);
    expect(told("failed")).toEqual([["failed", 1, "main exited with code 3"]]);
  });

  it("knows nothing of what came after the moment that it is asked about", () => {
    const run = history();
    const id = run.running("web-0", "a", WEB);
    run.at(10);
    restartByLiveness(run, id, 1, slow(8));
    run.at(20).stopNode(0, { what: "kubelet", because: { by: "timeline", reason: "StopKubelet" } });
    expect(whyPod(run, "default/web-0", 9e6)).toMatchObject({ atUs: 9e6, chains: [], state: { restarts: 0, node: { outage: null } } });
    expect(whyPod(run, "default/web-0", 15e6)).toMatchObject({ chains: [{ times: 1 }], state: { restarts: 1, node: { outage: null } } });
    expect(whyPod(run, "default/web-0")!.state.node!.outage).toEqual({ what: "kubelet", sinceUs: 20e6 });
  });

  it("says in the scheduler's words why a pod waits for a node", () => {
    const simulation = tinySimulation([{ cpu: "9", workload: "huge", arrivalS: 1, durationS: 1 }]);
    simulation.run();
    const [chain] = whyPod(simulation, "default/pod-0")!.chains;
    expect([chain!.effect, chain!.links[0]!.kind]).toEqual(["pending", "scheduler/NodeResourcesFit: Insufficient cpu"]);
    expect(chain!.links[0]!.text).toMatch(/^0\/2 nodes are available: 2 Insufficient cpu/);
  });
});

describe("whyWorkload", () => {
  it("sums chains up over its pods, the most frequent first, and shows the one that was slowed most", () => {
    const run = history();
    const ids = ["a", "b", "c"].map((node, i) => run.running(`web-${i}`, node, WEB));
    run.running("db-0", "a", { workload: "db" });
    for (const [i, slowdown] of [3, 9, 5].entries()) {
      run.after(1);
      restartByLiveness(run, ids[i]!, 1, slow(slowdown));
    }
    run.after(1).containerExited(ids[0]!, exit({ exitCode: 1 }));
    run.store.containerStarted(ids[0]!, { container: 0, restartCount: 2 });
    const { chains, state } = whyWorkload(run, "web")!;
    expect(chains.map(({ effect, times, pods, links }) => [effect, times, pods, links[0]!.kind])).toEqual([
      ["restarted", 3, 3, "probe/liveness"],
      ["restarted", 1, 1, "exit/error"],
    ]);
    expect([chains[0]!.example, chains[0]!.nodes.map(({ name }) => name)]).toEqual(["default/web-1", ["a", "b", "c"]]);
    expect(state).toMatchObject({ pods: 3, running: 3, restarts: 4 });
  });
});

describe("whyNode", () => {
  it("tells outages with what led to them, down to the node whose pods it had taken over", () => {
    const run = history();
    const lost = run.running("web-0", "b", WEB);
    run.at(10).stopNode(1, { what: "machine", because: { by: "timeline", reason: "Crash" } });
    run.at(20).deletePod(lost, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
    run.running("web-1", "a", WEB);
    run.at(30).nodeFaulted(0, {
      reason: "KubeletStalled",
      because: { by: "kernel", reason: "MemoryStall", evidence: { availableBytes: 2 ** 20 } },
    });
    run.at(31).stopNode(0, { what: "machine", because: { by: "kernel", reason: "MemoryStarved", message: "no memory was left" } });
    const { chains, state } = whyNode(run, "a")!;
    expect(chains.map((chain) => [chain.effect, texts(chain)])).toEqual([
      ["down", ["no memory was left", "1 of 1 pod on a has no memory limit", "1 of its 1 pod had come from b, which went down"]],
      ["faulted", ["KubeletStalled", "MemoryStall (availableBytes 1 MiB), by kernel"]],
    ]);
    expect(state).toMatchObject({ outage: { what: "machine", sinceUs: 31e6 }, oversellRatio: 2, pods: 1 });
  });

  it("tells bad conditions, once for as long as they last", () => {
    const run = history();
    const conditions = (ready: string, reason: string) => ({
      ...tinyNode("a", "left", 4).node,
      status: { conditions: [{ type: "Ready", status: ready, reason }] },
    });
    run.at(5).stopNode(0, { what: "kubelet", because: { by: "timeline", reason: "StopKubelet" } });
    run.at(45).updateNode(conditions("Unknown", "NodeStatusUnknown"));
    run.at(46).updateNode(conditions("Unknown", "NodeStatusUnknown"));
    const { chains, state } = whyNode(run, "a")!;
    expect(chains.map((chain) => [chain.effect, chain.times, texts(chain)])).toEqual([
      ["NotReady", 1, ["NodeStatusUnknown", "the kubelet of a did not answer", "StopKubelet, by timeline"]],
      ["down", 1, ["StopKubelet, by timeline"]],
    ]);
    expect(state.conditions).toEqual([{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" }]);
  });
});

describe("findSubject", () => {
  const run = history();
  run.running("web-0", "a", { workload: "a" });

  it("takes pods, nodes and workloads by name, and heeds the kind before it", () => {
    expect(findSubject(run, "default/web-0")).toEqual({ kind: "pod", name: "default/web-0" });
    expect(findSubject(run, "web-0")).toEqual({ kind: "pod", name: "default/web-0" });
    expect(findSubject(run, "a")).toEqual({ kind: "node", name: "a" });
    expect(findSubject(run, "workload/a")).toEqual({ kind: "workload", name: "a" });
    expect(findSubject(run, "node/b")).toEqual({ kind: "node", name: "b" });
  });

  it("names what was probably meant", () => {
    expect(findSubject(run, "wbe-0")).toEqual({ similar: ["default/web-0", "a", "b", "c"] });
    expect(findSubject(run, "node/web-0")).toEqual({ similar: ["a", "b", "c"] });
  });
});
