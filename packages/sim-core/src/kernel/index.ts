/** The kernel of a node: control groups that share its CPUs. */
export { CgroupTree, type CpuQuota, ROOT_GROUP } from "./cgroup-tree.ts";
export { CpuFluid, type CpuGroupOptions } from "./cpu-fluid.ts";
export { LevelGauge } from "./level-gauge.ts";
export { chooseOomVictim, oomBadness, type OomCandidate } from "./oom-kill.ts";
export { waterFill } from "./water-fill.ts";
