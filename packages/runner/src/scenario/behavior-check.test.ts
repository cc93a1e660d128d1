/** What check says of behaviours that are right and will hardly do what their author wants. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { checkScenario, formatProblem } from "./index.ts";

const ports = { readText: () => Promise.reject(new Error("no files here")), registry: kubernetesRegistry() };

const CONTAINER = `{ name: c, image: web, resources: { limits: { cpu: 500m, memory: 100Mi } },
          livenessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 4 } }`;

async function warningsOf(spec: string, container = CONTAINER): Promise<string[]> {
  const text = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: test }
spec:
  nodePools:
    - name: a
      count: 2
      capacity: { cpu: 4, memory: 8Gi }
      staticPods:
        - { apiVersion: v1, kind: Pod, metadata: { name: agent, labels: { app: agent } }, spec: { containers: [{ name: agent }] } }
  workloads:
    - name: w
      namespace: n
      template: { metadata: { labels: { app: w } }, spec: { initContainers: [{ name: i }], containers: [${container}] } }
  manifests:
    - apiVersion: apps/v1
      kind: Deployment
      metadata: { name: d }
      spec: { selector: { matchLabels: { app: d } }, template: { metadata: { labels: { app: d } }, spec: { containers: [{ name: x }] } } }
${spec}`;
  const { problems, input } = await checkScenario(text, "s.yaml", ports);
  expect(input, problems.map(formatProblem).join("\n")).toBeDefined();
  return problems.map(formatProblem).map((line) => line.replace(/^s\.yaml:\d+:\d+: /, ""));
}

const behavior = (...fields: string[]): string =>
  `  behaviors: [${fields.map((field, i) => `{ name: b${i}, ${field} }`).join(", ")}]\n  horizon: 1d\n`;

describe("behaviors that match nothing", () => {
  it.each([
    [
      ["selector: { matchLabels: { app: v } }"],
      "warning: spec.behaviors[0]: it matches no container of the scenario; accepted: labels of pods: app=w, app=d, app=agent",
    ],
    [
      ["namespace: m"],
      "warning: spec.behaviors[0]: it matches no container of the scenario; accepted: labels of pods: app=w, app=d, app=agent",
    ],
    [
      ["selector: { matchLabels: { app: w } }, container: e"],
      "warning: spec.behaviors[0]: it matches no container of the scenario; accepted: containers of these pods: i, c",
    ],
    [
      ["namespace: n", "container: c"],
      "warning: spec.behaviors[1]: every container that it matches has a behavior before it: b0; accepted: the narrower behavior first",
    ],
  ])("%j", async (fields, warning) => {
    expect(await warningsOf(behavior(...fields))).toEqual([warning]);
  });

  it("are none that match pods of Deployments, static pods, init containers, or what the timeline brings", async () => {
    const selectors = ["d", "agent", "later"].map((app) => `selector: { matchLabels: { app: ${app} } }`);
    const timeline = "  timeline: [{ at: 1m, rollout: { deployment: e, labels: { app: later, k: e } } }]\n";
    const manifest = `    - apiVersion: apps/v1
      kind: Deployment
      metadata: { name: e }
      spec: { selector: { matchLabels: { k: e } }, template: { metadata: { labels: { k: e } }, spec: { containers: [{ name: x }] } } }
`;
    expect(await warningsOf(manifest + timeline + behavior(...selectors, "namespace: n", "container: i"))).toEqual([]);
  });
});

describe("memory above the limit", () => {
  const message = (text: string): string =>
    `warning: spec.behaviors[0].memory: ${text} are more than the limit of 100Mi of container c of the pods of workload w: it is OOMKilled at once; accepted: at most 100Mi`;

  it.each([
    ["101Mi", "101Mi"],
    ["{ leak: { from: 200Mi, perHour: 1Mi } }", "200Mi"],
    ["{ jvm: {} }", "214Mi"],
    ["{ sum: [60Mi, { ramp: { from: 50Mi, to: 0, over: 1m } }] }", "110Mi"],
    ["{ steps: { points: [{ at: 0s, value: 1Gi }, { at: 1m, value: 0 }] } }", "1Gi"],
  ])("%s", async (memory, bytes) => {
    expect(await warningsOf(behavior(`namespace: n, memory: ${memory}`))).toEqual([message(bytes)]);
  });

  it("is none that is reached later, or by chance", async () => {
    expect(await warningsOf(behavior("namespace: n, memory: 100Mi"))).toEqual([]);
    const later = "{ sum: [{ leak: { from: 50Mi, perHour: 1Gi } }, { bursts: { base: 0, burst: 1Gi, every: 1h, length: 1m } }] }";
    expect(await warningsOf(behavior(`namespace: n, memory: ${later}`))).toEqual([]);
  });
});

describe("a start-up that the probes do not wait for", () => {
  it.each([
    [
      "{ cpuSeconds: 16, threads: 4 }",
      "warning: spec.behaviors[0].startup: it takes 32 s even at full speed, but the livenessProbe of container c of the pods of workload w has it killed after 30 s; accepted: a startupProbe, a higher failureThreshold, or a higher CPU limit",
    ],
    ["{ wait: 20s, cpuSeconds: 5.1 }", "it takes 30 s even at full speed"],
    ["{ wait: { distribution: exponential, mean: 1m } }", "it takes 60 s even at full speed"],
  ])("%s", async (startup, warning) => {
    expect((await warningsOf(behavior(`namespace: n, startup: ${startup}`))).join("\n")).toContain(warning);
  });

  it("is none that fits, or has a startup probe that waits", async () => {
    expect(await warningsOf(behavior("namespace: n, startup: { cpuSeconds: 15, threads: 4 }"))).toEqual([]);
    const patient = CONTAINER.replace("livenessProbe", "startupProbe: { exec: {}, failureThreshold: 30 }, livenessProbe");
    expect(await warningsOf(behavior("namespace: n, startup: { cpuSeconds: 100 }"), patient)).toEqual([]);
  });
});

describe("images", () => {
  it("that no container has are named", async () => {
    expect(await warningsOf("  images: { sizes: { web: 1Gi, wbe: 1Gi } }\n")).toEqual([
      "warning: spec.images.sizes.wbe: no container has the image wbe",
    ]);
  });
});
