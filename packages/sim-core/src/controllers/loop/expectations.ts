/** What a controller has done and not yet seen: until it has, it does nothing more to that object. */

/**
 * Creations and deletions of pods under way, by object.
 *
 * Not modelled: expectations that expire after five minutes; here every watch delivers.
 * Source: pkg/controller/controller_utils.go, ControllerExpectations, UIDTrackingControllerExpectations.
 */
export class Expectations {
  private readonly creations = new Map<string, Set<number>>();
  private readonly deletions = new Map<string, Set<number>>();

  expectCreation(key: string, pod: number): void {
    put(this.creations, key, pod);
  }

  expectDeletion(key: string, pod: number): void {
    put(this.deletions, key, pod);
  }

  creationSeen(key: string, pod: number): void {
    take(this.creations, key, pod);
  }

  deletionSeen(key: string, pod: number): void {
    take(this.deletions, key, pod);
  }

  /** Whether all has been seen. */
  satisfied(key: string): boolean {
    return !this.creations.has(key) && !this.deletions.has(key);
  }

  /** The object is gone. */
  forget(key: string): void {
    this.creations.delete(key);
    this.deletions.delete(key);
  }
}

function put(sets: Map<string, Set<number>>, key: string, pod: number): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([pod]));
  else set.add(pod);
}

function take(sets: Map<string, Set<number>>, key: string, pod: number): void {
  const set = sets.get(key);
  if (set === undefined) return;
  set.delete(pod);
  if (set.size === 0) sets.delete(key);
}
