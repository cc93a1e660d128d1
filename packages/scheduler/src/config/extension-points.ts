/** The places in a scheduling attempt where plugins act, by their names in configuration files. */

/** In the order in which a pod meets them. */
export const EXTENSION_POINTS = [
  "preEnqueue",
  "queueSort",
  "preFilter",
  "filter",
  "postFilter",
  "preScore",
  "score",
  "reserve",
  "permit",
  "preBind",
  "bind",
  "postBind",
] as const;

export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

/** Go's name of the interface, for Kubernetes' own error texts. */
export function interfaceName(point: ExtensionPoint): string {
  return `${point[0]!.toUpperCase()}${point.slice(1)}Plugin`;
}

/** Points of pod-group scheduling, whose gates are off by default. Not modelled: enabling a plugin there is refused. */
export const POD_GROUP_POINTS = ["placementGenerate", "placementScore"] as const;
