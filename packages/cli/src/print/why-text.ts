/** Why a pod, a workload or a node fares as it does, for people: how it stands, then the chains of causes. */
import type { NodeState, PodState, Why, WhyChain, WhyLink, WorkloadState } from "@orrery/runner/explain";
import { amount, count, durationText, factor } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { PAGE_WIDTH, plural, wrap } from "./layout.ts";

/** Chains shown; JSON has them all. */
const CHAINS = 8;
const NODES = 4;

export type AnyWhy = Why<PodState> | Why<WorkloadState> | Why<NodeState>;

export function whyText(why: AnyWhy, ink: Ink): string {
  const { subject, chains, atUs } = why;
  const lines = [
    `${ink.bold(subject.name)}${ink.dim(`  ${subject.kind}, ${atUs === 0 ? "at the start" : `after ${durationText(atUs)}`}`)}`,
    ...stateLines(why, ink).flatMap((line) => wrap(line, PAGE_WIDTH, "  ", "    ")),
  ];
  if (chains.length === 0) lines.push("", `  ${ink.good("nothing went wrong")} so far`);
  for (const chain of chains.slice(0, CHAINS)) lines.push("", ...chainLines(chain, why, ink));
  if (chains.length > CHAINS) lines.push("", ink.dim(`  and ${plural(chains.length - CHAINS, "chain")} more: --json has them all`));
  return `${lines.join("\n")}\n`;
}

function stateLines(why: AnyWhy, ink: Ink): string[] {
  switch (why.subject.kind) {
    case "pod":
      return podLines(why.state as PodState, why.atUs, ink);
    case "workload":
      return workloadLines(why.state as WorkloadState, ink);
    case "node":
      return [nodeLine(why.state as NodeState, ink)];
  }
}

function podLines(pod: PodState, atUs: number, ink: Ink): string[] {
  const { phase, removed, node, workload, owner, restarts, waiting, replacedBy, replaces, createdUs } = pod;
  const where = node === null ? ink.warn("without a node") : `on ${node.name}`;
  const lines = [
    `${removed ? "gone, was" : "is"} ${phase} ${where}${node === null ? "" : `, ${readyText(pod, atUs, ink)}`}; created ${createdUs === 0 ? "at the start" : `after ${durationText(createdUs)}`}`,
    `workload ${workload || "(none)"}${owner === null ? "" : `, of ${owner}`}${restarts > 0 ? `, ${plural(restarts, "restart")}` : ""}`,
  ];
  if (waiting !== null) {
    const until = waiting.untilUs === null ? "" : ` until ${durationText(waiting.untilUs)}`;
    lines.push(`a container waits: ${ink.warn(waiting.reason)}${until}`);
  }
  if (replaces !== null) lines.push(`took the place of ${replaces}`);
  if (replacedBy !== null) lines.push(`its controller made ${replacedBy} in its place`);
  if (node !== null) lines.push(nodeLine(node, ink));
  return lines;
}

function readyText({ ready, readyChangedUs, removed, phase }: PodState, atUs: number, ink: Ink): string {
  if (ready) return `${ink.good("ready")}${readyChangedUs === null ? "" : ` for ${durationText(atUs - readyChangedUs)}`}`;
  if (removed || phase === "Succeeded" || phase === "Failed") return readyChangedUs === null ? "never ready" : "was ready";
  return readyChangedUs === null ? ink.bad("never ready yet") : ink.bad(`not ready for ${durationText(atUs - readyChangedUs)}`);
}

function workloadLines({ pods, running, ready, pending, failed, gone, restarts }: WorkloadState, ink: Ink): string[] {
  const parts = [
    [running, "running"],
    [ready, "ready"],
    [pending, "pending"],
    [failed, "failed"],
    [gone, "gone"],
  ] as const;
  const shown = parts
    .filter(([n]) => n > 0)
    .map(([n, what]) => `${count(n)} ${what === "pending" || what === "failed" ? ink.warn(what) : what}`);
  return [`${plural(pods, "pod")}: ${[...shown, plural(restarts, "restart")].join(", ")}`];
}

function nodeLine(node: NodeState, ink: Ink): string {
  const { name, pool, removed, outage, conditions, oversellRatio, cores, memoryBytes, pods, slowdown } = node;
  const parts = [
    ...(removed ? [ink.bad("gone")] : []),
    ...(outage === null ? [] : [ink.bad(`${outage.what} down since ${durationText(outage.sinceUs)}`)]),
    ...conditions.map(({ type, status, reason }) => ink.bad(`${type}=${status}${reason === null ? "" : ` (${reason})`}`)),
    plural(pods, "pod"),
    `${amount(cores, "cores")} cores`,
    `${amount(memoryBytes, "bytes")} of memory`,
    ...(oversellRatio !== null && oversellRatio > 1.005 ? [`CPU oversold ${factor(oversellRatio)}`] : []),
    ...(slowdown !== null && slowdown >= 1.05 ? [ink.warn(`slowed ${factor(slowdown)} over the run`)] : []),
  ];
  return `${name}${pool === "" ? "" : ` of pool ${pool}`}: ${parts.join(", ")}`;
}

function chainLines(chain: WhyChain, { subject, atUs }: AnyWhy, ink: Ink): string[] {
  const { effect, times, pods, firstUs, lastUs, nodes, example, links } = chain;
  const first = durationText(firstUs);
  const when = times === 1 || firstUs === lastUs ? `after ${first}` : `first after ${first}, last after ${durationText(lastUs)}`;
  const many = times === 1 ? "" : effect === "pending" ? "" : ` ${plural(times, "time")}`;
  const ofPods = subject.kind === "pod" || pods === 0 ? "" : ` (${plural(pods, "pod")})`;
  const title = effect === "pending" && firstUs === lastUs && firstUs === atUs ? "" : `, ${when}`;
  const lines = wrap(`${ink.bold(`${effect}${many}`)}${ofPods}${title}`, PAGE_WIDTH, "  ", "    ");
  if (subject.kind === "workload" && nodes.length > 1) {
    const more = nodes.length > NODES ? ` and ${plural(nodes.length - NODES, "node")} more` : "";
    const shown = nodes.slice(0, NODES).map(({ name, times: n }) => `${name} ${count(n)}`);
    lines.push(...wrap(`on ${shown.join(", ")}${more}`, PAGE_WIDTH, "    ", "      ").map(ink.dim));
  }
  if (subject.kind !== "pod" && times > 1 && pods > 0) lines.push(ink.dim(`    ${isSlow(chain) ? "at worst" : "such as"} ${example}:`));
  return [...lines, ...links.flatMap((each) => linkLines(each, ink))];
}

/** Then the example is the one that was slowed most. */
function isSlow({ links }: WhyChain): boolean {
  return links.some(({ kind }) => kind === "cpu/slow");
}

function linkLines({ text, atUs, kind }: WhyLink, ink: Ink): string[] {
  const since = atUs === null || kind.startsWith("scheduler/") ? "" : `, from ${durationText(atUs)}`;
  const [first = "", ...rest] = wrap(`${text}${since}`, PAGE_WIDTH - 7, "", "");
  return [`    ${ink.accent("<-")} ${first}`, ...rest.map((line) => `       ${line}`)];
}
