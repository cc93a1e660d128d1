/** Case runners for the tables of Kubernetes functions, by family. */
import type { CaseRunner } from "../contract.ts";
import { backoffFunctions } from "./backoff.ts";
import { daemonsetFunctions } from "./daemonset.ts";
import { deploymentFunctions } from "./deployment.ts";
import { evictionFunctions } from "./eviction.ts";
import { hpaFunctions } from "./hpa.ts";
import { jobFunctions } from "./job.ts";
import { labelsFunctions } from "./labels.ts";
import { nodeCgroupsFunctions } from "./node-cgroups.ts";
import { nodeLifecycleFunctions } from "./node-lifecycle.ts";
import { podRankingFunctions } from "./pod-ranking.ts";
import { podResourcesFunctions } from "./pod-resources.ts";
import { quantityFunctions } from "./quantity.ts";
import { type FunctionTable, tableRunner } from "./recorded-case.ts";
import { statefulsetFunctions } from "./statefulset.ts";

/** The runner of a family (`quantity`, `hpa`, ...); a family that Orrery does not model answers "not covered". */
export function functionCaseRunner(family: string): CaseRunner | undefined {
  const table = FAMILIES.get(family);
  return table === undefined ? undefined : tableRunner(table);
}

const NOT_MODELLED: FunctionTable = new Map();

const FAMILIES: ReadonlyMap<string, FunctionTable> = new Map([
  ["quantity", quantityFunctions],
  ["labels", labelsFunctions],
  ["backoff", backoffFunctions],
  ["pod-resources", podResourcesFunctions],
  ["node-cgroups", nodeCgroupsFunctions],
  ["eviction", evictionFunctions],
  ["deployment", deploymentFunctions],
  ["job", jobFunctions],
  ["hpa", hpaFunctions],
  ["node-lifecycle", nodeLifecycleFunctions],
  ["pod-ranking", podRankingFunctions],
  ["daemonset", daemonsetFunctions],
  ["statefulset", statefulsetFunctions],
  ...["endpoints", "ipam", "quota", "service-traffic"].map((family): [string, FunctionTable] => [family, NOT_MODELLED]),
]);
