/** A resource in two bars: what is used of the machines and wanted beyond it, and what is requested of what they offer. */
import { percentText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import type { Child } from "../dom/index.ts";

export interface Metered {
  readonly title: string;
  readonly kind: "cpu" | "memory";
  readonly requested: number;
  readonly allocatable: number;
  readonly hardware: number;
  /** -1: unknown. */
  readonly used: number;
  /** Wanted by processes that would run on machines of their own; -1: unknown, or it makes no sense. */
  readonly wanted: number;
}

/** @param isOne of one node, whose slowness its pods share; of many together it is the lot of none */
export function usageMeter(metered: Metered, text: (amount: number) => string, isOne: boolean): HTMLElement {
  const { title, kind, requested, allocatable, hardware, used, wanted } = metered;
  const isKnown = used >= 0;
  const isOversold = hardware > 0 && allocatable > hardware * 1.001;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const asked = `requested ${percentText(share(requested, allocatable))}`;
  const isShort = isKnown && wanted > used * 1.1;
  const slower = isOne ? `: work takes ${(wanted / used).toFixed(1)}× as long` : "";
  return element(
    "div",
    { class: "metered" },
    ...(isKnown
      ? [
          line(element("strong", {}, `${title} used ${percentText(share(used, hardware))}`), ofText(used, hardware, text)),
          bar(part(kind, 0, share(used, hardware)), wanted > used * 1.02 && part("wanted", share(used, hardware), share(wanted, hardware))),
        ]
      : []),
    line(isKnown ? asked : element("strong", {}, `${title} ${asked}`), ofText(requested, allocatable, text)),
    bar(part(isKnown ? `${kind} pale` : kind, 0, share(requested, allocatable))),
    isOversold && line(`oversold: allocatable is ${(allocatable / hardware).toFixed(2)}× the hardware`, ""),
    isShort && element("div", { class: "meter-line alarm" }, `${text(wanted)} wanted${slower}`),
  );
}

/** `3 of 8 cores`: one unit is told once. */
function ofText(amount: number, whole: number, text: (amount: number) => string): string {
  const [some, all] = [text(amount), text(whole)];
  const unit = all.slice(all.lastIndexOf(" "));
  return `${some.endsWith(unit) ? some.slice(0, -unit.length) : some} of ${all}`;
}

function line(left: Child, right: string): HTMLElement {
  return element("div", { class: "meter-line" }, element("span", {}, left), element("span", {}, right));
}

function bar(...parts: Child[]): HTMLElement {
  return element("div", { class: "meter" }, ...parts);
}

/** From and to as shares of the whole bar, where it ends. */
function part(className: string, from: number, to: number): HTMLElement {
  const made = element("i", { class: className });
  const [left, right] = [Math.min(1, from), Math.min(1, to)];
  made.style.left = `${left * 100}%`;
  made.style.width = `${Math.max(0, right - left) * 100}%`;
  return made;
}
