/** What is wrong in the cluster at a moment, gravest first: nodes by what ails them, pods by workload and what ails them. */
import { NodeFlag, PodFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import { Style, STYLES } from "../draw/index.ts";
import { podStyle } from "./pod-style.ts";

export interface Suffering {
  readonly what: string;
  readonly count: number;
  /** Workload of the pods; "": nodes. */
  readonly of: string;
  readonly example: { readonly kind: "node" | "pod"; readonly name: string };
  readonly style: Style;
}

interface Ailment {
  readonly what: string;
  readonly style: Style;
  readonly flag: number;
}

/** Gravest first. */
const NODE_AILMENTS: readonly Ailment[] = [
  { what: "machine down", style: Style.nodeStopped, flag: NodeFlag.stopped },
  { what: "kubelet silent", style: Style.nodeStalled, flag: NodeFlag.stalled },
  { what: "NotReady", style: Style.nodeStopped, flag: NodeFlag.notReady },
  { what: "under pressure", style: Style.nodePressed, flag: NodeFlag.pressure },
  { what: "short of CPU", style: Style.nodeSlow, flag: NodeFlag.slow },
  { what: "containers throttled", style: Style.nodeThrottled, flag: NodeFlag.throttled },
];

const POD_STYLES: readonly Style[] = [Style.backOff, Style.failed, Style.restarting, Style.running, Style.held];

const UNWELL: readonly boolean[] = Array.from({ length: STYLES }, (_, style) => POD_STYLES.includes(style as Style));

export function sufferingOf(frame: Frame, texts: readonly string[]): Suffering[] {
  return [...nodesThatSuffer(frame, texts), ...podsThatSuffer(frame, texts)];
}

function nodesThatSuffer({ nodes }: Frame, texts: readonly string[]): Suffering[] {
  const counts = NODE_AILMENTS.map(() => 0);
  const worst = NODE_AILMENTS.map(() => -1);
  for (let row = 0; row < nodes.count; row++) {
    const at = NODE_AILMENTS.findIndex(({ flag }) => (nodes.flags[row]! & flag) !== 0);
    if (at < 0) continue;
    counts[at]! += 1;
    if (worst[at]! < 0 || slowdown(nodes, row) > slowdown(nodes, worst[at]!)) worst[at] = row;
  }
  return NODE_AILMENTS.flatMap(({ what, style }, at) =>
    counts[at] === 0
      ? []
      : [{ what, style, count: counts[at]!, of: "", example: { kind: "node" as const, name: texts[nodes.name[worst[at]!]!]! } }],
  );
}

function podsThatSuffer({ pods }: Frame, texts: readonly string[]): Suffering[] {
  const groups = new Map<string, { style: Style; reason: string; workload: number; count: number; worst: number }>();
  for (let row = 0; row < pods.count; row++) {
    const style = podStyle(pods, row);
    if (!UNWELL[style] || (pods.flags[row]! & PodFlag.deleting) !== 0) continue;
    const reason = style === Style.held ? heldReason(pods, row) : reasonOf(pods, row, style, texts);
    const key = `${style}/${pods.workload[row]}/${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { style, reason, workload: pods.workload[row]!, count: 1, worst: row });
    else {
      group.count += 1;
      if (pods.restarts[row]! > pods.restarts[group.worst]!) group.worst = row;
    }
  }
  const sorted = [...groups.values()].sort(
    (a, b) => POD_STYLES.indexOf(a.style) - POD_STYLES.indexOf(b.style) || b.count - a.count || a.worst - b.worst,
  );
  return sorted.map(({ style, reason, workload, count, worst }) => ({
    what: reason,
    style,
    count,
    of: texts[workload]!,
    example: { kind: "pod", name: `${texts[pods.namespace[worst]!]}/${texts[pods.name[worst]!]}` },
  }));
}

function reasonOf({ waiting, exit, remark }: Frame["pods"], row: number, style: Style, texts: readonly string[]): string {
  const ended = exitWords(texts[exit[row]!]!);
  switch (style) {
    case Style.backOff:
      return [texts[waiting[row]!]!, ended].filter((word) => word !== "").join(", ");
    case Style.failed:
      return texts[remark[row]!] || "failed";
    case Style.restarting:
      return `restarted, not ready${ended === "" ? "" : `: ${ended}`}`;
    default:
      return "running, not ready";
  }
}

function heldReason({ flags }: Frame["pods"], row: number): string {
  return (flags[row]! & PodFlag.throttled) !== 0 ? "throttled by their CPU limit" : "starved of CPU by others";
}

/** How a container ended last, as people say it. */
export function exitWords(word: string): string {
  switch (word) {
    case "liveness":
    case "startup":
      return `${word} probe failed`;
    case "error":
      return "ended with an error";
    case "node":
      return "ended with its node";
    default:
      return word;
  }
}

function slowdown({ wantedMilliCpu, usedMilliCpu }: Frame["nodes"], row: number): number {
  return usedMilliCpu[row]! > 0 ? wantedMilliCpu[row]! / usedMilliCpu[row]! : 0;
}
