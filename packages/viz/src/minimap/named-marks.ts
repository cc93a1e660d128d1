/** What the scenario or a what-if does and when, as marks with names where there is room for them. */

export interface TimedMark {
  readonly atUs: number;
  readonly label: string;
}

export interface NamedMark {
  readonly x: number;
  /** All that begin here. */
  readonly labels: readonly string[];
  /** What can be written beside it; "": there is no room. */
  readonly text: string;
  readonly room: number;
}

/** Marks that are nearer to each other are one. */
const APART = 4;
const LEAST_ROOM = 30;
const GAP = 10;

const WHAT_IF = "what if: ";

/** What kind of workload it is, its name tells well enough where there is little room. */
function brief(label: string): string {
  return label.replace(/^(scale|roll out|apply|delete) (Deployment|ReplicaSet|Pod) /, "$1 ");
}

/** @param right where the last text has to end */
export function namedMarks(marks: readonly TimedMark[], x: (timeUs: number) => number, right: number): NamedMark[] {
  const groups: { x: number; labels: string[] }[] = [];
  for (const { atUs, label } of [...marks].sort((a, b) => a.atUs - b.atUs)) {
    const last = groups.at(-1);
    const at = x(atUs);
    if (last === undefined || at - last.x >= APART) groups.push({ x: at, labels: [label] });
    else if (!last.labels.includes(label)) last.labels.push(label);
  }
  return groups.map(({ x: at, labels }, i) => {
    const room = (groups[i + 1]?.x ?? right) - at - GAP;
    return { x: at, labels, room, text: room < LEAST_ROOM ? "" : together(labels) };
  });
}

/** What begins at once: alike things by their names, such as "scale a, b, c"; of others the first. */
function together(labels: readonly string[]): string {
  if (labels.every((label) => label.startsWith(WHAT_IF)))
    return `${WHAT_IF}${together(labels.map((label) => label.slice(WHAT_IF.length)))}`;
  const briefs = labels.map(brief);
  const [verb = "", first = ""] = /^(roll out|\S+) (.*)$/.exec(briefs[0]!)?.slice(1) ?? [];
  if (briefs.length === 1) return briefs[0]!;
  if (first !== "" && briefs.every((each) => each.startsWith(`${verb} `))) {
    const names = [...new Set(briefs.map((each) => each.slice(verb.length + 1).replace(/ to .*$/, "")))];
    return `${verb} ${names.join(", ")}`;
  }
  return `${briefs[0]} and ${briefs.length - 1} more`;
}
