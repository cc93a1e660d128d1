/** 669,435 virtual machines with binned lifetimes, 16 shapes. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

const RESOURCES = "https://raw.githubusercontent.com/huaweicloud/trace_generation_rnn/fa856db037539396ae5dbc71f5a255f74c888443/resources/";

export const AZURE_VM: Dataset = {
  name: "azure-vm-v1-huawei-rnn",
  title: "669,435 virtual machines with binned lifetimes, 16 shapes",
  licence: "CC BY 4.0",
  citation:
    'Cortez et al., "Resource Central", SOSP 2017; Bergsma et al., "Generating Complex, Realistic Cloud Workloads using RNNs", SOSP 2021',
  readable: true,
  files: [
    ...filesAt(`${RESOURCES}traces/`, [
      ["v1.test.txt", 999548, "2f0fcc2d12b76c54e58d222caa90547dd76033f3a97b032694e403ee81d4f815", "azure-arrivals"],
      ["v1.test.c2591400.txt", 1570350, "0f277857eb4240e9137429fd0bec9ed5355061d157492cb8061fb3e189ead963", "azure-lifetimes"],
      ["v1.dev.txt", 632536, "78a3e6c258553b458bd8e55d867ef5fa1a2b82cdd5c4c4b1f777210669835af6", "azure-arrivals"],
      ["v1.dev.c2100000.txt", 979525, "46521121c2917b14800abd090354b41045ff5f5d88f8b144456af6e098196b32", "azure-lifetimes"],
    ]),
    ...filesAt(`${RESOURCES}maps/`, [
      ["flav_map.txt", 115, "2b7ae5498471022e4bb0d62b148cbde01d5704a5fef482096ad780e17cbb0902", "azure-flavors"],
      ["v1.interval_map.txt", 59653, "404436c751ac5a345092b8b5c9cb91ca99ae013c675fd932cfb7fc633eb9579d", "azure-intervals"],
      ["batch_size_map.txt", 422, "cadfbeb07dbad921ebf7b12e42b5840ca51d5012917b3e18fe2f4109f869e753"],
    ]),
  ],
};
