/** 116,313 virtual machines with arrival and lifetime, 31 days. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const HUAWEI: Dataset = {
  name: "huawei-east-1-lt",
  title: "116,313 virtual machines with arrival and lifetime, 31 days",
  licence: "CC BY-NC 4.0 (attribution, non-commercial) for the data; the index files come with SPANE under MIT",
  citation: 'Sheng et al., "VMAgent", IJCAI 2022; Chan et al., "SPANE", arXiv 2504.14946',
  readable: true,
  files: filesAt("https://raw.githubusercontent.com/ChanTinPing/SPANE/f1d7df9e9f717780513bded3fefd1c1d9484200c/data/", [
    ["Huawei-East-1-lt.csv", 3056573, "2094a0c8a793b45c0698451a91a28e6a608447e6aeb439064b645c580dda8cd3", "huawei-vms"],
    ["test_random_time_1000.npy", 8128, "ec02b4e8a812c2e66b8b9a69816e86a1c2db9eae4ef2ede881e4068d86d6ae0f", "numpy"],
    ["valid_random_time_150.npy", 1328, "ab072954ac2125f881accfe7ceba5dd44121ff0d4a8e444fb0caeca3cf8437ce", "numpy"],
  ]),
};
