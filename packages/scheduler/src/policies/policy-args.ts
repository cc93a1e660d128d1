/** Reads the arguments of the GPU plugins; what is wrong with them is an error that names the plugin, the field and what is accepted. */
import type { TypicalPod } from "./typical-pods.ts";

/** @throws RangeError */
export function choiceArg<T extends string>(plugin: string, args: Record<string, unknown>, field: string, accepted: readonly T[], fallback: T): T {
  const value = args[field] ?? fallback;
  const found = accepted.find((choice) => choice === value);
  if (found === undefined) throw new RangeError(`${plugin} args: ${field} is ${JSON.stringify(value)}, accepted is ${accepted.join(", ")}`);
  return found;
}

/** A number above 0. @throws RangeError */
export function positiveArg(plugin: string, args: Record<string, unknown>, field: string, fallback: number): number {
  const value = args[field] ?? fallback;
  if (typeof value !== "number" || !(value > 0)) throw new RangeError(`${plugin} args: ${field} is ${JSON.stringify(value)}, accepted is a number above 0`);
  return value;
}

/** @throws RangeError */
export function typicalPodsArg(plugin: string, args: Record<string, unknown>): TypicalPod[] {
  const list = args["typicalPods"];
  if (!Array.isArray(list) || list.length === 0) {
    throw new RangeError(`${plugin} args: typicalPods is ${JSON.stringify(list)}, accepted is a list of {cpuMilli, gpuCount, gpuMilli, gpuModels, popularity}`);
  }
  return list.map((entry: unknown, i) => typicalPod(plugin, entry, i));
}

function typicalPod(plugin: string, entry: unknown, i: number): TypicalPod {
  const fields = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
  const amount = (field: string): number => {
    const value = fields[field] ?? 0;
    if (typeof value !== "number" || !(value >= 0)) throw new RangeError(`${plugin} args: typicalPods[${i}].${field} is ${JSON.stringify(value)}, accepted is a number >= 0`);
    return value;
  };
  const models = fields["gpuModels"] ?? [];
  if (!Array.isArray(models)) throw new RangeError(`${plugin} args: typicalPods[${i}].gpuModels is ${JSON.stringify(models)}, accepted is a list of names`);
  return { cpuMilli: amount("cpuMilli"), gpuCount: amount("gpuCount"), gpuMilli: amount("gpuMilli"), gpuModels: models.map(String), popularity: amount("popularity") };
}
