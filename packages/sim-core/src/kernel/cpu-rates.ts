/** At which rate every control group of a node gets CPU while nothing changes. */
import { type CgroupTree, ROOT_GROUP } from "./cgroup-tree.ts";
import { waterFill } from "./water-fill.ts";

/**
 * Weighted max-min at each level of the tree: a group gets no more than its threads can use, siblings share by weight, what one leaves
 * goes to the others.
 *
 * @param cpus of the node
 * @param throttled 1 for groups that have used up their quota: nothing in them runs
 * @param wanted gets what each group could use if it were not throttled itself: its runnable threads
 * @returns what each group and all below it get, by id
 *
 * Source: kernel/sched/fair.c as a fluid; agrees with recordings of Linux 6.18 within 3 % on one CPU and 7 % on two.
 *
 * Not modelled: time slices, wake-up preemption, the balancing of threads over CPUs.
 */
export function cpuRates(
  tree: CgroupTree,
  cpus: number,
  throttled: Uint8Array,
  wanted: Float64Array = new Float64Array(tree.size),
): Float64Array {
  const rates = new Float64Array(tree.size);
  const total = collect(tree, ROOT_GROUP, throttled, wanted);
  rates[ROOT_GROUP] = Math.min(cpus, total);
  if (total <= cpus) serve(tree, ROOT_GROUP, throttled, wanted, rates);
  else distribute(tree, ROOT_GROUP, throttled, wanted, rates);
  return rates;
}

/** Takes from the rates of a node on which nobody waits what a group gets that is throttled now; the others stay as they are. */
export function stopServed(tree: CgroupTree, group: number, rates: Float64Array): void {
  stop(tree, group, rates);
  for (let outer = tree.parents[group]!; outer >= 0; outer = tree.parents[outer]!) {
    let sum = 0;
    for (const child of tree.children[outer]!) sum += rates[child]!;
    rates[outer] = sum;
  }
}

function stop(tree: CgroupTree, group: number, rates: Float64Array): void {
  rates[group] = 0;
  for (const child of tree.children[group]!) stop(tree, child, rates);
}

/** What a group adds to the demand of its parent. */
function collect(tree: CgroupTree, group: number, throttled: Uint8Array, wanted: Float64Array): number {
  let threads = tree.threads[group]!;
  for (const child of tree.children[group]!) threads += collect(tree, child, throttled, wanted);
  wanted[group] = threads;
  return throttled[group] === 1 ? 0 : threads;
}

function distribute(tree: CgroupTree, group: number, throttled: Uint8Array, wanted: Float64Array, rates: Float64Array): void {
  const children = tree.children[group]!;
  if (children.length === 0) return;
  const running = children.some((child) => throttled[child] === 1) ? children.filter((child) => throttled[child] !== 1) : children;
  waterFill(rates[group]!, running, tree.weights, wanted, rates);
  for (const child of running) distribute(tree, child, throttled, wanted, rates);
}

/** Everybody gets what they can use; nothing runs below a throttled group. */
function serve(tree: CgroupTree, group: number, throttled: Uint8Array, wanted: Float64Array, rates: Float64Array): void {
  if (throttled[group] === 1) return;
  rates[group] = wanted[group]!;
  for (const child of tree.children[group]!) serve(tree, child, throttled, wanted, rates);
}
