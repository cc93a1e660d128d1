/** 50 virtual machines of Bitbrains with their CPU usage over 30 days, and the hosts of OpenDC's tests. */
import type { Dataset } from "./dataset.ts";

const RESOURCES =
  "https://raw.githubusercontent.com/atlarge-research/opendc/a49a3878758438fe8d04bf4c4d3e3ffc5873aace/opendc-experiments/opendc-experiments-base/src/test/resources/";

export const BITBRAINS: Dataset = {
  name: "opendc-bitbrains-small",
  title: "50 business-critical virtual machines, 276,979 samples of CPU usage, 30 days; two sets of hosts",
  licence: "MIT (OpenDC); the Grid Workloads Archive gives the data for free use with citation",
  citation: 'Shen et al., "Statistical Characterization of Business-Critical Workloads Hosted in Cloud Datacenters", CCGrid 2015',
  readable: true,
  files: [
    {
      path: "tasks.parquet",
      url: `${RESOURCES}traces/bitbrains-small/tasks.parquet`,
      sizeBytes: 5525,
      sha256: "f553c6b9a42d99537c16d7798a98618670632da8fa100c4f2724e6c09c9d2987",
      format: undefined,
    },
    {
      path: "fragments.parquet",
      url: `${RESOURCES}traces/bitbrains-small/fragments.parquet`,
      sizeBytes: 717069,
      sha256: "e4f89986082232ecd9f53677471abd5e8923105452fb44585e1fa6407bef0bb3",
      format: undefined,
    },
    {
      path: "topology-multi.json",
      url: `${RESOURCES}topologies/multi.json`,
      sizeBytes: 1363,
      sha256: "d97e8f355b844303ec12915c20b579f832b98ef8bc6ca441e31f871639760f1d",
      format: "opendc-topology",
    },
    {
      path: "topology-single.json",
      url: `${RESOURCES}topologies/single.json`,
      sizeBytes: 496,
      sha256: "fb4934442345627bf1a43f33899078f5cb2111380f8460a23f623ff0342b86a5",
      format: "opendc-topology",
    },
  ],
};
