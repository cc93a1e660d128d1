/** 8,819 requests to a language model. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const AZURE_LLM: Dataset = {
  name: "azure-llm-inference",
  title: "8,819 requests to a language model",
  licence: "CC BY 4.0",
  citation: 'Patel et al., "Splitwise", ISCA 2024',
  readable: false,
  files: filesAt("https://raw.githubusercontent.com/Azure/AzurePublicDataset/b469a113cedca53ddc3bdea71a143dc4b7d8700c/data/", [
    ["AzureLLMInferenceTrace_code.csv", 320117, "54e9a6d2a4bd06ba1e060304b900abbc74cbea53de96506e60fe5bb4f2277fb6"],
  ]),
};
