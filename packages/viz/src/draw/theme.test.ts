/**
 * What means different things looks different to everybody: by pattern, or by a colour that stays apart for eyes that lack a kind of cone
 * and for those that see no colour at all.
 */
import { color, lab } from "d3";
import { describe, expect, it } from "vitest";
import { Style } from "./draw-list.ts";
import { THEMES } from "./theme.ts";
import type { Look, Theme } from "./theme.ts";

type Rgb = readonly [number, number, number];

/**
 * Full dichromacy in linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for Simulation of Color
 * Vision Deficiency, IEEE TVCG 15 (2009), severity 1.0.
 */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

function seen(css: string, eyes: readonly Rgb[]): string {
  const { r, g, b } = color(css)!.rgb();
  const linear = [r, g, b].map((value) => toLinear(value / 255));
  const mixed = eyes.map((row) => row.reduce((sum, weight, i) => sum + weight * linear[i]!, 0));
  const [red, green, blue] = mixed.map((value) => Math.round(255 * fromLinear(Math.min(1, Math.max(0, value)))));
  return `rgb(${red}, ${green}, ${blue})`;
}

/** CIE76: about 2 is just noticed side by side. */
function distance(one: string, other: string): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

/** Clearly told apart at a glance, without the two side by side. */
const CLEAR = 14;

/** Groups within which each style means something else. */
const GROUPS: Readonly<Record<string, readonly (keyof typeof Style)[]>> = {
  pods: ["ready", "held", "running", "starting", "waiting", "deleting", "failed", "restarted", "restarting", "backOff", "succeeded"],
  nodes: ["node", "nodeCordoned", "nodeStopped", "nodeStalled", "nodePressed", "nodeSlow", "nodeThrottled"],
  "bars of nodes": ["cpu", "memory", "wanted", "oversold", "cpuAsked", "memoryAsked"],
  "lanes of workloads": ["ready", "unreadyBar", "waitingBar"],
  "lanes of the queue": ["waitingBar", "waitingFill"],
  "attempts of the queue": ["ready", "waitingFill", "failed"],
  "rows of the minimap": ["waitingBar", "cpu", "memory", "throttled", "wanted"],
  "marks of the minimap": ["outage", "oomKilled", "evicted", "restarts"],
  "differences of two runs": ["waitingFill", "ready"],
  "parts of a score": ["part0", "part1", "part2", "part3", "part4", "part5", "part6", "part7"],
};

/** Pairs of one pattern whose colours are too near to each other, for some eyes. */
function confused(theme: Theme, styles: readonly (keyof typeof Style)[]): string[] {
  const found: string[] = [];
  const look = (name: keyof typeof Style): Look => theme.looks[Style[name]]!;
  for (const [i, one] of styles.entries())
    for (const other of styles.slice(i + 1)) {
      if (look(one).pattern !== look(other).pattern) continue;
      for (const [eyes, matrix] of Object.entries(EYES)) {
        const of = (part: "fill" | "ink") => distance(seen(look(one)[part], matrix), seen(look(other)[part], matrix));
        // The ink of a solid look is not seen.
        const apart = look(one).pattern === "solid" ? of("fill") : Math.max(of("fill"), of("ink"));
        if (apart < CLEAR) found.push(`${one} and ${other}, ${eyes}: ${apart.toFixed(1)}`);
      }
    }
  return found;
}

describe.each(["light", "dark"] as const)("the %s theme", (name) => {
  const theme = THEMES[name];

  it.each(Object.keys(GROUPS))("tells %s apart for all kinds of colour vision", (group) => {
    expect(confused(theme, GROUPS[group]!)).toEqual([]);
  });

  it("has patterns that can be seen on what they lie on", () => {
    for (const style of Object.values(Style)) {
      const { fill, ink, pattern } = theme.looks[style]!;
      if (pattern === "solid" || fill === ink) continue;
      for (const [eyes, matrix] of Object.entries(EYES))
        expect([style, eyes, distance(seen(fill, matrix), seen(ink, matrix)) > 10]).toEqual([style, eyes, true]);
    }
  });

  it("shades use in steps that get lighter or darker one after the other, whatever the eyes", () => {
    for (const matrix of Object.values(EYES)) {
      const lights = [Style.use0, Style.use1, Style.use2, Style.use3, Style.use4, Style.use5].map(
        (style) => lab(seen(theme.looks[style]!.fill, matrix)).l,
      );
      const steps = lights.slice(1).map((light, i) => (name === "light" ? lights[i]! - light : light - lights[i]!));
      expect(Math.min(...steps)).toBeGreaterThan(3);
    }
  });
});

describe("the simulation of colour vision", () => {
  it("leaves greys grey, and takes red from green for those who lack the cones", () => {
    for (const eyes of ["protanopia", "deuteranopia", "tritanopia"])
      expect(distance(seen("#808080", EYES[eyes]!), "#808080")).toBeLessThan(2);
    const gap = (eyes: string) => distance(seen("#c0504d", EYES[eyes]!), seen("#6f8b3a", EYES[eyes]!));
    expect(gap("deuteranopia")).toBeLessThan(0.5 * gap("all"));
  });
});
