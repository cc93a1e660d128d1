/** A digest of a whole state, to compare two of them: forwards against sought, run against replay. */
import { byCodeUnits } from "../model/index.ts";
import { Digest } from "../engine/index.ts";
import type { ClusterState } from "./cluster-state.ts";

const PHASES = ["Pending", "Running", "Succeeded", "Failed"];

/** @returns 16 hexadecimal digits */
export function stateDigest(state: ClusterState): string {
  const digest = new Digest();
  for (const node of state.nodes) {
    digest.fold(node.id * 2 + (node.removed ? 1 : 0));
    foldText(digest, JSON.stringify(node.node));
  }
  for (const pod of state.pods) {
    foldText(digest, pod.key);
    foldText(digest, JSON.stringify(pod.source));
    for (const n of [
      PHASES.indexOf(pod.phase),
      pod.nodeId,
      pod.nominatedNodeId,
      pod.createdUs,
      pod.boundUs,
      pod.startedUs,
      pod.finishedUs,
      pod.deletionRequestedUs,
      pod.deletionDeadlineUs,
      pod.deletionGraceUs,
      pod.ready ? 1 : 0,
      pod.readyChangedUs,
      ...pod.restartCounts,
    ])
      digest.fold(n);
    digest.fold(pod.removed ? 1 : 0);
    for (const device of pod.gpuDevices ?? []) digest.fold(device);
  }
  for (const key of [...state.objects.keys()].sort(byCodeUnits)) {
    foldText(digest, key);
    foldText(digest, JSON.stringify(state.objects.get(key)));
  }
  return digest.hex;
}

function foldText(digest: Digest, text: string): void {
  for (let i = 0; i < text.length; i++) digest.fold(text.charCodeAt(i));
  digest.fold(text.length);
}
