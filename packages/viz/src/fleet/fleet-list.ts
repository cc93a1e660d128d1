/** The draw list of the fleet: nodes in their groups, pods as cells on them, and the pods that wait in a place of their own. */
import { Cells, Style } from "../draw/index.ts";
import type { DrawList } from "../draw/index.ts";
import { PODS_FROM } from "./fleet-scene.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { nodeTiles } from "./node-tiles.ts";
import { podCells, placesPerNode } from "./pod-cells.ts";
import { waitingPlace } from "./waiting-place.ts";

/** @param cells of a list that is not needed any more, to be written over */
export function fleetList(scene: FleetScene, cells: Cells = new Cells(scene.frame.nodes.count * 4 + 1024)): DrawList {
  const { layout, frame, waitingHeight } = scene;
  cells.count = 0;
  const out: Out = { cells, labels: [], rings: [] };
  boxes(scene, out);
  const tile = layout.tile * scene.viewport.k;
  nodeTiles(scene, out);
  if (tile >= PODS_FROM) podCells(scene, placesPerNode(frame), out);
  const height = layout.height + waitingHeight;
  if (waitingHeight > 0) waitingPlace(scene, layout.height, layout.width, waitingHeight, out);
  return { width: layout.width, height, ...out, lines: [] };
}

function boxes({ layout, viewport: { x, y, k } }: FleetScene, { cells, labels }: Out): void {
  for (const box of layout.boxes) {
    const left = box.x * k + x;
    const top = box.y * k + y;
    const width = box.width * k;
    if (left > layout.width || top > layout.height || left + width < 0 || top + box.height * k < 0) continue;
    cells.add(left, top, width, Math.min(box.height * k, layout.height - top), box.depth % 2 === 1 ? Style.group : Style.track);
    const head = (box.depth === 1 ? 22 : 17) * k;
    if (head < 11 || top + head / 2 > layout.height) continue;
    const size = Math.min(box.depth === 1 ? 13 : 11, head * 0.6);
    labels.push({
      x: left + 7,
      y: top + head / 2 + 1,
      text: box.name,
      size,
      tone: "ink",
      align: "left",
      bold: box.depth === 1,
      maxWidth: width - 14 - String(box.nodes).length * 8,
      cut: "middle",
    });
    labels.push({ x: left + width - 7, y: top + head / 2 + 1, text: String(box.nodes), size, tone: "faint", align: "right", maxWidth: 34 });
  }
}
