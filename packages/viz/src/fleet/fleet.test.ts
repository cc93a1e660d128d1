/** The fleet's draw list is a pure function, shows every pod where it is, and a click finds what is drawn. */
import { beforeAll, describe, expect, it } from "vitest";
import { smallFrame } from "../testing/index.ts";
import { DIM, Style } from "../draw/index.ts";
import { groupTree, matchesOf, rememberSummary, summaryOf } from "../cluster/index.ts";
import { WHOLE } from "../state/index.ts";
import { fleetLayout, showsAnything } from "./fleet-layout.ts";
import { fleetList } from "./fleet-list.ts";
import { fleetPick } from "./fleet-pick.ts";
import { waitingAt, waitingLayout } from "./waiting-place.ts";
import type { FleetScene } from "./fleet-scene.ts";

let small: Awaited<ReturnType<typeof smallFrame>>;
beforeAll(async () => {
  small = await smallFrame();
});

function scene(more: Partial<FleetScene> = {}, layers = ["pool"]): FleetScene {
  const layout = fleetLayout(groupTree(small.frame, layers, small.texts), 800, 500);
  return { ...small, layout, viewport: WHOLE, matches: undefined, selection: undefined, waitingHeight: 100, ...more };
}

const styles = ({ cells }: ReturnType<typeof fleetList>) => Array.from({ length: cells.count }, (_, i) => cells.style[i]!);

describe("fleetLayout", () => {
  it.each([[["pool"]], [["pool", "zone"]], [["zone", "pool"]], [[]]])(
    "puts every node into its group's box, none on another: %j",
    (layers) => {
      const { layout, frame } = scene({}, layers);
      const { tile, x, y } = layout;
      for (let row = 0; row < frame.nodes.count; row++) {
        expect(x[row]! + tile).toBeLessThanOrEqual(layout.width);
        expect(y[row]! + tile).toBeLessThanOrEqual(layout.height);
        for (let other = 0; other < row; other++)
          expect(Math.abs(x[row]! - x[other]!) >= tile || Math.abs(y[row]! - y[other]!) >= tile).toBe(true);
      }
      expect(layout.boxes.length).toBe(layers.length === 0 ? 0 : layers.length === 1 ? 2 : 6);
    },
  );

  it("fits thousands of nodes into a small window", () => {
    const nodes = Array.from({ length: 5000 }, (_, row) => row);
    const children = Array.from({ length: 40 }, (_, i) => ({
      name: `rack-${i}`,
      children: [],
      nodes: nodes.filter((row) => row % 40 === i),
    }));
    const { tile, y } = fleetLayout({ name: "", nodes, children }, 900, 600);
    expect(tile).toBeGreaterThan(4);
    expect(Math.max(...y) + tile).toBeLessThanOrEqual(600);
  });
});

describe("names of groups", () => {
  const treeOf = (names: readonly string[], each = 1) => {
    const children = names.map((name, i) => ({ name, children: [], nodes: Array.from({ length: each }, (_, at) => i * each + at) }));
    return { name: "", nodes: children.flatMap(({ nodes }) => nodes), children };
  };

  it("are whole where there is room, as in the small fleets of Compare", () => {
    const names = ["jvm-host", "jvm-limit", "redis-limit", "redis-maxmemory", "redis-open", "redis-stall"];
    for (const { name, width } of fleetLayout(treeOf(names), 510, 104).boxes) expect(width).toBeGreaterThan(22 + name.length * 8.6);
  });

  it("do not make tiles much smaller, and are cut in the middle then", () => {
    const names = Array.from({ length: 40 }, (_, i) => `a-name-that-is-long-${i}`);
    const [long, short] = [treeOf(names), treeOf(names.map((_, i) => String(i)))].map((tree) => fleetLayout(tree, 300, 300));
    expect(long!.tile).toBeGreaterThanOrEqual(short!.tile * 0.7);
    expect(fleetList(scene()).labels.find(({ text }) => text === "left")!.cut).toBe("middle");
  });
});

