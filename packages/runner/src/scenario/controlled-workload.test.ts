/** Deployments and ReplicaSets in scenarios: what is refused, and that those accepted run. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { stateDigest, violations } from "@orrery/sim-core/store";
import { buildReport } from "../report/index.ts";
import { Simulation } from "../simulation/index.ts";
import { TINY_HOST } from "../testing/index.ts";
import { checkScenario, formatProblems } from "./index.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const ports = { readText: () => Promise.reject(new Error("no files here")), registry };

const TEMPLATE = "{ metadata: { labels: { app: d } }, spec: { containers: [{ name: c }] } }";
const SELECTOR = "selector: { matchLabels: { app: d } }";

function manifest(spec: string, kind = "Deployment"): string {
  return `{ apiVersion: apps/v1, kind: ${kind}, metadata: { name: d }, spec: { ${spec} } }`;
}

function scenario(given: string, more = ""): string {
  return `apiVersion: orrery/v1
kind: Scenario
metadata: { name: s }
spec:
  horizon: 10m
  nodePools: [{ name: node, count: 2, capacity: { cpu: 4, memory: 8Gi } }]
  manifests:
    - ${given}
${more}`;
}

async function simulationOf(text: string): Promise<Simulation> {
  const { problems, input } = await checkScenario(text, "s.yaml", ports);
  expect(formatProblems(problems)).toBe("");
  const simulation = new Simulation(input!, registry);
  simulation.run();
  return simulation;
}

function running(simulation: Simulation): string[] {
  return simulation.state.pods.filter(({ phase, removed }) => phase === "Running" && !removed).map(({ source }) => source.workload);
}

describe("what is refused", () => {
  it.each([
    [`selector: {}, template: ${TEMPLATE}`, "an empty selector is invalid"],
    [`selector: { matchLabels: { app: x } }, template: ${TEMPLATE}`, "the selector does not match the labels of the template"],
    [`${SELECTOR}, template: ${TEMPLATE.replace("spec: {", "spec: { nodeName: n,")}`, "these pods are placed by the scheduler"],
    [`${SELECTOR}, template: ${TEMPLATE.replace("spec: {", "spec: { restartPolicy: Never,")}`, "accepted: Always"],
    [`${SELECTOR}, template: ${TEMPLATE.replace("spec: {", "spec: { activeDeadlineSeconds: 5,")}`, "accepted: no activeDeadlineSeconds"],
    [`${SELECTOR}, template: ${TEMPLATE.replace("spec: {", "spec: { priorityClassName: no,")}`, "no PriorityClass with name no was found"],
    [
      `${SELECTOR}, template: ${TEMPLATE}, strategy: { type: Recreate, rollingUpdate: {} }`,
      "may not be specified when strategy type is Recreate",
    ],
    [
      `${SELECTOR}, template: ${TEMPLATE}, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0% } }`,
      "maxUnavailable may not be 0 when maxSurge is 0",
    ],
    [
      `${SELECTOR}, template: ${TEMPLATE}, minReadySeconds: 600`,
      "must be greater than minReadySeconds; found 600; accepted: more than 600",
    ],
    [`${SELECTOR}, template: ${TEMPLATE}, replicas: -1`, "replicas"],
  ])("%s", async (spec, message) => {
    const { problems, input } = await checkScenario(scenario(manifest(spec)), "s.yaml", ports);
    expect(formatProblems(problems)).toContain(message);
    expect(input).toBeUndefined();
    const later = scenario(
      "{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: c }] } }",
      `  timeline: [{ at: 1m, apply: ${manifest(spec)} }]\n`,
    );
    expect(formatProblems((await checkScenario(later, "s.yaml", ports)).problems)).toContain(message.split("; found")[0]);
  });
});

describe("what runs", () => {
  it("is a Deployment with its pods, named for reports after it", async () => {
    const simulation = await simulationOf(scenario(manifest(`replicas: 3, ${SELECTOR}, template: ${TEMPLATE}`)));
    expect(running(simulation)).toEqual(["d", "d", "d"]);
  });

  it("is a ReplicaSet that the timeline scales and deletes", async () => {
    const given = manifest(`${SELECTOR}, template: ${TEMPLATE}`, "ReplicaSet");
    const scale = "{ at: 1m, scale: { kind: ReplicaSet, name: d, replicas: 4 } }";
    expect(running(await simulationOf(scenario(given))).length).toBe(1);
    expect(running(await simulationOf(scenario(given, `  timeline: [${scale}]\n`))).length).toBe(4);
    const remove = "{ at: 2m, delete: { kind: ReplicaSet, name: d } }";
    const simulation = await simulationOf(scenario(given, `  timeline: [${scale}, ${remove}]\n`));
    expect(running(simulation)).toEqual([]);
    expect(simulation.refusedChanges).toEqual([]);
  });

  it("is a Deployment that the timeline creates, deletes and creates again under its name", async () => {
    const pod = "{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: c }] } }";
    const apply = `apply: ${manifest(`replicas: 2, ${SELECTOR}, template: ${TEMPLATE}`)}`;
    const timeline = `[{ at: 1m, ${apply} }, { at: 2m, delete: { kind: Deployment, name: d } }, { at: 2m, ${apply} }]`;
    const simulation = await simulationOf(scenario(pod, `  timeline: ${timeline}\n`));
    expect(running(simulation)).toEqual(["p", "d", "d"]);
    expect(simulation.state.pods.length).toBe(5);
  });

  it("writes nothing for an apply and a scale that change nothing, and says so of a scale of nothing", async () => {
    const given = manifest(`replicas: 2, ${SELECTOR}, template: ${TEMPLATE}`);
    const none = await simulationOf(scenario(given));
    const scale = "{ at: 2m, scale: { kind: Deployment, name: d, replicas: 2 } }";
    const same = await simulationOf(scenario(given, `  timeline: [{ at: 1m, apply: ${given} }, ${scale}]\n`));
    expect(same.store.log.length).toBe(none.store.log.length);
    const wrong = "{ at: 2m, scale: { kind: Deployment, name: x, replicas: 2 } }";
    const refused = await simulationOf(scenario(given, `  timeline: [${wrong}]\n`));
    expect(refused.refusedChanges.map(({ reason }) => reason)).toEqual(['deployments.apps "x" not found']);
  });

  it("is nothing where a ReplicaSet has no template: it only selects", async () => {
    const given = manifest(`replicas: 0, ${SELECTOR}`, "ReplicaSet");
    const text = scenario(given, `  workloads: [{ name: w, count: 2, template: ${TEMPLATE} }]\n`);
    const simulation = await simulationOf(text);
    expect(simulation.controllers.createdPods).toBe(0);
    expect(running(simulation)).toEqual(["w", "w"]);
  });
});

describe("a Deployment in a whole simulation", () => {
  const given = manifest(`replicas: 6, ${SELECTOR}, template: ${TEMPLATE}`);
  const rolled = manifest(`replicas: 6, ${SELECTOR}, template: ${TEMPLATE.replace("name: c", 'name: c, image: "2"')}`);
  const text = scenario(given, `  timeline: [{ at: 1m, removeNodes: { names: [node-0] } }, { at: 4m, apply: ${rolled} }]\n`);

  it("replaces the pods of a node that is gone, and its deletions are no preemption", async () => {
    const simulation = await simulationOf(text);
    expect(running(simulation).length).toBe(6);
    expect(violations(simulation.state, () => ({ milliCpu: 0, memory: 0 }))).toEqual([]);
    const { pods, preemption } = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
    const lost = simulation.state.pods.filter(({ nodeId, createdUs }) => nodeId === 0 && createdUs < 60e6).length;
    expect(lost).toBeGreaterThan(0);
    expect(pods).toMatchObject({ total: 12 + lost, arrivals: 12 + lost, created: 12 + lost, running: 6, deleted: 6, failed: lost });
    expect(preemption).toEqual({ nominations: 0, victims: 0 });
  });

  it("has one history, however it is sliced", async () => {
    const whole = await simulationOf(text);
    const { input } = await checkScenario(text, "s.yaml", ports);
    const sliced = new Simulation(input!, registry);
    while (!sliced.progress.done) sliced.advance(7);
    expect(sliced.digest).toBe(whole.digest);
    expect(stateDigest(sliced.stateAt(sliced.nowUs))).toBe(stateDigest(sliced.state));
  });
});
