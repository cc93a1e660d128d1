/**
 * A policy of one's own as a plugin of the scheduler, beside whatever the run schedules by. Each call has a limit of time; what is thrown
 * in it stops the run, with the place in the author's text.
 */
import { unschedulable } from "@orrery/scheduler/framework";
import type { NodeInfo, Plugin, PodInfo, ScoreColumn, Status } from "@orrery/scheduler/framework";
import type { RegisteredPlugin, SchedulerConfiguration } from "@orrery/scheduler/config";
import type { Policy } from "./policy-api.ts";
import { NOWHERE, PolicyError, thrownText } from "./policy-error.ts";
import type { PolicyPlace } from "./policy-error.ts";
import { PolicyViews } from "./policy-views.ts";

export const OWN_POLICY = "OwnPolicy";

/** Of one call. */
export const CALL_LIMIT_MS = 200;

/**
 * So many calls over the limit, with no more than so many others between them, end a run: a slow policy is slow again and again, and one
 * call alone may have had to wait for a machine that was busy with something else.
 */
const SLOW_CALLS = 3;
const CALLS_IN_A_ROW = 100;

/** What a policy's surroundings know that a simulation must not ask for itself. */
export interface PolicyHost {
  /** Of a clock that only grows. */
  readonly nowMs: () => number;
  /** Where in the author's text something was thrown. */
  readonly placeOf: (thrown: unknown) => PolicyPlace;
  /** Where the author defines a function. */
  readonly placeOfFunction: (name: "filter" | "score") => PolicyPlace;
  /** Hears what begins to run, and that it is over (undefined), for whoever ends calls that never end. */
  readonly onCall?: (what: "policy" | "filter" | "score" | undefined) => void;
}

/** What a policy's text defines, as it was found: anything. */
export interface PolicyDefinitions {
  readonly filter?: unknown;
  readonly score?: unknown;
  readonly weight?: unknown;
}

export interface OwnPolicy {
  readonly plugin: RegisteredPlugin;
  /** The configuration with the policy at the end of every profile's filters and scores. */
  addTo(configuration: SchedulerConfiguration): SchedulerConfiguration;
}

/**
 * @param define runs the author's text
 * @throws PolicyError when that throws, or defines nothing, or something else than a policy may
 */
export function ownPolicy(define: () => PolicyDefinitions, host: PolicyHost): OwnPolicy {
  const definitions = guarded("policy", "", define, host);
  const filter = functionOf<"filter">(definitions, "filter", host);
  const score = functionOf<"score">(definitions, "score", host);
  const weight = weightOf(definitions.weight);
  if (filter === undefined && score === undefined)
    throw new PolicyError("it defines neither filter(pod, node) nor score(pod, node); accepted: one of them, or both");
  const points = [...(filter === undefined ? [] : ["filter" as const]), ...(score === undefined ? [] : ["score" as const])];
  const use = (weight: number) => ({ name: OWN_POLICY, weight, args: {} });
  return {
    plugin: { name: OWN_POLICY, points, factory: () => new OwnPolicyPlugin(filter, score, host) },
    addTo: (configuration) => ({
      ...configuration,
      profiles: configuration.profiles.map((profile) => ({
        ...profile,
        points: {
          ...profile.points,
          filter: filter === undefined ? profile.points.filter : [...profile.points.filter, use(0)],
          score: score === undefined ? profile.points.score : [...profile.points.score, use(weight)],
        },
        plugins: new Map([...profile.plugins, [OWN_POLICY, {}]]),
      })),
    }),
  };
}

function functionOf<Name extends "filter" | "score">(definitions: PolicyDefinitions, name: Name, host: PolicyHost): Policy[Name] {
  const found = definitions[name];
  if (found === undefined) return undefined;
  if (typeof found !== "function")
    throw new PolicyError(`${name} is no function; found ${shown(found)}; accepted: ${name}(pod, node)`, host.placeOfFunction(name));
  return found as Policy[Name];
}

