/** `spec.images`: what pulls take. */
import { quantityValue } from "@orrery/sim-core/model";
import type { SimulationInput } from "../simulation/index.ts";
import type { ImagesEntry } from "./scenario.ts";

/** undefined: every pull takes no time. */
export function inputImages(images: ImagesEntry | undefined): SimulationInput["images"] {
  if (images === undefined) return undefined;
  const bandwidth = images.registry?.bandwidth;
  return { bytes: imageBytes(images), registryBytesPerSecond: bandwidth === undefined ? Infinity : quantityValue(bandwidth) };
}

/** By the name that containers use. */
export function imageBytes(images: ImagesEntry | undefined): ReadonlyMap<string, number> {
  return new Map(Object.entries(images?.sizes ?? {}).map(([name, size]) => [name, quantityValue(size)]));
}
