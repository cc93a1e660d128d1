/** What the pictures of some bundled scenarios show, where the worst moment is not what they are about. */
import type { PreviewView } from "./preview.ts";

export const TELLING_VIEWS: Readonly<Record<string, PreviewView>> = {
  // The start in the evening, a quarter of an hour later: who was sold four times goes on being restarted.
  "netease-media": { timeUs: 76_500e6 },
  // When the cluster that is not cured has lost most of its machines.
  "health-road-dev-cured": { timeUs: 22_620e6 },
  // The slow version, half way.
  "netease-rolling-update": { timeUs: 2100e6 },
  "zone-spread": { grouping: ["topology.kubernetes.io/zone"] },
  volumes: { grouping: ["topology.kubernetes.io/zone"] },
};
