/**
 * Colours and patterns of everything that is drawn, light and dark. The hues are those of Okabe and Ito, which people with any kind of
 * colour vision can tell apart; each state has a pattern of its own as well.
 */
import { Style, STYLES } from "./draw-list.ts";
import type { Tone } from "./draw-list.ts";

export type Pattern = "solid" | "hollow" | "hatch" | "backhatch" | "cross" | "stripes" | "dot" | "dots";

export interface Look {
  readonly fill: string;
  /** Of the pattern. */
  readonly ink: string;
  readonly pattern: Pattern;
}

export interface Theme {
  readonly name: "light" | "dark";
  readonly background: string;
  readonly tones: Readonly<Record<Tone, string>>;
  /** By style. */
  readonly looks: readonly Look[];
}

interface Inks {
  readonly background: string;
  readonly surface: string;
  readonly ink: string;
  readonly faint: string;
  readonly accent: string;
  readonly alarm: string;
  readonly group: string;
  readonly line: string;
  readonly ready: string;
  readonly sky: string;
  readonly orange: string;
  readonly yellow: string;
  readonly grey: string;
  readonly purple: string;
  readonly green: string;
  readonly uses: readonly string[];
}

const LIGHT: Inks = {
  background: "#f4f5f7",
  surface: "#ffffff",
  ink: "#1c2127",
  faint: "#59636e",
  accent: "#0a58a6",
  alarm: "#b03a00",
  group: "#e9ecf0",
  line: "#c3cad2",
  ready: "#3b82bd",
  sky: "#9fd0ee",
  orange: "#e69f00",
  yellow: "#f4d35e",
  grey: "#a9b1ba",
  purple: "#a4508b",
  green: "#2a9d7c",
  uses: ["#eef2f6", "#cfe0ee", "#9fc4e0", "#649fcb", "#2f74a8", "#123f6d"],
};

const DARK: Inks = {
  background: "#0e1217",
  surface: "#222b36",
  ink: "#e6ebf0",
  faint: "#9aa6b2",
  accent: "#7fc1ff",
  alarm: "#ff8a4c",
  group: "#131920",
  line: "#36404b",
  ready: "#3f86bf",
  sky: "#1f5677",
  orange: "#e69f00",
  yellow: "#e9cf57",
  grey: "#5d6873",
  purple: "#d685bd",
  green: "#35b48f",
  uses: ["#1a2028", "#1d3346", "#22506f", "#2f77a3", "#5aa9d6", "#b4e0f7"],
};

/** Parts of a sum, told apart by hue and pattern. */
const PARTS: readonly (readonly [string, Pattern])[] = [
  ["#3b82bd", "solid"],
  ["#e69f00", "hatch"],
  ["#2a9d7c", "hatch"],
  ["#cc79a7", "dots"],
  ["#d55e00", "stripes"],
  ["#8a8f98", "hollow"],
  ["#56b4e9", "backhatch"],
  ["#b8a200", "dots"],
];

export const THEMES: Readonly<Record<Theme["name"], Theme>> = { light: themeOf("light", LIGHT), dark: themeOf("dark", DARK) };

function themeOf(name: Theme["name"], inks: Inks): Theme {
  const { background, ink, faint, accent, alarm } = inks;
  const looks = Array.from({ length: STYLES }, (): Look => ({ fill: background, ink, pattern: "solid" }));
  const put = (style: number, pattern: Pattern, fill: string, inkOf: string) => void (looks[style] = { fill, ink: inkOf, pattern });
  put(Style.ready, "solid", inks.ready, inks.ready);
  put(Style.running, "hatch", inks.orange, name === "light" ? "#7a5200" : "#3d2a00");
  put(Style.starting, "dots", inks.sky, inks.ready);
  put(Style.waiting, "hollow", inks.surface, name === "light" ? "#a07500" : inks.yellow);
  put(Style.waitingBar, "solid", name === "light" ? "#d9a514" : "#d6b02e", inks.yellow);
  put(Style.waitingFill, "hatch", inks.yellow, name === "light" ? "#a07500" : "#6b5c10");
  put(Style.deleting, "stripes", inks.grey, inks.surface);
  put(Style.failed, "cross", "#d55e00", "#ffffff");
  put(Style.restarted, "dot", inks.ready, "#ffffff");
  put(Style.succeeded, "solid", inks.grey, inks.grey);
  // A dot: it has been started anew. The colour says how it is now.
  put(Style.restarting, "dot", inks.orange, name === "light" ? "#5c3d00" : "#2b1d00");
  put(Style.backOff, "dot", "#d55e00", "#ffffff");
  put(Style.nodeSlow, "stripes", inks.surface, inks.orange);
  put(Style.nodeStalled, "dots", inks.group, alarm);
  put(Style.outage, "solid", name === "light" ? alarm : "#ff7440", alarm);
  put(Style.evicted, "cross", "#d55e00", "#ffffff");
  put(Style.oomKilled, "stripes", name === "light" ? "#8c2d00" : "#ff8a4c", inks.surface);
  put(Style.held, "backhatch", inks.ready, inks.yellow);
  put(Style.nodeThrottled, "dot", inks.surface, inks.green);
  // What could run and may not: what runs, barred.
  put(Style.throttled, "backhatch", inks.green, name === "light" ? "#073b2d" : "#06281f");
  put(Style.restarts, "solid", inks.orange, inks.orange);
  put(Style.unhealthy, "solid", inks.yellow, inks.yellow);
  put(Style.unreadyBar, "hatch", inks.orange, name === "light" ? "#7a5200" : "#3d2a00");
  put(Style.cpuAsked, "solid", name === "light" ? "#c4e5db" : "#17372f", inks.green);
  put(Style.memoryAsked, "solid", name === "light" ? "#d0a5c5" : "#6d3f60", inks.purple);
  put(Style.wanted, "hatch", inks.orange, alarm);
  put(Style.group, "solid", inks.group, inks.line);
  put(Style.node, "solid", inks.surface, inks.line);
  put(Style.nodeCordoned, "backhatch", inks.surface, name === "light" ? inks.line : "#5a6672");
  put(Style.nodeStopped, "cross", inks.group, alarm);
  put(Style.nodePressed, "hatch", inks.surface, inks.orange);
  put(Style.cpu, "solid", inks.green, inks.green);
  put(Style.memory, "solid", inks.purple, inks.purple);
  // Requested beyond what the machine has: what an oversold pool is for, and no trouble by itself.
  put(Style.oversold, "hatch", inks.green, name === "light" ? "#c4e5db" : "#1d4238");
  for (const [step, fill] of inks.uses.entries()) put(Style.use0 + step, "solid", fill, fill);
  put(Style.track, "solid", inks.group, inks.line);
  put(Style.lane, "solid", inks.surface, inks.line);
  put(Style.selection, "hollow", inks.surface, accent);
  put(Style.differs, "hatch", inks.purple, inks.surface);
  for (const [part, [fill, pattern]] of PARTS.entries()) put(Style.part0 + part, pattern, fill, name === "light" ? "#ffffff" : "#0e1217");
  return { name, background, tones: { ink, faint, accent, alarm, cpu: inks.green, memory: inks.purple }, looks };
}
