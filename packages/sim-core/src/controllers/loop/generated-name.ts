/** Names that Kubernetes makes up: generateName's suffix, and the safe text of a hash. */
import type { RandomStream } from "../../engine/index.ts";

/** No vowels and no digits that look like them, so that no words appear. Source: apimachinery pkg/util/rand/rand.go. */
const SAFE_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;
const LONGEST_BASE = 63 - SUFFIX_LENGTH;

/** `base` and five random characters. Source: apiserver pkg/storage/names/generate.go. */
export function generatedName(base: string, random: RandomStream): string {
  let name = base.slice(0, LONGEST_BASE);
  for (let i = 0; i < SUFFIX_LENGTH; i++) name += SAFE_CHARACTERS[random.int(SAFE_CHARACTERS.length)]!;
  return name;
}

/**
 * The hash of a pod template as ReplicaSets carry it in their names: 32-bit FNV-1a of the text, in safe characters.
 *
 * Not modelled: Kubernetes hashes Go's print of the template, so its names differ from these.
 * Source: pkg/controller/controller_utils.go, ComputeHash; apimachinery pkg/util/rand/rand.go, SafeEncodeString.
 */
export function templateHash(text: string, collisions: number): string {
  let hash = 0x811c9dc5;
  const whole = collisions === 0 ? text : `${text}#${collisions}`;
  for (let i = 0; i < whole.length; i++) hash = Math.imul(hash ^ whole.charCodeAt(i), 0x01000193);
  let safe = "";
  for (const digit of String(hash >>> 0)) safe += SAFE_CHARACTERS[digit.charCodeAt(0) % SAFE_CHARACTERS.length]!;
  return safe;
}
