/**
 * What a person looks at, as plain data that goes into the address and comes back from it: what is not in here does not survive a reload,
 * and nothing else has to.
 */
import { readWhatIfs } from "@orrery/runner/session";
import type { WhatIf } from "@orrery/runner/session";

export const PROJECTIONS = ["fleet", "timeline", "decisions", "compare"] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** What the timeline can have lanes of. */
export const LANE_KINDS = ["workload", "node", "queue"] as const;
export type LanesOf = (typeof LANE_KINDS)[number];

/** What Compare's strip can show of two runs. */
export const METRICS = ["pending", "ready", "used", "requested", "throttled", "down", "restarts"] as const;
export type Metric = (typeof METRICS)[number];

/** Something of the cluster, by name. */
export interface Selection {
  readonly kind: "pod" | "node" | "workload";
  /** `namespace/name` of a pod. */
  readonly name: string;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  /** 1: everything fits. */
  readonly k: number;
}

export interface ViewState {
  /** Name of a bundled scenario, or of a file that was dropped; "": the gallery. */
  readonly scenario: string;
  /** Where `orrery view` found what it serves, for commands; "": it serves the site alone, or the name is all of the path. */
  readonly path: string;
  /** What holds a brought input, behind the address's `#`: itself, or its name among what this browser keeps; "": nothing does. */
  readonly brought: string;
  /** "": the scenario's own. */
  readonly seed: string;
  /** Digest that the whole run should have, from a recording; "": none is known. */
  readonly expect: string;
  /** What is done otherwise than the scenario says. */
  readonly changes: readonly WhatIf[];
  /** A policy that was typed in the page; "": none. */
  readonly policy: string;
  /** The other run of Compare; undefined: none. */
  readonly other: { readonly seed: string; readonly changes: readonly WhatIf[]; readonly policy: string } | undefined;
  readonly timeUs: number;
  /** Simulated seconds a second; 0: what suits the length of the run. */
  readonly speed: number;
  readonly playing: boolean;
  readonly projection: Projection;
  /** Labels in layers, outermost first; "pool" is the pool. */
  readonly grouping: readonly string[];
  readonly filter: string;
  readonly selection: Selection | undefined;
  readonly viewport: Viewport;
  /** What the timeline has lanes of. */
  readonly lanes: LanesOf;
  /** What the strip between two runs shows. */
  readonly metric: Metric;
  /** The timeline's span; undefined: the whole run. */
  readonly span: Span | undefined;
}

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

export const WHOLE: Viewport = { x: 0, y: 0, k: 1 };

/** How far one can zoom in. */
export const MOST_ZOOM = 60;

export const NO_VIEW: ViewState = {
  scenario: "",
  brought: "",
  path: "",
  seed: "",
  expect: "",
  changes: [],
  policy: "",
  other: undefined,
  timeUs: 0,
  speed: 0,
  playing: false,
  projection: "fleet",
  grouping: ["pool"],
  filter: "",
  selection: undefined,
  viewport: WHOLE,
  lanes: "workload",
  metric: "pending",
  span: undefined,
};

/** The query of an address with its `?` and `#`; "" for the gallery. */
export function toAddress(state: ViewState): string {
  const query = toQuery(state);
  return `${query === "" ? "" : `?${query}`}${state.brought === "" ? "" : `#${state.brought}`}`;
}

/** @param search, hash as `location` has them */
export function fromAddress({ search, hash }: { readonly search: string; readonly hash: string }): ViewState {
  return { ...fromQuery(search), brought: /^#(files|kept)=/.test(hash) ? hash.slice(1) : "" };
}

/** The query of an address, without `?`; "" for the gallery. What was brought is not in it: no server is to see that. */
export function toQuery(state: ViewState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, normal: string) => {
    if (value !== normal) query.set(name, value);
  };
  put("run", state.scenario, "");
  put("path", state.path, "");
  put("seed", state.seed, "");
  put("expect", state.expect, "");
  put("changes", JSON.stringify(state.changes), "[]");
  put("policy", state.policy, "");
  if (state.other !== undefined) query.set("vs", JSON.stringify(state.other));
  put("t", secondsText(state.timeUs), "0");
  put("speed", String(state.speed), "0");
  put("play", state.playing ? "1" : "", "");
  put("view", state.projection, "fleet");
  put("group", state.grouping.join(">"), "pool");
  put("q", state.filter, "");
  if (state.selection !== undefined) query.set("sel", `${state.selection.kind}:${state.selection.name}`);
  const { x, y, k } = state.viewport;
  put("at", [x, y, k].map((each) => String(Math.round(each * 1000) / 1000)).join(","), "0,0,1");
  put("lanes", state.lanes, "workload");
  put("metric", state.metric, "pending");
  if (state.span !== undefined) query.set("span", `${secondsText(state.span.fromUs)},${secondsText(state.span.toUs)}`);
  return query.toString();
}