describe("a viewport", () => {
  it("shows something where it looks at a node, and nothing beside the fleet or in a corner without nodes", () => {
    const { layout } = scene();
    const corner = { x: -59 * 800, y: -59 * 500, k: 60 };
    expect([WHOLE, { x: -10, y: -10, k: 2 }].map((each) => showsAnything(layout, each))).toEqual([true, true]);
    for (const nowhere of [{ x: 900, y: 0, k: 1 }, { x: 0, y: -5000, k: 2 }, { x: -1e300, y: 0, k: 3 }, corner])
      expect(showsAnything(layout, nowhere)).toBe(false);
  });
});

describe("fleetList", () => {
  it("is the same for the same scene", () => {
    const [one, two] = [fleetList(scene()), fleetList(scene())];
    expect(styles(one)).toEqual(styles(two));
    expect(one.cells.x.slice(0, one.cells.count)).toEqual(two.cells.x.slice(0, two.cells.count));
    expect(one.labels).toEqual(two.labels);
  });

  it("shows pods by state: three ready, one that waits apart with its reason, none for one that is over", () => {
    const list = fleetList(scene());
    expect(styles(list).filter((style) => style === Style.ready)).toHaveLength(3);
    expect(styles(list).filter((style) => style === Style.waiting)).toHaveLength(1);
    expect(styles(list)).not.toContain(Style.succeeded);
    const texts = list.labels.map(({ text }) => text);
    expect(texts).toContain("1 pending");
    expect(texts).toContain("1 pod: Insufficient cpu");
  });

  it("dims what the filter does not look for, and rings what is selected", () => {
    const matches = matchesOf(small.frame, small.texts, "ns=shop");
    const list = fleetList(scene({ matches, selection: { kind: "workload", name: "web" } }));
    expect(styles(list).filter((style) => style === Style.ready + DIM)).toHaveLength(3);
    expect(styles(list).filter((style) => style === Style.waiting)).toHaveLength(1);
    expect(list.rings).toHaveLength(3);
  });

  it("marks machines of which more is asked than they have", () => {
    expect(styles(fleetList(scene()))).toContain(Style.oversold);
  });

  it("finds under the pointer what it has drawn there", () => {
    const own = scene();
    const list = fleetList(own);
    for (let i = 0; i < list.cells.count; i++) {
      const style = list.cells.style[i];
      if (style !== Style.ready && style !== Style.waiting) continue;
      const { x, y, width, height } = list.cells;
      const picked = fleetPick(own, x[i]! + width[i]! / 2, y[i]! + height[i]! / 2)!;
      expect(picked.selection.kind).toBe("pod");
      expect(picked.selection.name).toMatch(style === Style.ready ? /^default\/web-/ : /^shop\/huge-0$/);
    }
  });
});

describe("the place of pods that wait", () => {
  it("has a cell for each, by reason, and finds each of many under the pointer", () => {
    const waiting = Int32Array.from({ length: 5000 }, (_, row) => row);
    const frame = { ...small.frame, pods: { ...small.frame.pods, count: 5000, remark: waiting.map((row) => (row % 3 === 0 ? 1 : 2)) } };
    rememberSummary(frame, { ...summaryOf(small.frame, small.texts), waiting });
    const layout = waitingLayout(frame, small.texts, 400, 1200, 112);
    expect(layout.total).toBe(5000);
    expect(layout.groups.map(({ rows }) => rows.length)).toEqual([3333, 1667]);
    const found = new Set<number>();
    for (const { rows, x, top, perColumn, step, size } of layout.groups)
      for (const [i, row] of rows.entries()) {
        const at = [x + Math.floor(i / perColumn) * step + size / 2, top + (i % perColumn) * step + size / 2] as const;
        expect(waitingAt(layout, ...at)).toBe(row);
        found.add(row);
      }
    expect(found.size).toBe(5000);
    expect([waitingAt(layout, 1, 401), waitingAt(layout, 1199, 511)]).toEqual([-1, -1]);
  });
});
