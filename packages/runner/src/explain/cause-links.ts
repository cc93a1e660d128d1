/** Links of chains of causes, from the causes that facts carry and the evidence in them. Kinds are documented in docs/report-format.md. */
import type { Cause, ContainerExit, NodeOutage, ProbeFailure } from "@orrery/sim-core/store";
import { amount, count, durationText, factor, percent } from "../report/index.ts";
import type { ExitWord } from "../report/index.ts";
import type { WhyLink } from "./why.ts";

type Evidence = Readonly<Record<string, string | number>>;

/** Where it happened, as far as links tell of it. */
export interface Place {
  /** "" when there is none. */
  readonly node: string;
  /** Allocatable CPU over hardware. */
  readonly oversellRatio: number | null;
  /** What the pod may use of CPU; undefined: as much as there is. */
  readonly limitCores: number | undefined;
}

export function exitLinks(exit: ContainerExit, word: ExitWord, name: string, probe: ProbeFailure | undefined, place: Place): WhyLink[] {
  const { because, exitCode } = exit;
  switch (word) {
    case "liveness":
    case "startup":
      if (probe !== undefined) return probeLinks(probe, place);
      return [link(`probe/${word}`, `${word} probe of ${name} failed`, null, {}), ...slowLinks(because?.evidence ?? {}, place)];
    case "OOMKilled":
      return [link("exit/OOMKilled", `${name} was OOMKilled`, null, { exitCode }), ...oomLinks(because?.evidence ?? {}, place)];
    case "node":
      return [link("exit/node", `${name} went with its machine`, null, {})];
    default:
      return [link(`exit/${word}`, `${name} exited with code ${exitCode}`, null, { exitCode }), ...causeLinks(because)];
  }
}

export function probeLinks({ probe, failures, sinceUs, because }: ProbeFailure, place: Place): WhyLink[] {
  const times = failures === 1 ? "once" : `${count(failures)} times in a row`;
  const first = link(`probe/${probe}`, `${probe} failed ${times}`, sinceUs, { failures });
  const slow = slowLinks(because?.evidence ?? {}, place);
  return [first, ...(slow.length > 0 ? slow : causeLinks(because))];
}

/** Slowness, and where it comes from: the pod's own limit, or a node with less CPU than is wanted of it. */
export function slowLinks(evidence: Evidence, { node, oversellRatio, limitCores }: Place): WhyLink[] {
  const slowdown = numberOf(evidence, "slowdown") ?? 1;
  const throttledShare = numberOf(evidence, "throttledShare") ?? 0;
  const doneShare = numberOf(evidence, "startupDoneShare");
  const links: WhyLink[] = [];
  if (doneShare !== undefined && doneShare < 1)
    links.push(link("startup/unfinished", `start-up was ${percent(doneShare, 0)} done`, null, { startupDoneShare: doneShare }));
  if (slowdown <= 1 && throttledShare <= 0) return links;
  const how = [
    ...(slowdown > 1 ? [`slowed ${factor(slowdown)}`] : []),
    ...(throttledShare > 0 ? [`throttled ${percent(throttledShare, 0)}`] : []),
  ];
  links.push(link("cpu/slow", `CPU ${how.join(", ")}`, numberOf(evidence, "sinceUs") ?? null, evidence));
  const demand = numberOf(evidence, "nodeDemandCores");
  const cores = numberOf(evidence, "nodeCores");
  const ofNode = demand === undefined || cores === undefined ? "" : `demand ${amount(demand, "cores")} of ${amount(cores, "cores")} cores`;
  const ratio = numberOf(evidence, "oversell") ?? oversellRatio ?? 1;
  if (demand !== undefined && cores !== undefined && demand > cores) {
    const text = ratio > 1.05 ? `${node} oversold ${factor(round(ratio))}: ${ofNode}` : `${node} overloaded: ${ofNode}`;
    links.push(link(ratio > 1.05 ? "node/oversold" : "node/overloaded", text, null, { nodeDemandCores: demand, nodeCores: cores }));
  } else if (throttledShare > 0 && limitCores !== undefined) {
    const room = ofNode === "" ? "" : `; ${node} had room: ${ofNode}`;
    links.push(link("limit/cpu", `its own limit of ${amount(limitCores, "cores")} cores${room}`, null, { limitCores }));
  }
  return links;
}

