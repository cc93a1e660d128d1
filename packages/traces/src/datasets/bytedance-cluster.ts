/** 96 machines, 547 services and 3,485 containers with traffic between services. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const BYTEDANCE: Dataset = {
  name: "bytedance-cluster",
  title: "96 machines, 547 services and 3,485 containers with traffic between services",
  licence: "Apache-2.0",
  citation: "bytedance/research-cluster-dataset",
  readable: false,
  files: filesAt("https://raw.githubusercontent.com/bytedance/research-cluster-dataset/365981fd9eaf8654b193cc98092549f41dbb638b/dataset/", [
    ["M3.json", 288663, "c28fb4d27abd788f0decc24144c712982a1c20ac831d49ade8a848cee9ab712c"],
  ]),
};
