/** 1,523 nodes and 8,152 pods that share GPUs, with 16 variants of the workload. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const OPENB: Dataset = {
  name: "alibaba-openb-gpu-v2023",
  title: "1,523 nodes and 8,152 pods that share GPUs, with 16 variants of the workload",
  licence:
    "Two statements: alibaba/clusterdata allows research and study; the same files in hkust-adsl/kubernetes-scheduler-simulator are under Apache-2.0",
  citation: 'Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent", USENIX ATC 2023',
  readable: true,
  files: filesAt(
    "https://raw.githubusercontent.com/hkust-adsl/kubernetes-scheduler-simulator/8f3d6417353c5083c6d56617f255fadd8dc306bc/data/csv/",
    [
      ["openb_node_list_all_node.csv", 52287, "5a85c2af79c66a1efff8bbcbda430400aae56d8431370d738480967e1a9c6b15", "openb-nodes"],
      ["openb_node_list_gpu_node.csv", 42353, "2beca64b4d3dfa342036a34b56a495c6cef9225db836c81f541282cb1df320b5", "openb-nodes"],
      ["openb_pod_list_cpu050.csv", 525811, "747f43247bffc2b0bb081d7f61f0705ca8d390dafc0b647e642c92f3baf3ba1e", "openb-pods"],
      ["openb_pod_list_cpu100.csv", 554709, "bec1c33fbdde61fd463877534ec79b393aec73e1cbb22d55fab9f166ac480982", "openb-pods"],
      ["openb_pod_list_cpu200.csv", 622703, "b7e9d8a1a601da84d6e0b4110b19ef5001be5e4796d33e7b82f166ba95161f87", "openb-pods"],
      ["openb_pod_list_cpu250.csv", 663708, "134c21ff96d57533df8a37b67632972884fec9396e77cd0898ddc370cc8e607d", "openb-pods"],
      ["openb_pod_list_default.csv", 575468, "1ee7ed79c27a3b0861cda8ddba86a004c6aba904caafa329a76ae93ca63834a8", "openb-pods"],
      ["openb_pod_list_gpushare100.csv", 561220, "12dbc07d6a49bf8641e2275a2ff5bf7be74b5df7d148d531e135b140b95f9a3d", "openb-pods"],
      ["openb_pod_list_gpushare40.csv", 572662, "d83ce79a4eb6987524bedbb0c65e41aed3a36bf6c1b78b86234c3687a07e1d40", "openb-pods"],
      ["openb_pod_list_gpushare60.csv", 566361, "d31809628128a1f24491086eda4af3e23882b9213d3ef57a56ee2d1af69492fe", "openb-pods"],
      ["openb_pod_list_gpushare80.csv", 563740, "88b6649369ced40d0fde287d2498ea61ff4b05fccba8bdc95daf6042f2f8431e", "openb-pods"],
      ["openb_pod_list_gpuspec10.csv", 579461, "2dc7e4cb9480484f08539720b433a9ec9ab5d76b396f3f7557c53a2ff78a7611", "openb-pods"],
      ["openb_pod_list_gpuspec20.csv", 582612, "6b9b89ab8913c1c074e994e98f548cf1a872fc5f76f2442ca8cd514a478b00a9", "openb-pods"],
      ["openb_pod_list_gpuspec25.csv", 584915, "9d030679a2ccd7e27a7ec9ff15baff34480d22a0012515691fc187e3f35ee68c", "openb-pods"],
      ["openb_pod_list_gpuspec33.csv", 587467, "eca4f746db1e5b25864ad021b55ece3943e101a3ebd4574d09dcb95c46117652", "openb-pods"],
      ["openb_pod_list_multigpu20.csv", 271530, "d9ec6f6c74fb980cc0b81239470c6353fceea077ea9abd610003b604c7cc2b01", "openb-pods"],
      ["openb_pod_list_multigpu30.csv", 277920, "a5e479c6444b1d83eef848159cf00c3cfa13441b2d1e2c113c391b91f1cc5b11", "openb-pods"],
      ["openb_pod_list_multigpu40.csv", 286202, "32c9e8731ca07ef96108aa65f2a289bb9aacb47f642ed9e3789f99b242df60eb", "openb-pods"],
      ["openb_pod_list_multigpu50.csv", 297219, "206f2f5959db30ecb7c44e7f13197c8ec50b7a35558ad3777cc3662ef0fe5373", "openb-pods"],
    ],
  ),
};
