/** What lies under a point of the fleet. */
import type { Selection } from "../state/index.ts";
import { PODS_FROM } from "./fleet-scene.ts";
import type { FleetScene } from "./fleet-scene.ts";
import { cellGrid, placesPerNode, slotAt } from "./pod-cells.ts";
import { waitingAt, waitingLayout } from "./waiting-place.ts";

export interface Picked {
  readonly selection: Selection;
  /** Row among the pods or nodes of the frame. */
  readonly row: number;
}

export function fleetPick(scene: FleetScene, atX: number, atY: number): Picked | undefined {
  const { frame, texts, layout, viewport, waitingHeight } = scene;
  // The buffer of a frame that has long been replaced is in use by another one.
  if (frame.nodes.name.length < frame.nodes.count) return undefined;
  if (atY > layout.height) {
    const row = waitingAt(waitingLayout(frame, texts, layout.height, layout.width, waitingHeight), atX, atY);
    return row < 0 ? undefined : pickedPod(scene, row);
  }
  const tile = layout.tile * viewport.k;
  for (let row = 0; row < frame.nodes.count; row++) {
    const left = layout.x[row]! * viewport.k + viewport.x;
    const top = layout.y[row]! * viewport.k + viewport.y;
    if (atX < left || atY < top || atX >= left + tile || atY >= top + tile) continue;
    const pod = tile >= PODS_FROM ? podAt(scene, row, tile, atX - left, atY - top) : -1;
    return pod >= 0 ? pickedPod(scene, pod) : { row, selection: { kind: "node", name: texts[frame.nodes.name[row]!]! } };
  }
  return undefined;
}

function podAt({ frame: { pods }, frame }: FleetScene, node: number, tile: number, x: number, y: number): number {
  const slot = slotAt(cellGrid(tile, placesPerNode(frame)), x, y);
  for (let row = 0; row < pods.count; row++) if (pods.node[row] === node && pods.slot[row] === slot) return row;
  return -1;
}

function pickedPod({ frame: { pods }, texts }: FleetScene, row: number): Picked {
  return { row, selection: { kind: "pod", name: `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}` } };
}
