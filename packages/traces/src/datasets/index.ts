/** Published data sets: where they are, how to check them, what one may do with them. */
export type { Dataset, DatasetFile } from "./dataset.ts";
export { dataset, datasets } from "./registry.ts";
export { sha256, verify } from "./verify.ts";
export { DatasetError, fetchDataset } from "./fetch-dataset.ts";
export type { FileSink, FileSource } from "./fetch-dataset.ts";
