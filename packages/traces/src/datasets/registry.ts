/** All data sets. A new one is one file and one line here. */
import { DLRM } from "./alibaba-dlrm-gpu-v2025.ts";
import { OPENB } from "./alibaba-openb-gpu-v2023.ts";
import { AZURE_LLM } from "./azure-llm-inference.ts";
import { AZURE_VM } from "./azure-vm-v1-huawei-rnn.ts";
import { BYTEDANCE } from "./bytedance-cluster.ts";
import { HUAWEI } from "./huawei-east-1-lt.ts";
import { KUBECTL } from "./kubectl-dumps.ts";
import { BITBRAINS } from "./opendc-bitbrains-small.ts";
import { PHILLY } from "./philly-muri.ts";
import type { Dataset } from "./dataset.ts";

/** Those with readers first. */
export function datasets(): readonly Dataset[] {
  return [OPENB, DLRM, HUAWEI, AZURE_VM, BITBRAINS, KUBECTL, PHILLY, BYTEDANCE, AZURE_LLM];
}

/** The data set of that name, or undefined. */
export function dataset(name: string): Dataset | undefined {
  return datasets().find((entry) => entry.name === name);
}