/** What cannot be read counts as not given. */
export function fromQuery(text: string): ViewState {
  const query = new URLSearchParams(text);
  const get = (name: string, normal = "") => query.get(name) ?? normal;
  const [kind = "", ...name] = get("sel").split(":");
  const [x = 0, y = 0, k = 1] = get("at", "0,0,1").split(",").map(Number);
  const [from, to] = get("span").split(",").map(Number);
  return {
    scenario: get("run"),
    brought: "",
    path: get("path"),
    seed: get("seed"),
    expect: get("expect"),
    changes: parsed<readonly WhatIf[]>(get("changes"), areChanges) ?? [],
    policy: get("policy"),
    other: withPolicy(parsed<OtherRun>(get("vs"), isRun)),
    timeUs: Math.max(0, Math.round(finite(Number(get("t", "0")), 0) * 1e6)),
    speed: Math.max(0, finite(Number(get("speed", "0")), 0)),
    playing: get("play") === "1",
    projection: PROJECTIONS.find((each) => each === get("view")) ?? "fleet",
    grouping: get("group", "pool")
      .split(">")
      .filter((each) => each !== ""),
    filter: get("q"),
    selection: (kind === "pod" || kind === "node" || kind === "workload") && name.length > 0 ? { kind, name: name.join(":") } : undefined,
    viewport: [x, y, k].every(Number.isFinite) && k >= 1 && k <= MOST_ZOOM ? { x, y, k } : WHOLE,
    lanes: LANE_KINDS.find((each) => each === get("lanes")) ?? "workload",
    metric: METRICS.find((each) => each === get("metric")) ?? "pending",
    span:
      from !== undefined && to !== undefined && from >= 0 && to > from
        ? { fromUs: Math.round(from * 1e6), toUs: Math.round(to * 1e6) }
        : undefined,
  };
}

/** Microseconds exactly, as seconds. */
function secondsText(timeUs: number): string {
  return String(Math.round(timeUs) / 1e6);
}

function finite(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

function parsed<T>(text: string, accepts: (value: unknown) => boolean): T | undefined {
  if (text === "") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return accepts(value) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

type OtherRun = NonNullable<ViewState["other"]>;

function withPolicy(run: OtherRun | undefined): OtherRun | undefined {
  return run === undefined ? undefined : { ...run, policy: typeof run.policy === "string" ? run.policy : "" };
}

function isRun(value: unknown): boolean {
  return problemOfRun(value) === "";
}

function areChanges(value: unknown): boolean {
  return problemOfChanges(value) === "";
}

/** "": there is none. */
function problemOfChanges(value: unknown): string {
  if (!Array.isArray(value)) return "they are no list in JSON";
  const read = readWhatIfs(value);
  return "problems" in read ? read.problems.join("; ") : "";
}

function problemOfRun(value: unknown): string {
  const run = value as { readonly seed?: unknown; readonly changes?: unknown } | null | undefined;
  if (typeof run !== "object" || run === null || Array.isArray(run)) return "it is no object in JSON";
  if (typeof run.seed !== "string") return `seed: found ${JSON.stringify(run.seed) ?? "none"}; accepted: a text, "" for the scenario's own`;
  const problem = problemOfChanges(run.changes);
  return problem === "" ? "" : `changes: ${problem}`;
}

/** What an address asks for and cannot be had, for people; "": nothing. */
export function linkProblem(text: string): string {
  const query = new URLSearchParams(text);
  const problemOf = (name: string, what: string, find: (value: unknown) => string) => {
    const given = query.get(name) ?? "";
    const problem = given === "" ? "" : find(parsed(given, () => true));
    return problem === "" ? [] : [`The link's ${what} left out: ${problem}`];
  };
  return [...problemOf("changes", "changes are", problemOfChanges), ...problemOf("vs", "second run is", problemOfRun)].join(". ");
}
