/** The files that curves of behaviours name: each read once, each column checked where it is used. */
import { amountOf } from "./curve.ts";
import type { BehaviorEntry, CurveEntry, StepsEntry } from "./behavior.ts";
import { pathText } from "./problem.ts";
import type { Path, ScenarioProblem } from "./problem.ts";
import { readSeries } from "./series-file.ts";
import type { Series } from "./series-file.ts";

/** By the text of the path of `steps`; what could not be read is not in it. */
export type SeriesByPath = ReadonlyMap<string, Series>;

/**
 * @param textOf the text of a file named at a path; undefined, and said, where it cannot be read
 * @param besideScenario the file's name for messages
 */
export async function readBehaviorSeries(
  behaviors: readonly BehaviorEntry[],
  textOf: (file: string, path: Path) => Promise<string | undefined>,
  besideScenario: (file: string) => string,
  problems: ScenarioProblem[],
): Promise<SeriesByPath> {
  const texts = new Map<string, Promise<string | undefined>>();
  const found = new Map<string, Series>();
  for (const { steps, path, unit } of fileSteps(behaviors)) {
    const file = steps.file!;
    if (!texts.has(file)) texts.set(file, textOf(file, [...path, "file"]));
    const text = await texts.get(file);
    if (text === undefined) continue;
    const columns = { time: steps.time ?? "time", value: steps.column ?? "value" };
    const series = readSeries(text, besideScenario(file), columns, (cell) => amountOf(cell, { unit }));
    if ("severity" in series) problems.push(series);
    else found.set(pathText(path), series);
  }
  return found;
}

interface FileSteps {
  readonly steps: StepsEntry;
  readonly path: Path;
  readonly unit: "cores" | "bytes";
}

function fileSteps(behaviors: readonly BehaviorEntry[]): FileSteps[] {
  return behaviors.flatMap((entry, index) =>
    (["cpu", "memory", "disk"] as const).flatMap((field) => {
      const unit = field === "cpu" ? "cores" : "bytes";
      return stepsOf(entry[field], ["spec", "behaviors", index, field]).map(({ steps, path }) => ({ steps, path, unit }));
    }),
  );
}

function stepsOf(curve: CurveEntry | undefined, path: Path): { readonly steps: StepsEntry; readonly path: Path }[] {
  if (typeof curve !== "object") return [];
  const own = curve.steps?.file === undefined ? [] : [{ steps: curve.steps, path: [...path, "steps"] }];
  return [...own, ...(curve.sum ?? []).flatMap((part, i) => stepsOf(part, [...path, "sum", i]))];
}
