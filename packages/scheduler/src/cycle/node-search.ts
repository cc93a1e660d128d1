/** How many nodes a search looks for, and where it starts. Source: pkg/scheduler/schedule_one.go (numFeasibleNodesToFind). */

const MIN_FEASIBLE_NODES_TO_FIND = 100;
const MIN_FEASIBLE_NODES_PERCENTAGE = 5;

/**
 * @param percentage percentageOfNodesToScore of the profile or the whole configuration; 0 or undefined: adaptive, 50 - nodes/125, at least
 * 5
 * @returns how many feasible nodes are enough
 */
export function numFeasibleNodesToFind(percentage: number | undefined, nodeCount: number): number {
  if (nodeCount < MIN_FEASIBLE_NODES_TO_FIND) return nodeCount;
  const wanted = percentage === undefined || percentage === 0 ? adaptivePercentage(nodeCount) : percentage;
  if (wanted >= 100) return nodeCount;
  return Math.max(Math.trunc((nodeCount * wanted) / 100), MIN_FEASIBLE_NODES_TO_FIND);
}

function adaptivePercentage(nodeCount: number): number {
  return Math.max(50 - Math.trunc(nodeCount / 125), MIN_FEASIBLE_NODES_PERCENTAGE);
}
