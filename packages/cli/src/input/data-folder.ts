/** Where a data set lies: in the folder of all data sets, or in the folder that was given itself. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { isSystemError, systemMessage, UserError } from "../job/index.ts";

/** @param file one that the data set must have. @throws UserError when it is in neither place */
export async function dataFolder(given: string, dataset: string, file: string): Promise<string> {
  for (const folder of [path.join(given, dataset), given]) if (await isFile(path.join(folder, file))) return folder;
  throw new UserError(
    `--data ${given}: there is no ${path.join(dataset, file)} in this folder; accepted: the folder that "orrery trace get ${dataset}" has written (--data traces)`,
  );
}

/** Names of the pod files of openb, without "openb_pod_list_". */
export async function openbWorkloads(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw isSystemError(cause) ? new UserError(systemMessage(cause, folder)) : cause;
  });
  const names = entries.flatMap((name) => /^openb_pod_list_(.+)\.csv$/.exec(name)?.[1] ?? []).sort();
  return [...names.filter((name) => name === "default"), ...names.filter((name) => name !== "default")];
}

async function isFile(place: string): Promise<boolean> {
  return stat(place).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
