/** The file of a path that a request asks for. */
import { copiesByName, plainPath } from "@orrery/runner/recording";
import type { Source } from "./open-request.ts";

/** Kept from the beginning: a worker with a typed policy loses its `fetch`. */
const requestFile = fetch.bind(globalThis);

/** @throws Error with a message for people */
export async function fileOf(path: string, { files, baseUrl, recorded }: Source): Promise<Blob> {
  const plain = plainPath(path);
  const wanted = recorded === undefined ? plain : (copiesByName(recorded.input).get(plain) ?? plain);
  // Files that were dropped without their folders have no more than their names.
  const file = files.get(wanted) ?? (recorded === undefined ? files.get(wanted.slice(wanted.lastIndexOf("/") + 1)) : undefined);
  if (file !== undefined) return file;
  if (baseUrl === undefined) throw new Error("it did not come with the scenario; drop both together");
  const answer = await requestFile(new URL(wanted, baseUrl));
  if (!answer.ok) throw new Error(`the site does not have it (${answer.status})`);
  return answer.blob();
}
