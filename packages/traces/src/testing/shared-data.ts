/**
 * Where tests find the real data sets: ../shared/data beside the checkout. For tests only; the one place of this package that uses Node.
 */
import { createReadStream, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CHECKOUT = join(dirname(fileURLToPath(import.meta.url)), "../../../..");

/** The folder with the data sets; it need not exist. */
export function sharedDataFolder(): string {
  return join(CHECKOUT, "../shared/data");
}

/**
 * True when data set `name` is there. Otherwise says in one line what is skipped and how to get it, and with CI=true throws, because
 * a check that silently did not run is worse than one that failed.
 */
export function haveSharedData(name: string, folder = sharedDataFolder(), ci = process.env["CI"] === "true"): boolean {
  if (existsSync(join(folder, name))) return true;
  const message = `data set ${name} is not in ${folder}: its tests are skipped; "orrery trace get ${name}" fetches it`;
  if (ci) throw new Error(message);
  console.warn(message);
  return false;
}

/** A file of the data sets as a stream. */
export function sharedFile(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(join(sharedDataFolder(), path), { highWaterMark: 1 << 20 });
}
