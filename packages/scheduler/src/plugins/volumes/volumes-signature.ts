/**
 * The fragment by which volume plugins tell pods apart for opportunistic batching: the volume sources without their names.
 *
 * Not modelled: fields that Go's encoder leaves out when they are zero are only left out here when they are null or a false `readOnly`;
 * two pods that spell a zero differently get different signatures and are then ranked separately.
 * Source: kube-scheduler/framework/signers.go (VolumesSigner), Kubernetes v1.36.2.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { PodInfo } from "../../framework/index.ts";

/** Equal texts for pods with equal volume sources in any order; config maps and secrets do not count. */
export function volumesSignature(pod: PodInfo): string {
  const volumes = pod.pod.spec.volumes;
  if (volumes === undefined || volumes.length === 0) return "";
  const sources: string[] = [];
  for (const volume of volumes) {
    if (volume["configMap"] !== undefined || volume["secret"] !== undefined) continue;
    const { name: _name, ...source } = volume;
    sources.push(canonical(source));
  }
  return sources.sort(byCodeUnits).join("\n");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(
    ([key, field]) => field !== undefined && field !== null && !(key === "readOnly" && field === false),
  );
  fields.sort(([a], [b]) => byCodeUnits(a, b));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
}
