/** A poster says what it is of, explains its marks, and has every part whole and where it stands. */
import { describe, expect, it } from "vitest";
import { Cells, Style } from "./draw-list.ts";
import type { DrawList } from "./draw-list.ts";
import { poster } from "./poster.ts";

function list(width: number, height: number, boxes: readonly (readonly number[])[]): DrawList {
  const cells = new Cells();
  for (const [x, y, w, h] of boxes) cells.add(x!, y!, w!, h!, Style.ready);
  return {
    width,
    height,
    cells,
    labels: [
      { x: 5, y: 5, text: "in", size: 10, tone: "ink", align: "left", maxWidth: 50 },
      { x: width + 5, y: 5, text: "out", size: 10, tone: "ink", align: "left", maxWidth: 50 },
    ],
    rings: [{ x: 1, y: 1, width: 4, height: 4, tone: "accent" }],
    lines: [{ points: new Float32Array([0, 0, 10, 10]), tone: "ink", width: 1 }],
  };
}

const parts = [
  { list: list(100, 50, [[-5, 10, 20, 20]]), x: 300, y: 200 },
  { list: list(120, 40, [[110, 30, 50, 50]]), x: 410, y: 260 },
];

describe("poster", () => {
  const made = poster("rollout: fleet", ["seed 1 · digest 0123456789abcdef"], [{ style: Style.ready, text: "3 Ready", bar: false }], parts);
  const boxes = Array.from({ length: made.cells.count }, (_, i) => [
    made.cells.x[i]!,
    made.cells.y[i]!,
    made.cells.width[i]!,
    made.cells.height[i]!,
  ]);

  it("has heading, lines and legend above the parts", () => {
    const texts = made.labels.map(({ text }) => text);
    expect(texts).toEqual(["rollout: fleet", "seed 1 · digest 0123456789abcdef", "3 Ready", "in", "in"]);
    const heights = made.labels.map(({ y }) => y);
    expect(heights.slice(0, 4).sort((a, b) => a - b)).toEqual(heights.slice(0, 4));
  });

  it("keeps the parts' distances, and cuts what reaches beyond them", () => {
    const [, first, second] = boxes;
    expect([first![2], first![3]]).toEqual([15, 20]);
    expect([second![2], second![3]]).toEqual([10, 10]);
    expect([second![0]! - first![0]!, second![1]! - first![1]!]).toEqual([110 + 110, 60 + 20]);
    expect(made.lines[1]!.points[0]! - made.lines[0]!.points[0]!).toBe(110);
    expect(made.rings[1]!.y - made.rings[0]!.y).toBe(60);
  });

  it("holds all of it", () => {
    expect(made.width).toBe(230 + 32);
    for (const [x, y, w, h] of boxes) {
      expect(x! + w!).toBeLessThanOrEqual(made.width - 16);
      expect(y! + h!).toBeLessThanOrEqual(made.height - 16);
    }
  });

  it("has the titles of its parts above them", () => {
    const { labels, cells } = poster("x", [], [], [{ ...parts[0]!, title: "First" }, parts[1]!]);
    const title = labels.find(({ text }) => text === "First")!;
    expect([title.x, title.maxWidth]).toEqual([16, 100]);
    expect(title.y).toBeLessThan(cells.y[0]! - 10);
    expect(title.y).toBeGreaterThan(labels.find(({ text }) => text === "x")!.y);
  });

  it("breaks a legend that is too long for one line", () => {
    const legend = Array.from({ length: 9 }, (_, i) => ({ style: Style.cpu, text: `kind ${i}`, bar: true, edge: Style.nodeSlow }));
    const { labels } = poster("x", [], legend, parts);
    expect(new Set(labels.filter(({ text }) => text.startsWith("kind")).map(({ y }) => y)).size).toBeGreaterThan(1);
  });
});
