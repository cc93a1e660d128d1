/**
 * Compares the control loops with what a real control plane did: keys that are determined exactly, those with states in between by their
 * end and order, timed ones within their tolerance. What later controllers write is counted, not compared.
 */
import { isDeepStrictEqual } from "node:util";
import type { CaseRunner, Mismatch } from "./contract.ts";
import { finalState } from "./controllers/final-state.ts";
import { fitsBetween, subjectOf } from "./controllers/fits-between.ts";
import { laterWriter, withoutLaterKinds } from "./controllers/later-controllers.ts";
import { determinedNodeFacts, nodeEvents, timedNodeFacts } from "./controllers/node-facts.ts";
import * as pods from "./controllers/pod-facts.ts";
import type { Recording } from "./controllers/recording.ts";
import { replay } from "./controllers/replay.ts";
import { KNOWN_OPERATIONS } from "./controllers/step-runner.ts";
import { conditionValues, objectOrder, progressingAt, rolloutFacts } from "./controllers/workload-facts.ts";

/** Beginnings of the names of recordings whose controllers Orrery has. */
const COVERED: ReadonlySet<string> = new Set(["deploy", "rs", "gc", "podgc", "node", "zone", "cluster", "taint", "pending", "preemption"]);

export const controllersCaseRunner: CaseRunner = (recordedCase) => {
  const recording = recordedCase as Recording;
  const what = notModelled(recording);
  if (what !== undefined) return { status: "not covered", what };
  const facts = derive(recording);
  const left: string[] = [];
  const mismatches = [
    ...determinedMismatches(recording, facts.determined, left),
    ...intermediateMismatches(recording, facts.determined, left),
    ...timedMismatches(recording, facts.timed),
  ];
  return mismatches.length === 0
    ? { status: "passed", ...(left.length === 0 ? {} : { notCompared: left }) }
    : { status: "failed", mismatches };
};

/** What the recording asks for that the model does not have, by its family and its steps and never by its outcome; undefined: nothing. */
function notModelled({ name, scenario }: Recording): string | undefined {
  const family = name.split("-", 1)[0]!;
  if (!COVERED.has(family)) return family === name ? `recordings ${name}` : `recordings ${family}-*`;
  const unknown = scenario.steps.find(({ op }) => !KNOWN_OPERATIONS.has(op));
  if (unknown !== undefined) return `steps ${unknown.op}`;
  return scenario.steps.some(({ mayFail }) => mayFail === true) ? "steps that the API may refuse" : undefined;
}

interface Facts {
  readonly determined: Readonly<Record<string, unknown>>;
  readonly timed: Readonly<Record<string, number | readonly number[] | undefined>>;
}

function derive(recording: Recording): Facts {
  const replayed = replay(recording);
  const { steps, minReadyFrom } = recording.scenario;
  const { derived, varies } = recording.expect;
  const events = nodeEvents(replayed);
  const active = pods.maxActivePods(replayed);
  // Where it is random which pods are deleted, the recording counts them.
  const anonymous = "deletedPods" in derived || "deletedPods" in varies;
  const determined: Record<string, unknown> = {
    podsCreated: pods.podsCreated(replayed),
    deletedPerStep: pods.deletedPerStep(replayed, steps),
    deletedPods: pods.deletedPods(replayed),
    maxActivePods: active,
    "observed.maxActivePods": active,
    minReadyPods: pods.minReadyPods(replayed, minReadyFrom ?? steps[1]?.t ?? 0),
    podLife: pods.podLives(replayed),
    nominated: pods.nominated(replayed),
    placements: pods.placements(replayed),
    objectOrder: objectOrder(replayed),
    ...determinedNodeFacts(replayed, events),
    final: finalState(replayed, anonymous),
  };
  const timed: Record<string, number | readonly number[] | undefined> = timedNodeFacts(replayed, events);
  for (const object of steps.flatMap(({ objects = [] }) => objects.filter(({ kind }) => kind === "Deployment"))) {
    const { name } = object.metadata;
    const { rollout, at, maxTotal } = rolloutFacts(replayed, name);
    determined[`rollout.${name}`] = rollout;
    determined[`maxTotalSpecReplicas.${name}`] = maxTotal;
    determined[`conditions.${name}`] = conditionValues(replayed, name);
    timed[`rollout.${name}.at`] = at;
    for (const reason of ["NewReplicaSetAvailable", "ProgressDeadlineExceeded"])
      timed[`${name}.${reason}`] = progressingAt(replayed, name, reason);
  }
  return { determined, timed };
}

/** @param left gets the names of later writers whose facts are passed over */
function determinedMismatches({ expect }: Recording, facts: Facts["determined"], left: string[]): Mismatch[] {
  return expect.determined.flatMap((key) => {
    const later = laterWriter(key);
    if (later !== undefined) {
      left.push(later);
      return [];
    }
    const recorded = key === "final" ? withoutLaterKinds(expect.derived[key]) : { kept: expect.derived[key], left: [] };
    left.push(...recorded.left);
    const actual = withoutVarying(facts[key], expect.varies[key]);
    return isDeepStrictEqual(actual, recorded.kept) ? [] : [{ path: `expect.derived.${key}`, expected: recorded.kept, actual }];
  });
}

function intermediateMismatches({ expect }: Recording, facts: Facts["determined"], left: string[]): Mismatch[] {
  return expect.intermediate.flatMap((key) => {
    const later = laterWriter(key);
    if (later !== undefined) {
      left.push(later);
      return [];
    }
    const expected = expect.derived[key];
    return fitsBetween(facts[key], expected, subjectOf) ? [] : [{ path: `expect.derived.${key}`, expected, actual: facts[key] }];
  });
}

/** Of a map, the entries that were the same in all recordings. */
function withoutVarying(value: unknown, varies: unknown): unknown {
  if (typeof varies !== "object" || varies === null || Array.isArray(varies)) return value;
  return Object.fromEntries(Object.entries(value as object).filter(([key]) => !Object.hasOwn(varies, key)));
}

/** Every value must lie within the tolerance of the range of the recorded ones. */
function timedMismatches({ expect }: Recording, facts: Facts["timed"]): Mismatch[] {
  return Object.entries(expect.timed).flatMap(([key, { seconds, tolerance }]) => {
    const actual = listOf(facts[key]);
    const recorded = seconds.map(listOf);
    const isNear = (value: number, index: number): boolean => {
      const all = recorded.map((list) => list[index]!);
      return value >= Math.min(...all) - tolerance && value <= Math.max(...all) + tolerance;
    };
    const fits = recorded.every(({ length }) => length === actual.length) && actual.every(isNear);
    return fits ? [] : [{ path: `expect.timed.${key}`, expected: seconds, actual: facts[key] }];
  });
}

function listOf(value: number | readonly number[] | undefined): readonly number[] {
  if (value === undefined) return [];
  return typeof value === "number" ? [value] : value;
}
