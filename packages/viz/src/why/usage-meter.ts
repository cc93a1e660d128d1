/** One bar for a resource: what is used and wanted beyond it, over what is asked for; marks for what is sold and what the machines have. */
import { percentText } from "../words/index.ts";
import { element } from "../dom/index.ts";

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

export function usageMeter(metered: Metered, text: (amount: number) => string): HTMLElement {
  const { title, kind, requested, allocatable, hardware, used, wanted } = metered;
  const isKnown = used >= 0;
  const whole = Math.max(allocatable, hardware, requested, 1);
  const part = (className: string, from: number, to: number) => {
    const bar = element("i", { class: className });
    bar.style.left = `${(from / whole) * 100}%`;
    bar.style.width = `${(Math.max(0, to - from) / whole) * 100}%`;
    return bar;
  };
  const mark = element("b", { title: "the machines' own" });
  mark.style.left = `${Math.min(99.4, (hardware / whole) * 100)}%`;
  const isOversold = hardware > 0 && allocatable > hardware * 1.001;
  const lead = `${title} ${percentText(isKnown ? used / hardware : requested / allocatable)}`;
  return element(
    "div",
    { class: "metered" },
    element(
      "div",
      { class: "meter-line" },
      element("strong", {}, lead),
      element("span", {}, isKnown ? `${text(used)} used of ${text(hardware)}` : `${text(requested)} requested of ${text(allocatable)}`),
    ),
    element(
      "div",
      { class: "meter" },
      part(isKnown ? `${kind} pale` : kind, 0, requested),
      isKnown && part(kind, 0, used),
      isKnown && wanted > used * 1.02 && part("wanted", used, Math.min(wanted, whole)),
      isOversold && mark,
    ),
    element(
      "div",
      { class: "meter-line" },
      element("span", {}, isKnown ? `${text(requested)} requested of ${text(allocatable)}` : ""),
      element("span", {}, isOversold ? `sold ${(allocatable / hardware).toFixed(2)}×` : ""),
    ),
    isKnown &&
      wanted > used * 1.1 &&
      element("div", { class: "meter-line alarm" }, `wanted ${text(wanted)}: work takes ${(wanted / used).toFixed(1)}× as long`),
  );
}
