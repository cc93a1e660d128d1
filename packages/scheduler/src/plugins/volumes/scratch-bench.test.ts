import { test } from "vitest";
import { VolumeWorld } from "./volume-fixture.ts";
test("bench", () => {
  const N = 5000, P = 5000, K = 20;
  const nodes = Array.from({ length: N }, (_, i) => ({ metadata: { name: `n${i}`, labels: { "topology.kubernetes.io/zone": `z${i % 3}`, "kubernetes.io/hostname": `n${i}` } } }));
  const pvs = Array.from({ length: P }, (_, i) => ({ metadata: { name: `pv${i}` }, spec: { capacity: { storage: `${1 + (i % 50)}Gi` }, accessModes: ["ReadWriteOnce"], storageClassName: "local", csi: { driver: "x", volumeHandle: `${i}` }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [`n${i % N}`] }] }] } } }, status: { phase: "Available" } }));
  const claims = Array.from({ length: 400 }, (_, i) => ({ metadata: { name: `c${i}`, namespace: "default", uid: `u${i}` }, spec: { accessModes: [i < 200 ? "ReadWriteOnce" : "ReadWriteOncePod"], storageClassName: i < 200 ? "local" : "wait", resources: { requests: { storage: "2Gi" } } } }));
  const csiNodes = nodes.map((n) => ({ metadata: { name: n.metadata.name }, spec: { drivers: [{ name: "csi.x", allocatable: { count: 20 } }] } }));
  const w = new VolumeWorld({ nodes, persistentVolumes: pvs, persistentVolumeClaims: claims, csiNodes, storageClasses: [{ metadata: { name: "local" }, provisioner: "kubernetes.io/no-provisioner", volumeBindingMode: "WaitForFirstConsumer" }, { metadata: { name: "wait" }, provisioner: "csi.x", volumeBindingMode: "WaitForFirstConsumer" }] as never });
  for (const [what, from] of [["local", 0], ["dynamic RWOP", 200]] as const) {
    const t = performance.now(); let n = 0;
    for (let i = from; i < from + K; i++) {
      const p = w.podInfo({ metadata: { name: `p${i}`, namespace: "default", uid: `p${i}` }, spec: { containers: [{ name: "c" }], volumes: [{ name: "v", persistentVolumeClaim: { claimName: `c${i}` } }] } });
      const a = w.attempt(p); n += a.feasible.length; w.place(a, p, a.feasible[i % a.feasible.length]!);
    }
    console.log(what, ((performance.now() - t) / K).toFixed(2), "ms per pod", n / K);
  }
  const cyc = { pod: w.podInfo({ metadata: { name: "q" }, spec: { containers: [{ name: "c" }] } }), snapshot: w.cache };
  const t = performance.now();
  for (let i = 0; i < 1e6; i++) for (const pl of w.plugins) pl.preFilter!(cyc);
  console.log("no volumes", ((performance.now() - t) * 1e3) / 1e6, "us per pod, 4 plugins");
});
