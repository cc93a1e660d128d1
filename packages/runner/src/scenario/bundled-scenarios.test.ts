/** Every bundled scenario is accepted by the schema and the check, and its history is the pinned one. ORRERY_PIN=1 writes the pins anew. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import type { DeploymentObject, DeploymentStatus } from "@orrery/sim-core/controllers";
import { FactKind } from "@orrery/sim-core/store";
import { Simulation } from "../simulation/index.ts";
import { bundledFile, bundledNames, bundledText, ports, registry, SCENARIOS } from "./bundled-fixture.ts";
import { lifeNumbers, runWatchingReady } from "./golden-life-fixture.ts";
import { checkScenario, formatProblems, scenarioJsonSchema } from "./index.ts";

const pin = process.env["ORRERY_PIN"] === "1";

describe("the published schema", () => {
  it("is what the shapes say", () => {
    const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
    const file = `${SCENARIOS}scenario.schema.json`;
    if (pin) writeFileSync(file, text);
    expect(readFileSync(file, "utf8"), "the schema is out of date: ORRERY_PIN=1 npx vitest run --project runner src/scenario").toBe(text);
  });

  it.each(bundledNames)("accepts %s", (name) => {
    const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(
      scenarioJsonSchema(),
    );
    expect(validate(parse(bundledText(name))), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(bundledNames)("is named by %s, so that editors complete it", (name) => {
    expect(bundledText(name).split("\n")[0]).toBe("# yaml-language-server: $schema=./scenario.schema.json");
  });
});

/** Problems that a scenario has on purpose. */
const INTENDED: Readonly<Record<string, string>> = {
  planner:
    "no node can ever hold the pods of workload monolith: the best of 126 nodes is dense-00 (pool dense), where cpu lacks: 200 asked for, 126500m allocatable; memory lacks",
};

describe.each(bundledNames)("%s", (name) => {
  it("is right, and runs as it did", async () => {
    const { problems, input } = await checkScenario(bundledText(name), bundledFile(name), ports);
    const found = formatProblems(problems);
    if (INTENDED[name] === undefined) expect(found).toBe("");
    else expect(found).toContain(INTENDED[name]);
    const simulation = new Simulation(input!, registry);
    const ready = runWatchingReady(simulation);
    const golden = `${JSON.stringify(keyNumbers(simulation, ready), null, 2)}\n`;
    const file = `${SCENARIOS}golden/${name}.json`;
    if (pin) writeFileSync(file, golden);
    expect(existsSync(file), `no golden result of ${name}`).toBe(true);
    expect(golden).toBe(readFileSync(file, "utf8"));
  });
});

interface WorkloadNumbers {
  created: number;
  running: number;
  succeeded: number;
  pending: number;
  deleted: number;
  nodes: number;
  longestWaitMs: number;
}

function keyNumbers(simulation: Simulation, ready: Record<string, number[]> | undefined): unknown {
  const workloads = new Map<string, WorkloadNumbers>();
  const nodes = new Map<string, Set<number>>();
  for (const pod of simulation.state.pods) {
    const { workload } = pod.source;
    const numbers = workloads.get(workload) ?? { created: 0, running: 0, succeeded: 0, pending: 0, deleted: 0, nodes: 0, longestWaitMs: 0 };
    workloads.set(workload, numbers);
    numbers.created += 1;
    if (pod.removed) numbers.deleted += 1;
    else if (pod.phase === "Running") numbers.running += 1;
    else if (pod.phase === "Succeeded") numbers.succeeded += 1;
    else numbers.pending += 1;
    if (pod.boundUs < 0) continue;
    const used = nodes.get(workload) ?? new Set();
    nodes.set(workload, used.add(pod.nodeId));
    numbers.nodes = used.size;
    numbers.longestWaitMs = Math.max(numbers.longestWaitMs, Math.round((pod.boundUs - pod.createdUs) / 1000));
  }
  const { events, attempts, nowUs } = simulation.progress;
  const { seed } = simulation.input;
  return {
    seed,
    digest: simulation.digest,
    simulatedUs: nowUs,
    events,
    attempts,
    refused: simulation.refusedChanges,
    workloads: Object.fromEntries(workloads),
    ready,
    life: lifeNumbers(simulation),
    ...(simulation.input.controllers !== true ? {} : { rollouts: rollouts(simulation) }),
  };
}

interface RolloutNumbers {
  revision: string;
  fromMs: number;
  completeMs: number | null;
  timedOutMs: number | null;
  fewestAvailable: number;
  mostReplicas: number;
}

/** Every Deployment's revisions: how long each took, and what there was of pods meanwhile, by the Deployment's status. */
function rollouts({ store: { log } }: Simulation): Record<string, RolloutNumbers[]> {
  const found: Record<string, RolloutNumbers[]> = {};
  for (let at = 0; at < log.length; at++) {
    if (log.kind[at] !== FactKind.ObjectSet) continue;
    const { kind, metadata, ...object } = log.payloads[log.subject[at]!] as DeploymentObject;
    const revision = metadata.annotations?.["deployment.kubernetes.io/revision"];
    const status = object.status as DeploymentStatus | undefined;
    if (kind !== "Deployment" || revision === undefined || status === undefined) continue;
    const list = (found[metadata.name] ??= []);
    const ms = Math.round(log.timeUs[at]! / 1000);
    if (list.at(-1)?.revision !== revision) {
      list.push({ revision, fromMs: ms, completeMs: null, timedOutMs: null, fewestAvailable: status.availableReplicas, mostReplicas: 0 });
    }
    const last = list.at(-1)!;
    if (last.completeMs !== null) continue;
    last.mostReplicas = Math.max(last.mostReplicas, status.replicas);
    last.fewestAvailable = Math.min(last.fewestAvailable, status.availableReplicas);
    const reason = status.conditions.find(({ type }) => type === "Progressing")?.reason;
    const { replicas } = object.spec;
    const isWhole = [status.replicas, status.updatedReplicas, status.availableReplicas].every((count) => count === replicas);
    if (reason === "NewReplicaSetAvailable" && isWhole) last.completeMs = ms;
    if (reason === "ProgressDeadlineExceeded") last.timedOutMs ??= ms;
  }
  return found;
}