const DEFAULT_WEIGHT = 10;
const MOST_WEIGHT = 1000;

function weightOf(found: unknown): number {
  if (found === undefined) return DEFAULT_WEIGHT;
  if (typeof found === "number" && Number.isInteger(found) && found >= 1 && found <= MOST_WEIGHT) return found;
  throw new PolicyError(`weight is ${shown(found)}; accepted: an integer from 1 to ${MOST_WEIGHT}`);
}

class OwnPolicyPlugin implements Plugin<undefined, undefined> {
  readonly name = OWN_POLICY;
  readonly filterReads = "cluster";
  readonly scoreReads = "cluster";
  readonly filter?: (state: undefined, pod: PodInfo, node: NodeInfo) => Status | undefined;
  readonly score?: (state: undefined, pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn) => Status | undefined;
  private readonly host: PolicyHost;
  private slowCalls = 0;
  private callsSince = 0;

  constructor(filter: Policy["filter"], score: Policy["score"], host: PolicyHost) {
    this.host = host;
    const views = new PolicyViews();
    if (filter !== undefined)
      this.filter = (_, pod, node) => {
        const reason: unknown = this.called("filter", () => filter(views.pod(pod), views.node(node)));
        if (reason === undefined || reason === null || reason === true || reason === "") return undefined;
        if (typeof reason === "string") return unschedulable(OWN_POLICY, reason);
        if (reason === false) return unschedulable(OWN_POLICY, "node(s) were refused by the policy");
        throw new PolicyError(
          `filter(pod, node) gave ${shown(reason)}; accepted: a reason (a text), or undefined to let the node pass`,
          host.placeOfFunction("filter"),
        );
      };
    if (score !== undefined)
      this.score = (_, pod, nodes, count, out) => {
        const shownPod = views.pod(pod);
        for (let i = 0; i < count; i++) {
          const value: unknown = this.called("score", () => score(shownPod, views.node(nodes[i]!)));
          if (typeof value !== "number" || !(value >= 0 && value <= 100))
            throw new PolicyError(
              `score(pod, node) gave ${shown(value)} for node ${nodes[i]!.name}; accepted: 0 to 100`,
              host.placeOfFunction("score"),
            );
          out[i] = Math.floor(value);
        }
        return undefined;
      };
  }

  private called(name: "filter" | "score", call: () => unknown): unknown {
    const { nowMs, placeOfFunction } = this.host;
    const beganMs = nowMs();
    const answer = guarded(name, `${name}(pod, node): `, call, this.host);
    const tookMs = nowMs() - beganMs;
    this.callsSince += 1;
    if (tookMs <= CALL_LIMIT_MS) return answer;
    this.slowCalls = this.callsSince > CALLS_IN_A_ROW ? 1 : this.slowCalls + 1;
    this.callsSince = 0;
    if (this.slowCalls < SLOW_CALLS) return answer;
    throw new PolicyError(
      `${name}(pod, node) took ${Math.round(tookMs)} ms, for the third time; at most ${CALL_LIMIT_MS} ms are given`,
      placeOfFunction(name),
    );
  }
}

/** Runs something of the author's. @throws PolicyError with the place for whatever that throws */
function guarded<T>(what: "policy" | "filter" | "score", prefix: string, run: () => T, { placeOf, onCall }: PolicyHost): T {
  onCall?.(what);
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof PolicyError) throw new PolicyError(thrown.message, thrown.place === NOWHERE ? placeOf(thrown) : thrown.place);
    throw new PolicyError(`${prefix}${thrownText(thrown)}`, placeOf(thrown));
  } finally {
    onCall?.(undefined);
  }
}

/** Of a value for a message, on one line. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return typeof (value as { readonly then?: unknown }).then === "function" ? "a promise" : "an object";
  } catch {
    return "an object";
  }
}
