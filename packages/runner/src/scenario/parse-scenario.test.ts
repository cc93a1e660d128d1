/** Bad input: every mistake with line, column, what was found and what would be accepted. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { checkScenario, formatProblem, loadScenario, parseScenario, ScenarioError } from "./index.ts";
import type { ScenarioPorts } from "./index.ts";

const files = new Map<string, string>();
const ports: ScenarioPorts = {
  readText: async (path) => files.get(path) ?? Promise.reject(new Error("no such file")),
  registry: kubernetesRegistry(),
};
const problemsOf = async (text: string): Promise<string[]> => (await checkScenario(text, "s.yaml", ports)).problems.map(formatProblem);

const scenario = (spec: string): string => `apiVersion: orrery/v1
kind: Scenario
metadata: { name: test }
spec:
${spec}`;
const POOL = "  nodePools: [{ name: a, count: 2, capacity: { cpu: 4, memory: 8Gi } }]\n";
const pod = (spec: string): string =>
  scenario(`${POOL}  manifests:\n    - apiVersion: v1\n      kind: Pod\n      metadata: { name: p }\n      spec:\n${spec}`);

describe("a file that is no scenario", () => {
  it.each([
    ["", "s.yaml: error: the file is empty; found 0 bytes; accepted: a YAML or JSON text"],
    ["  \n\n", "s.yaml: error: the file is empty; found only blanks"],
    ["# only this\n", "s.yaml: error: the file holds no document"],
    ["PK\u0003\u0004\u0000abc", "s.yaml: error: this is no text; found the byte 0x03 at 2"],
    ["caf\ufffd", "s.yaml: error: this is no text; found the byte 0xfffd at 3"],
    [
      "just words",
      "s.yaml:1:1: error: this is no scenario: the document is no mapping; accepted: apiVersion: orrery/v1 and kind: Scenario",
    ],
    ["apiVersion: v1\nkind: Pod\n", "s.yaml:1:1: error: this is no scenario: it is Pod of v1"],
    ["kind: Scenario\n", "it has no apiVersion"],
    ["apiVersion: orrery/v1\n", "it has no kind"],
    ["kind: Scenario\napiVersion: orrery/v2\n", "it is Scenario of orrery/v2"],
    [`${scenario(POOL)}---\nkind: Pod\n`, "s.yaml:7:1: error: a second document"],
  ])("%j", async (text, problem) => {
    expect((await problemsOf(text)).join("\n")).toContain(problem);
  });

  it("says where YAML is broken", async () => {
    const [problem] = await problemsOf(scenario("  nodePools:\n    - name: a\n     count: 3\n"));
    expect(problem).toMatch(
      /^s\.yaml:7:6: error: not YAML: .*found "count: 3"; accepted: lines of one block that begin in the same column/,
    );
  });

  it("says where a text ends too early, and what is missing", async () => {
    const problems = await problemsOf('{"apiVersion":"v1","kind":"List","items":[\n');
    expect(problems[0]).toMatch(/^s\.yaml:2:1: error: not YAML: .*; found the end of the file; accepted: the closing \]$/);
  });

  it("names no file where a problem is of none", () => {
    const problem = { severity: "error", file: "", line: 0, column: 0, path: "", message: "a", found: "", accepted: "" } as const;
    expect(formatProblem(problem)).toBe("error: a");
  });

  it("refuses a value that holds itself", async () => {
    const found = await problemsOf(scenario("  behaviors: [{ name: b, cpu: &a { sum: [100m, *a] } }]\n"));
    expect(found).toEqual([
      "s.yaml:5:41: error: spec.behaviors[0].cpu.sum[1]: an alias stands inside what it means; accepted: a value that ends",
    ]);
  });

  it("refuses a field written twice", async () => {
    expect((await problemsOf(scenario(`  horizon: 1h\n  horizon: 2h\n`)))[0]).toMatch(/^s\.yaml:6:3: .*unique.*accepted: each field once/);
  });
});

describe("fields", () => {
  it.each([
    ["  horizont: 2h\n", 's.yaml:5:3: error: spec.horizont: unknown field "horizont"; accepted: horizon (did you mean this?)'],
    ["  horizon: 2 hours\n", 's.yaml:5:12: error: spec.horizon: no duration; found "2 hours"; accepted: a duration such as "90s"'],
    ["  seed: 1\n  seeds: [1]\n", "spec.seeds: cannot stand beside seed"],
    ["  nodePools: 3\n", "s.yaml:5:14: error: spec.nodePools: not a list; found 3"],
    [
      "  nodePools: [{ name: A, count: 1, capacity: { cpu: 1 } }]\n",
      'spec.nodePools[0].name: not accepted here; found "A"; accepted: lower-case letters',
    ],
    ["  nodePools: [{ name: a, count: 1 }]\n", 's.yaml:5:15: error: spec.nodePools[0]: the field "capacity" is missing'],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { cpu: 12Q } }]\n",
      's.yaml:5:53: error: spec.nodePools[0].capacity.cpu: "12Q" is no quantity',
    ],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { cpu: 12Q } }]\n",
      "n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or e and an exponent",
    ],
    ["  nodePools: [{ name: a, count: 1, capacity: { cpu: -4 } }]\n", "a negative amount; found -4"],
    ["  nodePools: [{ name: a, count: 1, capacity: { cpu: 9007199254740993 } }]\n", "too large to be read exactly"],
    [
      "  nodePools: [{ name: a, count: 1.5, capacity: { cpu: 4 } }]\n",
      "spec.nodePools[0].count: not accepted here; found 1.5; accepted: an integer of at least 0",
    ],
    [
      "  nodePools: [{ name: a, count: 0, capacity: { cpu: 4 } }]\n",
      "s.yaml:5:33: error: spec.nodePools[0].count: the node pool a has no nodes; found 0; accepted: at least 1, or 0 where",
    ],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { cpu: 4 }, oversell: { cpu: 0 } }]\n",
      "oversell.cpu: not accepted here; found 0; accepted: a number over 0",
    ],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { cpu: 4 }, oversell: { gpu: 2 } }]\n",
      "the pool's capacity has no such resource; found gpu; accepted: cpu",
    ],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { memory: 1Gi }, kubeReserved: { memory: 2Gi } }]\n",
      "the reserves of 2148Mi are more than the capacity of 1Gi",
    ],
    [
      "  nodePools: [{ name: a, count: 1, capacity: { cpu: 4 }, evictionHard: { memory.free: 1Gi } }]\n",
      "no eviction signal of the kubelet; found memory.free; accepted: memory.available",
    ],
    ["  nodePools: [{ name: a, count: 2, namePattern: same, capacity: { cpu: 4 } }]\n", "two nodes are named same"],
    ["  workloads: []\n", "s.yaml:5:3: error: spec: there are no nodes; accepted: node pools, Node manifests, or a trace with nodes"],
    [
      `${POOL}  timeline: [{ at: 1m, cordon: { names: [b-0] } }]\n`,
      'there is no node "b-0" at that time; accepted: names of nodes: a-0, a-1',
    ],
    [`${POOL}  timeline: [{ at: 1m, drain: { pool: a } }]\n`, "spec.timeline[0].drain: drain is not modelled yet; cordon the nodes"],
    [`${POOL}  timeline: [{ at: 1m }]\n`, "nothing says what this is; accepted: one of cordon, uncordon"],
    [
      `${POOL}  timeline: [{ at: 1m, addNodes: { pool: b, count: 1 } }]\n`,
      'spec.timeline[0].addNodes.pool: there is no node pool "b"; accepted: a',
    ],
    [`${POOL}  timeline: [{ at: 1m, createPods: { workload: w, count: 1 } }]\n`, 'there is no workload "w"'],
    [`${POOL}  scheduler: { file: none.yaml }\n`, "cannot read none.yaml: no such file"],
    [`${POOL}  traces: [{ pods: x.csv }]\n`, "spec.traces[0]: traces cannot be read here"],
    [
      `${POOL}  workloads: [{ name: w, template: { spec: { containers: [{ name: c }] } }, arrivals: { every: 1s } }]\n`,
      "nothing ends the arrivals",
    ],
    [
      `${POOL}  scheduler: { configuration: { apiVersion: kubescheduler.config.k8s.io/v1, kind: KubeSchedulerConfiguration, parallel: 3 } }\n`,
      's.yaml:6:111: error: spec.scheduler.configuration.parallel: unknown field "parallel"; accepted: parallelism (did you mean this?)',
    ],
  ])("%s", async (spec, problem) => {
    expect((await problemsOf(scenario(spec))).join("\n")).toContain(problem);
  });

  it("reports all mistakes at once, in order", async () => {
    const found = await problemsOf(scenario("  horizon: x\n  seed: []\n  foo: 1\n"));
    expect(found.map((line) => line.slice(0, 9))).toEqual(["s.yaml:5:", "s.yaml:6:", "s.yaml:7:"]);
  });
});

describe("Kubernetes manifests", () => {
  it.each([
    ["        contaners: []\n", 'spec.manifests[0].spec.contaners: unknown field "contaners"; accepted: containers (did you mean this?)'],
    ["        containers: [{ name: c, resources: { requests: { memory: 12Q } } }]\n", 'requests.memory: "12Q" is no quantity'],
    ["        containers: [{ name: c, image: 3 }]\n", 'not a text; found 3; accepted: a text; in quotes: "3"'],
    [
      "        containers: [{ name: c }]\n        resourceClaims: [{ name: x }]\n",
      "s.yaml:12:9: error: spec.manifests[0].spec.resourceClaims: dynamic resource allocation is not modelled",
    ],
    ["        containers: [{ name: c }]\n        priorityClassName: gold\n", "no PriorityClass with name gold was found"],
    ["        containers: [{ name: c }]\n        nodeName: nowhere\n", 'there is no such node; found "nowhere"'],
    [
      "        containers: [{ name: c, resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } }]\n",
      "must be less than or equal to cpu limit of 1",
    ],
    [
      "        containers: [{ name: c, resources: { requests: { nvidia.com/gpu: 2 } } }]\n",
      "limit must be set for non overcommitable resource nvidia.com/gpu",
    ],
    ["        containers: [{ name: c }]\n        tolerations: [{ operator: Exist }]\n", "accepted: Exists (did you mean this?)"],
  ])("%s", async (spec, problem) => {
    expect((await problemsOf(pod(spec))).join("\n")).toContain(problem);
  });

  it.each([
    [
      "{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: d } }",
      "a DaemonSet would do nothing, because its controller is not modelled yet: write its pod template",
    ],
    ["{ apiVersion: batch/v1, kind: Job, metadata: { name: d } }", "spec.workloads"],
    [
      "{ apiVersion: apps/v1, kind: ReplicaSet, metadata: { name: d }, spec: { replicas: 3, selector: {} } }",
      "a ReplicaSet without a template makes no pods; found 3; accepted: a template, or replicas: 0",
    ],
    ["{ apiVersion: apps/v1, kind: Deployment, metadata: { name: d }, spec: { selector: {} } }", 'the field "template" is missing'],
    [
      "{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: d }, spec: { replicas: 3, selector: {} } }",
      "found 3; accepted: replicas: 0, as its controller is not modelled yet",
    ],
    [
      "{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: d }, spec: { selector: {} } }",
      'the field "replicas" is missing; accepted: replicas: 0',
    ],
    [
      "{ apiVersion: v1, kind: Nod, metadata: { name: d } }",
      'not one of the known values; found "Nod"; accepted: Node (did you mean this?)',
    ],
    [
      "{ apiVersion: apps/v1, kind: Pod, metadata: { name: d }, spec: { containers: [{ name: c }] } }",
      'apiVersion: not one of the known values; found "apps/v1"; accepted: v1',
    ],
  ])("%s", async (manifest, problem) => {
    expect((await problemsOf(scenario(`${POOL}  manifests:\n    - ${manifest}\n`))).join("\n")).toContain(problem);
  });

  it("names the line of a manifest's own file", async () => {
    files.set(
      "objects.yaml",
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: { name: p }\n    spec: { container: [] }\n",
    );
    const found = await problemsOf(scenario(`${POOL}  manifests: [{ file: objects.yaml }]\n`));
    expect(found.join("\n")).toContain(
      'objects.yaml:7:13: error: items[0].spec.container: unknown field "container"; accepted: containers (did you mean this?)',
    );
  });

  it("lists what is accepted and changes nothing", async () => {
    const text = pod(
      "        readinessGates: [{ conditionType: a }]\n        containers: [{ name: c, resizePolicy: [{}], lifecycle: { stopSignal: SIGINT } }]\n",
    );
    const { input } = await checkScenario(text, "s.yaml", ports);
    expect(input!.notModelled).toEqual([
      "readinessGates (1): readiness gates are not modelled: a pod is ready when its containers are",
      "resizePolicy (1): resizing in place is not modelled",
      "stopSignal (1): every container is stopped by SIGTERM; its behaviour says how it heeds it",
    ]);
  });
});

describe("probes, hooks and the life of a pod", () => {
  const container = (fields: string): string => `        containers: [{ name: c, ${fields} }]\n`;

  it.each([
    [
      container("livenessProbe: { periodSeconds: 5 }"),
      "livenessProbe: nothing says what this is; accepted: one of exec, httpGet, tcpSocket, grpc",
    ],
    [
      container("readinessProbe: { exec: {}, tcpSocket: { port: 1 } }"),
      'readinessProbe.tcpSocket: cannot stand beside exec; found "exec and tcpSocket"; accepted: one of exec, httpGet, tcpSocket, grpc',
    ],
    [
      container("livenessProbe: { exec: {}, periodSeconds: 0 }"),
      "periodSeconds: not accepted here; found 0; accepted: an integer from 1 to 2147483647",
    ],
    [container("livenessProbe: { exec: {}, timeoutSeconds: 1.5 }"), "timeoutSeconds: not accepted here; found 1.5"],
    [container("livenessProbe: { exec: {}, initialDelaySeconds: -1 }"), "initialDelaySeconds: not accepted here; found -1"],
    [container("livenessProbe: { exec: {}, successThreshold: 2 }"), "found 2; accepted: 1: one success is enough for liveness and startup"],
    [container("startupProbe: { exec: {}, successThreshold: 2 }"), "startupProbe.successThreshold: not accepted here"],
    [container("readinessProbe: { exec: {}, terminationGracePeriodSeconds: 5 }"), "must not be set for readiness probes"],
    [container("livenessProbe: { httpGet: { path: / } }"), 'livenessProbe.httpGet: the field "port" is missing'],
    [
      container("livenessProbe: { httpGet: { port: 70000 } }"),
      "httpGet.port: not accepted here; found 70000; accepted: an integer from 1 to 65535",
    ],
    [container("livenessProbe: { exec: {}, period: 5 }"), 'unknown field "period"; accepted: periodSeconds (did you mean this?)'],
    [
      container("lifecycle: { preStop: {} }"),
      "lifecycle.preStop: nothing says what this is; accepted: one of exec, httpGet, tcpSocket, sleep",
    ],
    [
      container("lifecycle: { preStop: { sleep: { seconds: 31 } } }"),
      "spec.containers[0].lifecycle.preStop.sleep.seconds: must not be longer than terminationGracePeriodSeconds; found 31; accepted: at most 30",
    ],
    [
      container("imagePullPolicy: Sometimes"),
      'imagePullPolicy: not one of the known values; found "Sometimes"; accepted: Always, IfNotPresent, Never',
    ],
    [`${container("")}        activeDeadlineSeconds: 0\n`, "activeDeadlineSeconds: not accepted here; found 0"],
    [`${container("")}        volumes: [{ name: v, emptyDir: { sizeLimit: big } }]\n`, 'emptyDir.sizeLimit: "big" is no quantity'],
    ["        containers: [{ name: c }, { name: c }]\n", 'spec.containers[1].name: a second container of this name; found "c"'],
    [
      "        containers: [{ name: c }]\n        initContainers: [{ name: c }]\n",
      "spec.containers[0].name: a second container of this name",
    ],
    [
      "        containers: [{ name: c }]\n        initContainers: [{ name: i, readinessProbe: { exec: {} } }]\n",
      "spec.initContainers[0].readinessProbe: must not be set for init containers; accepted: none, or restartPolicy: Always",
    ],
  ])("%s", async (spec, problem) => {
    expect((await problemsOf(pod(spec))).join("\n")).toContain(problem);
  });

  it("are taken as Kubernetes has them, with its defaults; only the size of an emptyDir is listed as not modelled", async () => {
    const probe = "{ httpGet: { path: /healthz, port: http }, initialDelaySeconds: 100, timeoutSeconds: 50, failureThreshold: 15 }";
    const text = pod(
      `        activeDeadlineSeconds: 600
        terminationGracePeriodSeconds: 60
        volumes: [{ name: v, emptyDir: { medium: Memory, sizeLimit: 1Gi } }]
        initContainers: [{ name: i }, { name: s, restartPolicy: Always, startupProbe: { tcpSocket: { port: 80 } } }]
        containers:
          - name: c
            image: web
            livenessProbe: ${probe}
            readinessProbe: { grpc: { port: 9 }, successThreshold: 2 }
            lifecycle: { postStart: { exec: { command: [a] } }, preStop: { sleep: { seconds: 60 } } }
`,
    );
    const { problems, input } = await checkScenario(text, "s.yaml", ports);
    expect(problems.map(formatProblem)).toEqual([]);
    expect(input!.notModelled.join()).toContain("nothing is written to an emptyDir, so that its size limit is never reached");
    expect(input!.notModelled).toHaveLength(1);
    const { spec } = input!.arrivals[0]!.sources[0]!;
    expect(spec.initContainers![1]!.startupProbe).toMatchObject({
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    });
    const { livenessProbe, readinessProbe, imagePullPolicy } = spec.containers[0]!;
    expect(livenessProbe).toMatchObject({ initialDelaySeconds: 100, periodSeconds: 10, timeoutSeconds: 50, failureThreshold: 15 });
    expect([readinessProbe!.successThreshold, imagePullPolicy, spec.restartPolicy]).toEqual([2, "Always", "Always"]);
  });
});

describe("warnings", () => {
  const workload = (spec: string): string =>
    `  workloads: [{ name: w, template: { spec: { ${spec} containers: [{ name: c, resources: { requests: { cpu: 3, memory: 20Gi } } }] } } }]\n`;

  it.each([
    [
      "a pod that no node can ever hold",
      workload(""),
      "s.yaml:6:15: warning: spec.workloads[0]: no node can ever hold the pods of workload w: the best of 2 nodes is a-0 (pool a), where memory lacks: 20Gi asked for, 8092Mi allocatable",
    ],
    [
      "a selector that matches nothing",
      workload("nodeSelector: { x: y },"),
      "; the node selector or required node affinity does not match",
    ],
    [
      "a scheduler that is not there",
      workload("schedulerName: other,"),
      "no scheduler takes the pods of workload w: spec.schedulerName is other; accepted: default-scheduler",
    ],
    [
      "a change after the horizon",
      "  horizon: 1m\n  timeline: [{ at: 2m, cordon: { pool: a } }]\n",
      "this is after the horizon and never happens; found 2m; accepted: at most 1m",
    ],
    ["no pods", "", "warning: spec: there are no pods"],
    [
      "a class that nobody names",
      "  manifests: [{ apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: { name: gold }, value: 5 }]\n",
      "no pod names the priority class gold",
    ],
  ])("%s", async (_, spec, warning) => {
    const { problems, input } = await checkScenario(scenario(POOL + spec), "s.yaml", ports);
    expect(problems.map(formatProblem).join("\n")).toContain(warning);
    expect(problems.every(({ severity }) => severity === "warning")).toBe(true);
    expect(input).toBeDefined();
  });
});

describe("loadScenario", () => {
  it("throws every error as data", async () => {
    const parsed = parseScenario(scenario("  nodePools: [{ name: a, count: 0, capacity: { cpu: 1 } }]\n"), "s.yaml");
    if ("errors" in parsed) throw new Error("its shape is right");
    const failure = await loadScenario(parsed, ports).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ScenarioError);
    expect((failure as ScenarioError).problems[0]).toMatchObject({ line: 5, column: 33, severity: "error" });
  });

  it("takes the seed that is given, else the scenario's first", async () => {
    const parsed = parseScenario(scenario(`  seeds: [11, 12]\n${POOL}`), "s.yaml");
    if ("errors" in parsed) throw new Error("its shape is right");
    expect((await loadScenario(parsed, ports)).seed).toBe("11");
    expect((await loadScenario(parsed, ports, { seed: 5 })).seed).toBe("5");
  });
});
