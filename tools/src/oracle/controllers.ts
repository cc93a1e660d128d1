/**
 * Compares the control loops with what a real control plane did: keys that are determined exactly, timed ones within their tolerance. Keys
 * with states in between (`intermediate`) are not compared; their ends are in `final`.
 */
import { isDeepStrictEqual } from "node:util";
import type { CaseRunner, Mismatch } from "./contract.ts";
import {
  deletedPerStep,
  finalState,
  maxActivePods,
  minReadyPods,
  podsCreated,
  progressingAt,
  rolloutFacts,
} from "./controllers/derived-facts.ts";
import type { Recording } from "./controllers/recording.ts";
import { replay } from "./controllers/replay.ts";

export const controllersCaseRunner: CaseRunner = (recordedCase) => {
  const recording = recordedCase as Recording;
  const what = notModelled(recording);
  if (what !== undefined) return { status: "not covered", what };
  const facts = derive(recording);
  const mismatches = [...determinedMismatches(recording, facts.determined), ...timedMismatches(recording, facts.timed)];
  return mismatches.length === 0 ? { status: "passed" } : { status: "failed", mismatches };
};

/** What the recording asks for that the model does not have, by its steps and never by its outcome; undefined: nothing. */
function notModelled({ name, scenario }: Recording): string | undefined {
  if (!/^(deploy|rs|gc)-/.test(name)) return `recordings ${name.slice(0, name.indexOf("-"))}-*`;
  for (const { op, kind, objects = [], propagationPolicy } of scenario.steps) {
    const other = objects.find((object) => !["Deployment", "ReplicaSet", "Pod"].includes(object.kind));
    if (other !== undefined) return `garbage collection of objects of kind ${other.kind}`;
    if (objects.some((object) => object.kind === "Pod" && object.status !== undefined)) return "pods whose status is written by a script";
    if (op === "delete" && propagationPolicy === "Foreground") return "foreground deletion";
    if (op === "delete" && kind === "Deployment" && propagationPolicy === "Orphan")
      return "deletion of a Deployment that orphans its ReplicaSets";
  }
  return undefined;
}

interface Facts {
  readonly determined: Readonly<Record<string, unknown>>;
  readonly timed: Readonly<Record<string, number | readonly number[] | undefined>>;
}

function derive(recording: Recording): Facts {
  const { store, names } = replay(recording);
  const { steps, minReadyFrom } = recording.scenario;
  const determined: Record<string, unknown> = {
    podsCreated: podsCreated(store, names),
    deletedPerStep: deletedPerStep(store, names, recording),
    maxActivePods: maxActivePods(store),
    minReadyPods: minReadyPods(store, (minReadyFrom ?? steps[1]!.t) * 1e6),
    final: finalState(store, names),
  };
  const timed: Record<string, number | readonly number[] | undefined> = {};
  for (const object of steps.flatMap(({ objects = [] }) => objects.filter(({ kind }) => kind === "Deployment"))) {
    const { name } = object.metadata;
    const { rollout, at, maxTotal } = rolloutFacts(store, names, name);
    determined[`rollout.${name}`] = rollout;
    determined[`maxTotalSpecReplicas.${name}`] = maxTotal;
    timed[`rollout.${name}.at`] = at;
    for (const reason of ["NewReplicaSetAvailable", "ProgressDeadlineExceeded"])
      timed[`${name}.${reason}`] = progressingAt(store, name, reason);
  }
  return { determined, timed };
}

function determinedMismatches({ expect }: Recording, facts: Facts["determined"]): Mismatch[] {
  return expect.determined.flatMap((key) => {
    const expected = expect.derived[key];
    const actual = withoutVarying(facts[key], expect.varies[key]);
    return isDeepStrictEqual(actual, expected) ? [] : [{ path: `expect.derived.${key}`, expected, actual }];
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
