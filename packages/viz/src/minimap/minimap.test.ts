/** The minimap has the rows of which there is something, names what the scenario does, and tells each moment under the pointer. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Overview } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { DrawList } from "../draw/index.ts";
import { livingSession, smallSession } from "../testing/index.ts";
import { LEFT, minimapList } from "./minimap-list.ts";
import type { MinimapScene } from "./minimap-list.ts";
import { minimapTip, peaksTip } from "./minimap-tip.ts";
import { shortCountText } from "../words/index.ts";
import { namedMarks } from "./named-marks.ts";

let living: Overview;
let small: Overview;
beforeAll(async () => {
  living = (await livingSession()).overview();
  small = (await smallSession()).overview();
});

const MARKS = [{ atUs: 240e6, label: "crash right-1" }];
const sceneOf = (overview: Overview, marks: MinimapScene["marks"] = []): MinimapScene => ({
  overview,
  nowUs: 1200e6,
  endUs: 1200e6,
  marks,
});
const listOf = (overview: Overview, marks: MinimapScene["marks"] = []) => minimapList(sceneOf(overview, marks), 1000, 128);
const textsOf = ({ labels }: DrawList) => labels.map(({ text }) => text);
const has = ({ cells }: DrawList, style: number) => cells.style.subarray(0, cells.count).includes(style);

describe("rows of the minimap", () => {
  it("are those of which there is something, each with its most", () => {
    const dead = textsOf(listOf(small));
    expect(dead).toEqual(expect.arrayContaining(["pending", "CPU", "memory"]));
    for (const name of ["CPU used", "throttled", "restarts", "OOM kills"]) expect(dead).not.toContain(name);
    const lives = textsOf(listOf(living));
    expect(lives).toEqual(expect.arrayContaining(["CPU used", "restarts", "outages"]));
    for (const name of ["throttled", "OOM kills", "evictions"]) expect(lives).not.toContain(name);
    const held = {
      ...living,
      throttledCpu: living.throttledCpu.map(() => 0.125),
      evicted: living.evicted.map((_, bin) => Number(bin === 3)),
    };
    expect(textsOf(listOf(held))).toEqual(expect.arrayContaining(["throttled", "13 %", "evictions", "1"]));
    expect([has(listOf(living), Style.throttled), has(listOf(held), Style.throttled)]).toEqual([false, true]);
  });

  it("state unit, aggregation and bin", () => {
    expect(textsOf(listOf(small)).join(" ")).toMatch(/requested over allocatable, value at the end of bins of [\d.]+ s/);
    expect(textsOf(listOf(living)).join(" ")).toMatch(/used over hardware, means of [\d.]+ s; hatched: wanted/);
  });

  it("count what went wrong beside its marks", () => {
    const restarts = living.restarted.reduce((sum, each) => sum + each, 0);
    const { labels } = listOf(living);
    const title = labels.find(({ text }) => text === "restarts")!;
    expect(labels.find(({ y, text }) => y === title.y && text !== "restarts")!.text).toBe(String(restarts));
  });
});

describe("peaks", () => {
  it("are short where there is little room, and whole under the pointer", () => {
    const many = {
      ...living,
      pending: living.pending.map((_, bin) => (bin === 2 ? 130_412 : 0)),
      restarted: living.restarted.map((_, bin) => (bin === 2 ? 3_141_592 : 0)),
    };
    expect(textsOf(listOf(many))).toEqual(expect.arrayContaining(["130k", "3.1M"]));
    const lines = peaksTip(many).split("\n");
    expect(lines).toEqual(expect.arrayContaining(["pending 130,412 at its peak", "restarts 3,141,592 in all"]));
    expect(lines.find((line) => line.startsWith("CPU wanted"))).toMatch(/^CPU wanted \d+ % at its peak$/);
    expect([99_999, 100_000, 999_999, 1_000_000, 12_345_678].map(shortCountText)).toEqual(["99,999", "100k", "999k", "1M", "12M"]);
  });
});

describe("named marks", () => {
  const x = (timeUs: number) => timeUs;
  it("are one where they would lie on each other, and say how many more", () => {
    const marks = namedMarks([{ atUs: 500, label: "c" }, ...["a", "b", "a"].map((label, i) => ({ atUs: 100 + i, label }))], x, 600);
    expect(marks.map(({ text, room }) => [text, room])).toEqual([
      ["a and 1 more", 390],
      ["c", 90],
    ]);
  });

  it("say once that they are what-ifs, and name what these do", () => {
    const labels = ["what if: scale Deployment store to 1", "what if: cordon pool roomy", "what if: cordon node a"];
    const textOf = (some: string[]) =>
      namedMarks(
        some.map((label) => ({ atUs: 5, label })),
        x,
        900,
      )[0]!.text;
    expect(textOf(labels)).toBe("what if: scale store to 1 and 2 more");
    expect(textOf(labels.slice(1))).toBe("what if: cordon pool roomy, node a");
    expect(textOf(["roll out Deployment a", "roll out Deployment b"])).toBe("roll out a, b");
  });

  it("have no text where there is no room for one, and are still there", () => {
    const marks = namedMarks(
      [10, 30, 300].map((atUs) => ({ atUs, label: `at ${atUs}` })),
      x,
      320,
    );
    expect(marks.map(({ text }) => text)).toEqual(["", "at 30", ""]);
    expect(marks.map(({ labels }) => labels)).toEqual([["at 10"], ["at 30"], ["at 300"]]);
  });

  it("stand where they happen", () => {
    const label = listOf(living, MARKS).labels.find(({ text }) => text === "crash right-1")!;
    expect(label.x).toBeCloseTo(LEFT + (1000 - LEFT - 14) / 5 + 4, 6);
  });
});

describe("the minimap under the pointer", () => {
  it("tells each row, what went wrong, and what the scenario did", () => {
    const text = minimapTip(sceneOf(living, MARKS), 240.5e6, 1000).split("\n");
    expect(text[0]).toBe("00:04:00");
    expect(text.some((line) => /^CPU used \d+ % of \d+ % wanted$/.test(line))).toBe(true);
    expect(text).toContain("crash right-1");
    expect(text.some((line) => line.includes("outages 1"))).toBe(true);
    expect(minimapTip(sceneOf(living, MARKS), 700e6, 1000)).not.toContain("crash");
  });
});