/** Whose memory ran out: the container's limit, its pod's, what the node has for pods, or the whole machine. */
function oomLinks(evidence: Evidence, { node }: Place): WhyLink[] {
  const [usage, limit, score] = ["usageBytes", "limitBytes", "oomScoreAdj"].map((name) => numberOf(evidence, name));
  const used = usage === undefined ? "it used more" : `it used ${amount(usage, "bytes")}`;
  if (limit === undefined) return usage === undefined ? [] : [link("memory/usage", used, null, evidence)];
  const scope = evidence["scope"];
  const bound = amount(limit, "bytes");
  if (scope !== "machine" && scope !== "kubepods") {
    const whose = scope === "pod" ? "the limit of its pod" : "its limit";
    return [link("memory/limit", `${used}, ${whose} is ${bound}`, null, evidence)];
  }
  const of = scope === "machine" ? `the ${bound} of ${node}` : `the ${bound} that ${node} has for pods`;
  const chosen = score === undefined ? "" : `; the kernel chose by usage and oom_score_adj, ${score}`;
  return [link("memory/node", `${of} ran out, ${used}${chosen}`, null, evidence)];
}

/** An eviction by the kubelet: the threshold that was met, and why this pod. */
export function evictionLinks(because: Cause | undefined, place: Place): WhyLink[] {
  const evidence = because?.evidence ?? {};
  const signal = evidence["signal"];
  if (signal === undefined) return causeLinks(because);
  const [available, threshold, usage, request] = ["availableBytes", "thresholdBytes", "usageBytes", "requestBytes"].map((name) =>
    numberOf(evidence, name),
  );
  const bytes = (value: number | undefined) => (value === undefined ? "?" : amount(value, "bytes"));
  const links = [link("node/threshold", `${place.node}: ${String(signal)} ${bytes(available)} below ${bytes(threshold)}`, null, evidence)];
  if (usage !== undefined && request !== undefined)
    links.push(link("memory/request", `it used ${bytes(usage)}, its request is ${bytes(request)}`, null, { usage, request }));
  return links;
}

export function outageLinks({ what, because }: NodeOutage, sinceUs: number, node: string): WhyLink[] {
  const text = what === "machine" ? `the machine of ${node} was down` : `the kubelet of ${node} did not answer`;
  return [link(`node/${what}`, text, sinceUs, {}), ...causeLinks(because)];
}

/** A cause that needs no interpretation: its own sentence, else its word and evidence. */
export function causeLinks(because: Cause | undefined): WhyLink[] {
  if (because === undefined) return [];
  const { by, reason, message, evidence = {} } = because;
  const told = Object.entries(evidence).map(([name, value]) => `${name} ${evidenceText(name, value)}`);
  const special = memoryText(because);
  if (special !== undefined) return [link(`${by}/${reason}`, special, null, evidence)];
  const text = message ?? `${reason}${told.length === 0 ? "" : ` (${told.join(", ")})`}, by ${by}`;
  return [link(`${by}/${reason}`, text, null, evidence)];
}

/** Causes of nodes that are told with their numbers. */
function memoryText({ by, reason, evidence = {} }: Cause): string | undefined {
  if (by !== "kernel") return undefined;
  const bytes = (name: string): string => amount(numberOf(evidence, name) ?? 0, "bytes");
  if (reason === "MemoryThrashing" && numberOf(evidence, "stallBelowBytes") !== undefined)
    return `only ${bytes("availableBytes")} of memory were left, with which its kubelet gets nowhere; pods used ${bytes("podsBytes")}`;
  const pod = evidence["pod"];
  if (reason === "OOMKilling" && typeof pod === "string" && pod !== "")
    return `all of ${bytes("limitBytes")} was in use; killed in ${pod}, which used ${bytes("usageBytes")}`;
  return undefined;
}

export function link(kind: string, text: string, atUs: number | null, evidence: Evidence): WhyLink {
  return { kind, text, atUs, evidence };
}

function evidenceText(name: string, value: string | number): string {
  if (typeof value === "string") return value;
  if (name.endsWith("Bytes")) return amount(value, "bytes");
  if (name.endsWith("Share")) return percent(value, 0);
  return name.endsWith("Us") ? durationText(value) : String(round(value));
}

function numberOf(evidence: Evidence, name: string): number | undefined {
  const value = evidence[name];
  return typeof value === "number" ? value : undefined;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
