/** The sentences with which Kubernetes' listers answer for a missing object. Source: apimachinery/pkg/api/errors (NewNotFound). */

/** @param name of the claim, without its namespace */
export function claimNotFound(name: string): string {
  return `persistentvolumeclaim ${JSON.stringify(name)} not found`;
}

export function volumeNotFound(name: string): string {
  return `persistentvolume ${JSON.stringify(name)} not found`;
}

export function storageClassNotFound(name: string): string {
  return `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`;
}
