/** How rollouts went, for the report: those beyond a first version, and first ones that did not get there. */
import type { RolloutFigures } from "@orrery/runner/report";
import { count, durationText } from "./amounts.ts";
import { fittingTable } from "./fit-columns.ts";
import type { TextColumn } from "./fit-columns.ts";
import type { Ink } from "./ink.ts";
import { plural, shorten } from "./layout.ts";

const SHOWN = 10;

export function rolloutLines(all: readonly RolloutFigures[], ink: Ink): string[] {
  const worth = all.filter(({ fewestAvailable, completeUs }) => fewestAvailable !== null || completeUs === null);
  if (worth.length === 0) return [];
  const order = [...worth].sort((a, b) => trouble(b) - trouble(a));
  const shown = order.length <= SHOWN + 1 ? order : order.slice(0, SHOWN);
  const column = (head: string, rank: number, cell: (rollout: RolloutFigures) => string): TextColumn => ({
    head,
    align: "right",
    rank,
    cells: shown.map(cell),
  });
  const table = [
    { ...column("", 0, ({ deployment }) => shorten(deployment.replace(/^default\//, ""), 24)), align: "left" } as const,
    column("revision", 2, ({ revision }) => count(revision)),
    column("replicas", 4, ({ replicas }) => count(replicas)),
    column("after", 3, ({ fromUs }) => durationText(fromUs)),
    column("took", 0, (rollout) => tookText(rollout, ink)),
    column("fewest", 0, ({ fewestAvailable, promisedAvailable }) =>
      fewestAvailable === null ? "-" : fewestAvailable < promisedAvailable ? ink.bad(count(fewestAvailable)) : count(fewestAvailable),
    ),
    column("promised", 1, ({ promisedAvailable }) => count(promisedAvailable)),
    column("most pods", 4, ({ mostPods }) => count(mostPods)),
  ];
  const lines = [ink.bold("ROLLOUTS") + ink.dim("  fewest pods available, and how many were promised"), ...fittingTable(table, ink)];
  if (order.length > shown.length) lines.push(ink.dim(`  and ${plural(order.length - shown.length, "rollout")} more: --json has them all`));
  return lines;
}

function tookText({ fromUs, completeUs, timedOutUs }: RolloutFigures, ink: Ink): string {
  const late = timedOutUs === null ? "" : "past its deadline";
  if (completeUs === null) return ink.bad(late === "" ? "unfinished" : `unfinished, ${late}`);
  const took = durationText(completeUs - fromUs);
  return late === "" ? took : ink.warn(`${took}, ${late}`);
}

/** Broken promises, then what did not get there, then what was late. */
function trouble({ fewestAvailable, promisedAvailable, completeUs, timedOutUs }: RolloutFigures): number {
  const broken = fewestAvailable !== null && fewestAvailable < promisedAvailable;
  return (broken ? 4 : 0) + (completeUs === null ? 2 : 0) + (timedOutUs === null ? 0 : 1);
}
