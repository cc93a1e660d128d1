/**
 * Semantic equality of parts of objects, as Kubernetes' `equality.Semantic.DeepEqual` sees it: a missing list or map equals an
 * empty one.
 */
import type { Taint, Toleration } from "@orrery/sim-core/model";

type Texts = Readonly<Record<string, string>> | undefined | null;

/** Labels or annotations. */
export function sameLabels(a: Texts, b: Texts): boolean {
  if (a === b) return true;
  const before = a ?? {};
  const after = b ?? {};
  const keys = Object.keys(before);
  return keys.length === Object.keys(after).length && keys.every((key) => Object.hasOwn(after, key) && before[key] === after[key]);
}

/** Taints in the same order. */
export function sameTaints(a: readonly Taint[] | undefined | null, b: readonly Taint[] | undefined | null): boolean {
  return sameList(
    a,
    b,
    (x, y) => x.key === y.key && (x.value ?? "") === (y.value ?? "") && x.effect === y.effect && x.timeAdded === y.timeAdded,
  );
}

/** Tolerations in the same order. */
export function sameTolerations(a: readonly Toleration[] | undefined | null, b: readonly Toleration[] | undefined | null): boolean {
  return sameList(
    a,
    b,
    (x, y) =>
      (x.key ?? "") === (y.key ?? "") &&
      (x.operator ?? "") === (y.operator ?? "") &&
      (x.value ?? "") === (y.value ?? "") &&
      (x.effect ?? "") === (y.effect ?? "") &&
      x.tolerationSeconds === y.tolerationSeconds,
  );
}

function sameList<T>(a: readonly T[] | undefined | null, b: readonly T[] | undefined | null, same: (x: T, y: T) => boolean): boolean {
  if (a === b) return true;
  const before = a ?? [];
  const after = b ?? [];
  return before.length === after.length && before.every((item, i) => same(item, after[i] as T));
}
