/** Names of nodes in tables: each once, as a cluster has no two nodes of one name. */
import type { CsvColumn, CsvPlan, CsvTable } from "../csv/index.ts";
import { quoted } from "../report/index.ts";

/** A column of codes, so that a name that came before is known by its number. */
export function nodeNameColumn(name: string): CsvColumn {
  return { kind: "dictionary", name, accept: (text) => text !== "", accepted: "the node's name" };
}

/** A check for the rows of one file, which complains of the second and any later row of a name. */
export function eachNodeOnce(column: string): NonNullable<CsvPlan["check"]> {
  const seen = new Set<number>();
  return (row, columns) => {
    const { codes, values } = columns.dictionary(column);
    const code = codes[row]!;
    if (seen.has(code))
      return {
        column,
        reason: "a second node of this name",
        found: `${column} = ${quoted(values[code]!)}`,
        accepted: "a name of its own for each node",
      };
    seen.add(code);
    return undefined;
  };
}

/** By row. */
export function nodeNames(table: CsvTable, column: string): string[] {
  const { codes, values } = table.dictionaries.get(column)!;
  return Array.from(codes, (code) => values[code]!);
}
