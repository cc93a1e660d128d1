/** 10,879 GPU jobs of 4 virtual clusters. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const PHILLY: Dataset = {
  name: "philly-muri",
  title: "10,879 GPU jobs of 4 virtual clusters",
  licence: "Apache-2.0; the original traces are CC BY 4.0",
  citation: 'Zhao et al., "Multi-Resource Interleaving for Deep Learning Training", SIGCOMM 2022; Jeon et al., USENIX ATC 2019',
  readable: false,
  files: filesAt("https://raw.githubusercontent.com/Rivendile/Muri/4e69a78ce75f629a5a00abd48150a1860b341ce6/simulator/trace-data/", [
    ["trace1.csv", 97574, "534d02a4ebe53aee1f60d3fb33e3b2207550bb28813e677c962051058ebafbc5"],
    ["trace2.csv", 374400, "5c29e1c49ed7929bff67c8008e6f2abcafc64e70bb55cdc91801490ce2df7003"],
    ["trace3.csv", 63755, "fc8d59783486122d9f522b430c1d5a59fbee119b41feb67a3f67e0751340ce93"],
    ["trace4.csv", 167691, "69754a0fc95b75de47923eb755d81b4cd7f8df37d82f007f870881e12470f0d1"],
  ]),
};
