import { describe, expect, it } from "vitest";
import type { Pod } from "./objects.ts";
import { defaultNode, defaultPod } from "./pod-defaults.ts";

const bare: Pod = { metadata: { name: "web", labels: { app: "web", hash: "h1" } }, spec: { containers: [{ name: "c", image: "nginx" }] } };
const withSpec = (spec: Partial<Pod["spec"]>): Pod => ({ ...bare, spec: { ...bare.spec, ...spec } });

describe("defaultPod", () => {
  it("fills in what every pod gets", () => {
    const pod = defaultPod(bare);
    expect(pod.metadata.namespace).toBe("default");
    expect(pod.spec).toMatchObject({
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      terminationGracePeriodSeconds: 30,
      priority: 0,
      preemptionPolicy: "PreemptLowerPriority",
      containers: [{ imagePullPolicy: "Always" }],
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
    });
    expect(pod.status).toEqual({ phase: "Pending", qosClass: "BestEffort" });
    expect(bare.spec).toEqual({ containers: [{ name: "c", image: "nginx" }] });
  });

  it("changes nothing the second time", () => {
    const constraint = { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: {}, matchLabelKeys: ["hash"] };
    const resources = { limits: { cpu: "1.0001", memory: "1Gi" } };
    const once = defaultPod(
      withSpec({ containers: [{ name: "c", resources }], resources: { limits: { cpu: "2" } }, topologySpreadConstraints: [constraint] }),
    );
    expect(defaultPod(once)).toEqual(once);
  });

  it("takes missing requests from the limits, rounded up to thousandths", () => {
    const resources = { limits: { cpu: "1.0001", memory: "1Gi" }, requests: { memory: "1Mi" } };
    expect(defaultPod(withSpec({ containers: [{ name: "c", resources }] })).spec.containers[0]?.resources).toEqual({
      limits: { cpu: "1001m", memory: "1Gi" },
      requests: { cpu: "1001m", memory: "1Mi" },
    });
  });

  it("takes requests of the whole pod from its containers, else from its limits", () => {
    const spec = withSpec({
      containers: [{ name: "c", resources: { requests: { cpu: "300m" } } }],
      resources: { limits: { cpu: "2", memory: "1Gi" } },
    });
    expect(defaultPod(spec).spec.resources?.requests).toEqual({ cpu: "300m", memory: "1Gi" });
  });

  it("turns ports into host ports with the host's network", () => {
    const containers = [{ name: "c", ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 8081, protocol: "UDP" }] }];
    expect(defaultPod(withSpec({ containers, hostNetwork: true })).spec.containers[0]?.ports).toEqual([
      { containerPort: 80, hostPort: 80, protocol: "TCP" },
      { containerPort: 81, hostPort: 8081, protocol: "UDP" },
    ]);
    expect(defaultPod(withSpec({ containers })).spec.containers[0]?.ports?.[0]).toEqual({ containerPort: 80, protocol: "TCP" });
  });

  it("leaves tolerations alone that cover a failing node", () => {
    const tolerations = [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 }];
    expect(defaultPod(withSpec({ tolerations })).spec.tolerations?.map(({ tolerationSeconds }) => tolerationSeconds)).toEqual([5, 300]);
    expect(defaultPod(withSpec({ tolerations: [{ operator: "Exists" }] })).spec.tolerations).toHaveLength(1);
  });

  it("merges label keys into selectors that are there", () => {
    const term = { topologyKey: "zone", labelSelector: {}, matchLabelKeys: ["app", "absent"], mismatchLabelKeys: ["hash"] };
    const affinity = {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term, { topologyKey: "zone", matchLabelKeys: ["app"] }] },
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] },
    };
    const merged = {
      matchExpressions: [
        { key: "app", operator: "In", values: ["web"] },
        { key: "hash", operator: "NotIn", values: ["h1"] },
      ],
    };
    const spec = defaultPod(withSpec({ affinity })).spec;
    expect(spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map(({ labelSelector }) => labelSelector)).toEqual([
      merged,
      undefined,
    ]);
    expect(spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.podAffinityTerm.labelSelector).toEqual(
      merged,
    );
  });

  it("says that a gated pod is gated", () => {
    expect(defaultPod(withSpec({ schedulingGates: [{ name: "g" }] })).status?.conditions).toMatchObject([
      { type: "PodScheduled", reason: "SchedulingGated" },
    ]);
  });
});

describe("priority of a pod", () => {
  const priorityClasses = [
    { metadata: { name: "high" }, value: 1000, preemptionPolicy: "Never" },
    { metadata: { name: "usual" }, value: 10, globalDefault: true },
  ];

  it("comes from the named class, else from the default class", () => {
    expect(defaultPod(withSpec({ priorityClassName: "high" }), { priorityClasses }).spec).toMatchObject({
      priority: 1000,
      preemptionPolicy: "Never",
    });
    expect(defaultPod(bare, { priorityClasses }).spec).toMatchObject({
      priority: 10,
      priorityClassName: "usual",
      preemptionPolicy: "PreemptLowerPriority",
    });
    expect(defaultPod(withSpec({ priorityClassName: "system-node-critical" })).spec.priority).toBe(2_000_001_000);
  });

  it("is refused in the API server's words", () => {
    expect(() => defaultPod(withSpec({ priorityClassName: "nope" }), { priorityClasses })).toThrow(
      'pods "web" is forbidden: no PriorityClass with name nope was found',
    );
    expect(() => defaultPod(withSpec({ priority: 5 }))).toThrow("the integer value of priority (5) must not be provided in pod spec");
    expect(() =>
      defaultPod(withSpec({ priorityClassName: "high", preemptionPolicy: "PreemptLowerPriority" }), { priorityClasses }),
    ).toThrow("the string value of PreemptionPolicy");
    expect(defaultPod(withSpec({ priority: 5 }), { keepPriority: true }).spec.priority).toBe(5);
  });
});

describe("defaultNode", () => {
  it("makes the capacity allocatable and labels the node with its name", () => {
    const node = defaultNode({ metadata: { name: "n1" }, status: { capacity: { cpu: "4" } } });
    expect(node.status?.allocatable).toEqual({ cpu: "4" });
    expect(node.metadata.labels).toEqual({ "kubernetes.io/hostname": "n1" });
    expect(
      defaultNode({ metadata: { name: "n1" }, status: { capacity: { cpu: "4" }, allocatable: { cpu: "3" } } }).status?.allocatable,
    ).toEqual({ cpu: "3" });
    expect(defaultNode({ metadata: { name: "n1", labels: { "kubernetes.io/hostname": "h" } } }).metadata.labels).toEqual({
      "kubernetes.io/hostname": "h",
    });
  });
});
