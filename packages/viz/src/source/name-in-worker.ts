/** The name of an input by its content, computed in a worker that lives as long as that takes. */
import { wrap } from "comlink";
import type { Source } from "../worker/index.ts";
import type { contentName } from "./content-name.ts";

/** @returns as contentName does; undefined also when the worker breaks */
export async function nameInWorker(source: Source): Promise<string | undefined> {
  const worker = new Worker(new URL("./name.worker.ts", import.meta.url), { type: "module" });
  const broken = new Promise<undefined>((resolve) => worker.addEventListener("error", () => resolve(undefined)));
  try {
    return await Promise.race([wrap<{ contentName: typeof contentName }>(worker).contentName(source), broken]);
  } finally {
    worker.terminate();
  }
}
