/** Nodes in groups by labels in layers: zone > pool > rack > node. */
import type { Frame } from "@orrery/runner/session";

export interface NodeGroup {
  /** Value of the label, "" for the whole. */
  readonly name: string;
  readonly children: readonly NodeGroup[];
  /** Rows of all nodes below. */
  readonly nodes: readonly number[];
}

/** What people may group by: labels of nodes that say more than a name. */
export function groupingKeys({ nodes }: Frame): string[] {
  const telling = nodes.labels.filter(({ values }) => {
    const distinct = new Set(values).size;
    return distinct > 1 && (distinct <= nodes.count / 2 || distinct <= 12);
  });
  return ["pool", ...telling.map(({ key }) => key).filter((key) => key !== "orrery.io/pool")];
}

/** @param layers label keys, outermost first; one that no node has is passed over */
export function groupTree(frame: Frame, layers: readonly string[], texts: readonly string[]): NodeGroup {
  const rows = Array.from({ length: frame.nodes.count }, (_, row) => row);
  return { name: "", nodes: rows, children: split(rows, columnsOf(frame, layers), texts) };
}

function columnsOf({ nodes }: Frame, layers: readonly string[]): Int32Array[] {
  return layers.flatMap((layer) => {
    if (layer === "pool") return [nodes.pool];
    const label = nodes.labels.find(({ key }) => key === layer || key.endsWith(`/${layer}`));
    return label === undefined ? [] : [label.values];
  });
}

function split(rows: readonly number[], columns: readonly Int32Array[], texts: readonly string[]): NodeGroup[] {
  const [column, ...rest] = columns;
  if (column === undefined) return [];
  const byValue = new Map<number, number[]>();
  for (const row of rows) {
    const known = byValue.get(column[row]!);
    if (known === undefined) byValue.set(column[row]!, [row]);
    else known.push(row);
  }
  const groups = [...byValue].map(([value, nodes]) => ({ name: texts[value] || "(none)", nodes, children: split(nodes, rest, texts) }));
  return groups.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
