/**
 * Facts of a recording that belong to parts of the control plane which Orrery does not have yet. They are told by the key under which the
 * recording keeps them, whatever the scenario: such keys are not compared but counted.
 */

/** Who writes what stands under a key of `expect`; undefined: somebody whom Orrery has. */
export function laterWriter(key: string): string | undefined {
  return KEYS.find(([pattern]) => pattern.test(key))?.[1];
}

const KEYS: readonly (readonly [RegExp, string])[] = [
  [/^(endpoints|slices)\./, "EndpointSlices"],
  [/^(final\.pdb|pdb)\./, "PodDisruptionBudgets"],
  [/^eventReasons$/, "Events"],
];

/** The same for the entries of `final`, which begin with a kind. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["PodDisruptionBudget", "PodDisruptionBudgets"],
  ["EndpointSlice", "EndpointSlices"],
]);

/** A recorded final state without what later writers write, and who they are. */
export function withoutLaterKinds(final: unknown): { readonly kept: unknown; readonly left: readonly string[] } {
  if (typeof final !== "object" || final === null) return { kept: final, left: [] };
  const writerOf = (key: string) => KINDS.get(key.slice(0, Math.max(0, key.indexOf("/"))));
  const entries = Object.entries(final);
  return {
    kept: Object.fromEntries(entries.filter(([key]) => writerOf(key) === undefined)),
    left: entries.flatMap(([key]) => writerOf(key) ?? []),
  };
}
