/** The annotation by which users say which pod to spare when replicas are taken away. */

export const DELETION_COST_ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

/**
 * The cost that the annotation's text means; 0 without one, and for anything but a 32-bit integer without plus sign and
 * without leading zeros.
 *
 * Source: pkg/apis/core/helper/helpers.go, GetDeletionCostFromPodAnnotations.
 */
export function parseDeletionCost(text: string | undefined): number {
  // After a minus sign leading zeros are let through, as only the first character is looked at.
  if (text === undefined || !/^(?:0|[1-9][0-9]*|-[0-9]+)$/.test(text)) return 0;
  const cost = Number(text);
  return cost >= -(2 ** 31) && cost < 2 ** 31 ? cost + 0 : 0;
}
