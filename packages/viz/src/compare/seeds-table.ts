/** The figures over seeds as a table of columns, for a file. */
import type { Table } from "@orrery/runner/export";
import type { PairedFigure } from "./paired-figures.ts";

export function seedsTable(figures: readonly PairedFigure[]): Table {
  const column = (name: string, of: (figure: PairedFigure) => number) => ({
    name,
    type: "DOUBLE" as const,
    data: figures.map((figure) => (Number.isFinite(of(figure)) ? of(figure) : null)),
  });
  return {
    name: "seeds",
    rows: figures.length,
    columns: [
      { name: "figure", type: "STRING", data: figures.map(({ name }) => name) },
      column("pairs", ({ pairs }) => pairs),
      column("first_mean", ({ first }) => first),
      column("second_mean", ({ second }) => second),
      column("difference_mean", ({ difference }) => difference),
      column("difference_half_width_95", ({ half }) => half),
    ],
  };
}
