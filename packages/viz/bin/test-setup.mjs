/** Before the tests: the site that they look at, built once; each of them building it would change it under the others. */
import { ensureFreshSite } from "./site.mjs";

/** @returns {Promise<void>} rejects when the build fails */
export async function setup() {
  await ensureFreshSite();
}
