/** Selectors of objects, compiled once. */
import { selectorFromLabelSelector } from "../../model/index.ts";
import type { LabelSelector, Selector } from "../../model/index.ts";

export class Selectors {
  private readonly compiled = new WeakMap<LabelSelector, Selector>();

  /** @throws SelectorError for a selector that the API server refuses. */
  of(selector: LabelSelector): Selector {
    let compiled = this.compiled.get(selector);
    if (compiled === undefined) this.compiled.set(selector, (compiled = selectorFromLabelSelector(selector)));
    return compiled;
  }
}
