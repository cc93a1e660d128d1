/**
 * The filter's text as terms: a word, or `key=value` with `!=` for the contrary and `==` for the same, as kubectl's selectors have them.
 * What is not written to its end yet looks for nothing and is left out; what nobody can find is said, with what would be accepted.
 */
import { POD_PHASES } from "@orrery/runner/session";
import { STYLE_WORDS } from "./pod-style.ts";

export interface FilterTerm {
  /** "": a word, which is looked for in names. */
  readonly key: string;
  readonly value: string;
  /** Finds what the term would not find without it. */
  readonly isNot: boolean;
}

/** What is wrong with a term, for people. */
export interface FilterRemark {
  /** For a narrow bar. */
  readonly short: string;
  /** What was found, what becomes of it, and what would be accepted. */
  readonly long: string;
}

export interface FilterTerms {
  /** Those that look for something; all must hold. */
  readonly terms: readonly FilterTerm[];
  readonly remarks: readonly FilterRemark[];
}

/** Kubernetes' own; it sets the last one no more, and nor does Orrery. */
const PHASES: readonly string[] = [...POD_PHASES, "Unknown"];

/** Values of `is=`. */
export const IS_VALUES = ["throttled", "starved", "held"] as const;

export function filterTerms(filter: string): FilterTerms {
  const terms: FilterTerm[] = [];
  const remarks: FilterRemark[] = [];
  for (const text of filter.split(/\s+/)) {
    if (text === "") continue;
    const term = termOf(text);
    const isWhole = term.value !== "" && (term.key !== "" || !text.includes("="));
    if (isWhole) terms.push(term);
    const remark = isWhole ? unknownValue(term, text) : unfinished(term, text);
    if (remark !== undefined) remarks.push(remark);
  }
  return { terms, remarks };
}

function termOf(text: string): FilterTerm {
  const [, key, sign, value] = /^([^=!]*)(!=|==?)(.*)$/.exec(text) ?? [];
  return key === undefined ? { key: "", value: text, isNot: false } : { key, value: value!, isNot: sign === "!=" };
}

/** Whether a state of pods goes by that name, or begins with it: "Running, not ready" is `running` and `running-not-ready`. */
export function isCalled(state: string, value: string): boolean {
  const wanted = lettersOf(value);
  return wanted !== "" && lettersOf(state).startsWith(wanted);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]+/g, "");
}

function unfinished({ key }: FilterTerm, text: string): FilterRemark {
  if (key === "")
    return { short: `${text} lacks a name`, long: `“${text}” is left out: there is no name before the sign; accepted: ${ACCEPTED}` };
  const values = VALUES.get(key);
  return {
    short: `${text} lacks a value`,
    long: `“${text}” is left out: there is no value behind the sign${values === undefined ? "" : `; accepted: ${values.long}`}`,
  };
}

function unknownValue({ key, value, isNot }: FilterTerm, text: string): FilterRemark | undefined {
  const values = VALUES.get(key);
  if (values === undefined || values.has(value)) return undefined;
  return {
    short: `${text} is unknown; known: ${values.short}`,
    long: `“${text}” finds ${isNot ? "every pod" : "no pod"}: nothing is called “${value}”; accepted: ${values.long}`,
  };
}

interface Values {
  readonly has: (value: string) => boolean;
  readonly short: string;
  readonly long: string;
}

const legend = [...STYLE_WORDS.values()].filter((word) => !PHASES.includes(word));

/** Of keys that have none but these. */
const VALUES: ReadonlyMap<string, Values> = new Map([
  [
    "phase",
    {
      has: (value) => [...PHASES, ...legend].some((state) => isCalled(state, value)),
      short: "Running, Pending, Ready …",
      long: `a phase (${PHASES.join(", ")}) or how a state of the legend begins (${legend.map((word) => word.toLowerCase().replace(/\W+/g, "-")).join(", ")})`,
    },
  ],
  [
    "is",
    { has: (value) => IS_VALUES.some((each) => each === value.toLowerCase()), short: IS_VALUES.join(", "), long: IS_VALUES.join(", ") },
  ],
] satisfies [string, Values][]);

const ACCEPTED = "words, or ns, phase, reason, node, pool, workload, is or a label with = or != and a value";
