/** 23,871 inference pods of 156 recommendation services, 31 days. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const DLRM: Dataset = {
  name: "alibaba-dlrm-gpu-v2025",
  title: "23,871 inference pods of 156 recommendation services, 31 days",
  licence: "No licence file; alibaba/clusterdata allows research and study",
  citation: 'Yang et al., "GPU-Disaggregated Serving for Deep Learning Recommendation Models at Scale", NSDI 2025',
  readable: true,
  files: filesAt(
    "https://raw.githubusercontent.com/alibaba/clusterdata/7a6c496e4f4b6ce6150be8f881cb051bf2abff42/cluster-trace-gpu-v2025/",
    [["disaggregated_DLRM_trace.csv", 2118900, "fb17bc4b3f412d5280f70f04a1bdf2adfc4429d1e61237a5b106e86206414295", "dlrm"]],
  ),
};
